//! Raivo OTP: JSON whose values are all texts, by itself or in a ZIP with a password.

use countersign_otp::{Generator, Kind, Secret};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::import::archive::Archive;
use crate::import::draft::{Draft, Harvest, Recipe};
use crate::import::entry::{Icon, Imported};
use crate::import::error::ImportError;
use crate::import::format::Format;
use crate::import::json::{self, Hidden, Number};
use crate::import::limits::check_nesting;
use crate::import::skipped::SkipReason;
use crate::import::source::Source;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    #[serde(default)]
    issuer: String,
    #[serde(default)]
    account: String,
    secret: Hidden,
    algorithm: Option<String>,
    digits: Option<Number>,
    kind: Option<String>,
    timer: Option<Number>,
    counter: Option<Number>,
    icon_value: Option<String>,
    pinned: Option<Hidden>,
}

/// Reads either form.
pub(crate) fn read(source: &Source<'_>) -> Result<Imported, ImportError> {
    if source.file.starts_with(b"[") {
        return Ok(entries(source.file)?.of(Format::Raivo));
    }
    let mut archive = Archive::open(source.file)?;
    let name = "raivo-otp-export.json";
    let index = archive.find(name).ok_or_else(|| ImportError::damaged(name))?;
    let text = archive.unpack(index, source)?;
    check_nesting(&text)?;
    Ok(entries(&text)?.of(Format::Raivo))
}

fn entries(text: &[u8]) -> Result<Harvest, ImportError> {
    let entries: Vec<&RawValue> = json::document(text)?;
    let mut harvest = Harvest::default();
    json::each(&mut harvest, "", &entries, |entry: Entry| {
        let mut draft = Draft::new(entry.issuer.as_str(), entry.account.as_str(), codes(&entry));
        draft.is_pinned = entry.pinned.is_some_and(|pinned| pinned.reveal() == "true");
        draft.icon = entry.icon_value.filter(|name| !name.is_empty()).map(Icon::Name);
        Some(draft)
    })?;
    Ok(harvest)
}

fn codes(entry: &Entry) -> Result<Generator, SkipReason> {
    let kind = Kind::from_name(entry.kind.as_deref().unwrap_or("TOTP")).ok_or(SkipReason::UnknownKind)?;
    let recipe = Recipe {
        algorithm: entry.algorithm.as_deref(),
        digits: json::natural(entry.digits),
        period: json::natural(entry.timer),
        counter: json::natural(entry.counter),
        pin: None,
    };
    recipe.generator(kind, Secret::from_base32_in_use(entry.secret.reveal())?)
}
