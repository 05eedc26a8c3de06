//! TOTP Authenticator (Binary Boot): base64 of AES-256-CBC, the key only SHA-256 of the password.

use std::collections::BTreeMap;

use countersign_otp::{Generator, Kind, Secret};
use serde::Deserialize;
use serde_json::value::RawValue;
use zeroize::Zeroizing;

use super::steam;
use crate::import::android::shared_preferences;
use crate::import::crypto;
use crate::import::draft::{Draft, Harvest, Recipe};
use crate::import::entry::Imported;
use crate::import::error::ImportError;
use crate::import::format::Format;
use crate::import::json::{self, Hidden, Number};
use crate::import::skipped::SkipReason;
use crate::import::source::{Source, base64, text_of};

/// The name of the list in the app's own settings.
pub(crate) const LIST: &str = "STATIC_TOTP_CODES_LIST";
/// What the app uses when the person chose no password.
const DEFAULT_PASSWORD: &[u8] = b"TotpAuthenticator";

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    #[serde(default)]
    issuer: String,
    #[serde(default)]
    name: String,
    key: Hidden,
    /// 16 or 32: hexadecimal or base32.
    base: Option<Number>,
    digits: Option<Number>,
    period: Option<Number>,
    algorithm: Option<String>,
    #[serde(default)]
    is_favorite: bool,
}

/// Reads a backup, or the app's own settings. Beside a manifest, the same look is that of an encrypted `maFile`.
pub(crate) fn read(source: &Source<'_>) -> Result<Imported, ImportError> {
    if source.neighbor.is_some() {
        return steam::read_encrypted(source);
    }
    let text = text_of(source.file).ok_or(ImportError::NotRecognized)?;
    if text.starts_with('<') {
        let texts = shared_preferences(&text)?;
        let (_, list) =
            texts.iter().find(|(name, _)| name == LIST).ok_or_else(|| ImportError::damaged(LIST))?;
        return Ok(list_of(list.as_bytes())?.of(Format::TotpAuthenticator));
    }
    let sealed = base64(&text, "the file")?;
    let opened = match source.password() {
        Ok(password) => open(password, &sealed).ok_or(ImportError::WrongPasswordOrDamaged)?,
        Err(question) => open(DEFAULT_PASSWORD, &sealed).ok_or(question)?,
    };
    Ok(entries(&opened)?.of(Format::TotpAuthenticator))
}

fn open(password: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let key = crypto::sha256(&[password]);
    crypto::open_cbc(key.as_ref(), &[0; 16], sealed).filter(|opened| opened.starts_with(b"{"))
}

/// An object whose only name is itself the JSON of the list.
fn entries(text: &[u8]) -> Result<Harvest, ImportError> {
    let outer: BTreeMap<String, &RawValue> = json::document(text)?;
    let list = outer.into_keys().next().ok_or_else(|| ImportError::damaged("the list"))?;
    list_of(Zeroizing::new(list).as_bytes())
}

fn list_of(list: &[u8]) -> Result<Harvest, ImportError> {
    let entries: Vec<&RawValue> = json::document(list)?;
    let mut harvest = Harvest::default();
    json::each(&mut harvest, "", &entries, |entry: Entry| {
        let mut draft = Draft::new(entry.issuer.as_str(), entry.name.as_str(), codes(&entry));
        draft.is_pinned = entry.is_favorite;
        Some(draft)
    })?;
    Ok(harvest)
}

fn codes(entry: &Entry) -> Result<Generator, SkipReason> {
    let secret = match entry.base.map(|base| base.0) {
        Some(16) => Secret::from_hex(entry.key.reveal())?,
        Some(32) | None => Secret::from_base32_in_use(entry.key.reveal())?,
        Some(64) => {
            let bytes = base64(entry.key.reveal(), "key").map_err(|_| SkipReason::Damaged)?;
            Secret::from_bytes(bytes)?
        }
        Some(_) => return Err(SkipReason::Damaged),
    };
    let recipe = Recipe {
        algorithm: entry.algorithm.as_deref(),
        digits: json::natural(entry.digits),
        period: json::natural(entry.period),
        ..Recipe::default()
    };
    recipe.generator(Kind::Totp, secret)
}
