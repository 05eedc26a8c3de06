//! Authenticator Plus: its database, sealed by `SQLCipher`. Its ZIP is a list like others (`packed`).

use countersign_otp::{Generator, Kind, Secret};

use crate::import::draft::{Draft, Harvest, Recipe};
use crate::import::entry::Imported;
use crate::import::error::ImportError;
use crate::import::format::Format;
use crate::import::json;
use crate::import::skipped::{Place, SkipReason};
use crate::import::sqlite::{Database, Row};
use crate::otpauth::split_label;

const BLIZZARD: i64 = 2;
/// The category of whatever has none.
const ALL: &str = "All Accounts";

/// Reads the table `accounts` of the opened database.
pub(crate) fn read_database(database: &[u8]) -> Result<Imported, ImportError> {
    let rows = Database::open(database)?.table("accounts")?;
    let mut harvest = Harvest::default();
    for (index, row) in rows.iter().enumerate() {
        let is_blizzard = row.integer("type") == Some(BLIZZARD);
        let issuer = if is_blizzard { "Blizzard" } else { row.text("issuer") };
        let (of_name, _) = split_label(row.text("original_name"), None);
        let issuer = if issuer.is_empty() { of_name } else { issuer };
        let mut draft = Draft::new(issuer, row.text("email"), codes(row, is_blizzard));
        draft.groups =
            Some(row.text("category")).filter(|name| *name != ALL).map(str::to_owned).into_iter().collect();
        harvest.add(Place::Path(format!("accounts[{index}]")), draft)?;
    }
    Ok(harvest.of(Format::AuthenticatorPlus))
}

fn codes(row: &Row, is_blizzard: bool) -> Result<Generator, SkipReason> {
    if is_blizzard {
        let recipe = Recipe { digits: Some(8), ..Recipe::default() };
        return recipe.generator(Kind::Totp, Secret::from_hex(row.text("secret"))?);
    }
    let kind = match row.integer("type").unwrap_or(0) {
        0 => Kind::Totp,
        1 => Kind::Hotp,
        _ => return Err(SkipReason::UnknownKind),
    };
    let counter = json::natural(row.integer("counter").map(json::Number));
    let secret = Secret::from_base32_in_use(row.text("secret"))?;
    Recipe { counter, ..Recipe::default() }.generator(kind, secret)
}
