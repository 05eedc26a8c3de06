//! andOTP, and GNOME Authenticator, which writes the same shape: JSON, plain or encrypted (two ways, AES-256-GCM).

use countersign_otp::{Generator, Kind, Secret};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::import::crypto::{self, Hash};
use crate::import::draft::{Draft, Harvest, Recipe};
use crate::import::entry::{Icon, Imported};
use crate::import::error::ImportError;
use crate::import::format::Format;
use crate::import::json::{self, Hidden, Number};
use crate::import::skipped::SkipReason;
use crate::import::source::Source;

const COUNT_BYTES: usize = 4;
const NONCE_BYTES: usize = 12;
const TAG_BYTES: usize = 16;
/// The app itself chooses some 150,000; more than this is no count but the begin of the old form.
const MOST_ROUNDS: u64 = 10_000_000;

#[derive(Deserialize)]
struct Entry {
    secret: Hidden,
    #[serde(default)]
    issuer: Option<String>,
    #[serde(default)]
    label: Option<String>,
    digits: Option<Number>,
    #[serde(rename = "type")]
    kind: Option<String>,
    algorithm: Option<String>,
    thumbnail: Option<String>,
    period: Option<Number>,
    counter: Option<Number>,
    #[serde(default)]
    tags: Option<Vec<String>>,
    pin: Option<Hidden>,
}

/// Reads the plain form.
pub(crate) fn read(source: &Source<'_>) -> Result<Imported, ImportError> {
    Ok(entries(source.file)?.of(Format::AndOtp))
}

/// Reads the encrypted form: rounds (4 bytes), salt (12), nonce (12), or the older one: nonce (12).
pub(crate) fn read_encrypted(source: &Source<'_>) -> Result<Imported, ImportError> {
    let password = source.password()?;
    let opened = match open_newer(source, password)? {
        Some(opened) => Some(opened),
        None => open_older(source.file, password),
    };
    let opened = opened.ok_or(ImportError::WrongPasswordOrDamaged)?;
    Ok(entries(&opened)?.of(Format::AndOtpEncrypted))
}

type Opened = Option<zeroize::Zeroizing<Vec<u8>>>;

fn open_newer(source: &Source<'_>, password: &[u8]) -> Result<Opened, ImportError> {
    let Some((head, sealed)) = source.file.split_at_checked(COUNT_BYTES + 2 * NONCE_BYTES) else {
        return Ok(None);
    };
    let (count, rest) = head.split_at(COUNT_BYTES);
    let rounds = count.iter().fold(0_u64, |number, &byte| number << 8 | u64::from(byte));
    if !(1..=MOST_ROUNDS).contains(&rounds) || sealed.len() < TAG_BYTES {
        return Ok(None);
    }
    let (salt, nonce) = rest.split_at(NONCE_BYTES);
    let key = crypto::pbkdf2(Hash::Sha1, password, salt, rounds, &source.limits)?;
    Ok(crypto::open_gcm(key.as_ref(), nonce, &[], sealed))
}

fn open_older(file: &[u8], password: &[u8]) -> Opened {
    let (nonce, sealed) = file.split_at_checked(NONCE_BYTES)?;
    crypto::open_gcm(crypto::sha256(&[password]).as_ref(), nonce, &[], sealed)
}

fn entries(text: &[u8]) -> Result<Harvest, ImportError> {
    let entries: Vec<&RawValue> = json::document(text)?;
    let mut harvest = Harvest::default();
    json::each(&mut harvest, "", &entries, |entry: Entry| {
        let issuer = entry.issuer.as_deref().unwrap_or_default();
        let account = entry.label.as_deref().unwrap_or_default();
        let mut draft = Draft::new(issuer, account, codes(&entry));
        draft.groups = entry.tags.unwrap_or_default();
        draft.icon = entry.thumbnail.filter(|name| name != "Default").map(Icon::Name);
        Some(draft)
    })?;
    Ok(harvest)
}

fn codes(entry: &Entry) -> Result<Generator, SkipReason> {
    let kind = match entry.kind.as_deref() {
        None => Kind::Totp,
        Some(name) => Kind::from_name(name).ok_or(SkipReason::UnknownKind)?,
    };
    let secret = match kind {
        Kind::Motp => Secret::from_hex(entry.secret.reveal())?,
        _ => Secret::from_base32_in_use(entry.secret.reveal())?,
    };
    let recipe = Recipe {
        algorithm: entry.algorithm.as_deref(),
        digits: json::natural(entry.digits),
        period: json::natural(entry.period),
        counter: json::natural(entry.counter),
        pin: entry.pin.as_ref().map(Hidden::reveal),
    };
    recipe.generator(kind, secret)
}
