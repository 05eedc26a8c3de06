//! Microsoft Authenticator's database, from a rooted phone.

use countersign_otp::{Generator, Kind, Secret};

use crate::import::draft::{Draft, Harvest, Recipe};
use crate::import::entry::Imported;
use crate::import::error::ImportError;
use crate::import::format::Format;
use crate::import::skipped::{Place, SkipReason};
use crate::import::source::{Source, base64};
use crate::import::sqlite::{Database, Row};

/// Any other service; Microsoft's own accounts are 1.
const OTHERS: i64 = 0;
const OWN: i64 = 1;

/// Reads the table `accounts`.
pub(crate) fn read(source: &Source<'_>) -> Result<Imported, ImportError> {
    let rows = Database::open(source.file)?.table("accounts")?;
    let mut harvest = Harvest::default();
    for (index, row) in rows.iter().enumerate() {
        let mut draft = Draft::new(row.text("name"), row.text("username"), codes(row));
        draft.position = row.integer("ux_position");
        harvest.add(Place::Path(format!("accounts[{index}]")), draft)?;
    }
    Ok(harvest.of(Format::MicrosoftDatabase))
}

fn codes(row: &Row) -> Result<Generator, SkipReason> {
    let secret = row.text("oath_secret_key");
    if secret.is_empty() {
        let is_sealed = !row.text("encrypted_oath_secret_key").is_empty();
        return Err(if is_sealed { SkipReason::Sealed } else { SkipReason::NoSecret });
    }
    match row.integer("account_type") {
        Some(OTHERS) | None => Recipe::default().generator(Kind::Totp, Secret::from_base32_in_use(secret)?),
        Some(OWN) => {
            let bytes = base64(secret, "oath_secret_key").map_err(|_| SkipReason::Damaged)?;
            let recipe = Recipe { digits: Some(8), ..Recipe::default() };
            recipe.generator(Kind::Totp, Secret::from_bytes(bytes)?)
        }
        Some(_) => Err(SkipReason::UnknownKind),
    }
}
