//! Duo Mobile for Android: `accounts.json`, whose entries are counter codes, or time codes of others.

use countersign_otp::{Generator, Kind, Secret};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::import::draft::{Draft, Harvest, Recipe};
use crate::import::entry::Imported;
use crate::import::error::ImportError;
use crate::import::format::Format;
use crate::import::json::{self, Hidden, Number};
use crate::import::skipped::SkipReason;
use crate::import::source::Source;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Account {
    #[serde(default)]
    name: Option<String>,
    otp_generator: Option<OtpGenerator>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct OtpGenerator {
    otp_secret: Option<Hidden>,
    counter: Option<Number>,
}

/// Reads the accounts.
pub(crate) fn read(source: &Source<'_>) -> Result<Imported, ImportError> {
    let accounts: Vec<&RawValue> = json::document(source.file)?;
    let mut harvest = Harvest::default();
    json::each(&mut harvest, "", &accounts, |account: Account| {
        let codes = codes(account.otp_generator.as_ref());
        Some(Draft::new("", account.name.unwrap_or_default(), codes))
    })?;
    Ok(harvest.of(Format::Duo))
}

fn codes(generator: Option<&OtpGenerator>) -> Result<Generator, SkipReason> {
    let generator = generator.ok_or(SkipReason::NoSecret)?;
    let secret = generator.otp_secret.as_ref().ok_or(SkipReason::NoSecret)?;
    let kind = if generator.counter.is_some() { Kind::Hotp } else { Kind::Totp };
    let recipe = Recipe { counter: json::natural(generator.counter), ..Recipe::default() };
    recipe.generator(kind, Secret::from_base32_in_use(secret.reveal())?)
}
