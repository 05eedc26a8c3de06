//! Google Authenticator's own database, from a rooted phone.

use countersign_otp::{Generator, Kind, Secret};

use crate::import::draft::{Draft, Harvest, Recipe};
use crate::import::entry::Imported;
use crate::import::error::ImportError;
use crate::import::format::Format;
use crate::import::json;
use crate::import::skipped::{Place, SkipReason};
use crate::import::source::Source;
use crate::import::sqlite::{Database, Row};
use crate::otpauth::split_label;

/// Reads the table `accounts`.
pub(crate) fn read_database(source: &Source<'_>) -> Result<Imported, ImportError> {
    let rows = Database::open(source.file)?.table("accounts")?;
    let mut harvest = Harvest::default();
    for (index, row) in rows.iter().enumerate() {
        let issuer = Some(row.text("issuer")).filter(|issuer| !issuer.is_empty());
        let label = if row.text("email").is_empty() { row.text("original_name") } else { row.text("email") };
        let (issuer, account) = split_label(label, issuer);
        harvest.add(Place::Path(format!("accounts[{index}]")), Draft::new(issuer, account, codes(row)))?;
    }
    Ok(harvest.of(Format::GoogleDatabase))
}

fn codes(row: &Row) -> Result<Generator, SkipReason> {
    if row.integer("isencrypted").is_some_and(|sealed| sealed != 0) {
        return Err(SkipReason::Sealed);
    }
    let kind = match row.integer("type").unwrap_or(0) {
        0 => Kind::Totp,
        1 => Kind::Hotp,
        _ => return Err(SkipReason::UnknownKind),
    };
    let secret = Secret::from_base32_in_use(row.text("secret"))?;
    let counter = json::natural(row.integer("counter").map(json::Number));
    Recipe { counter, ..Recipe::default() }.generator(kind, secret)
}
