//! OTPClient: JSON, plain or in its own sealed database (Argon2id, AES-256-GCM).

use countersign_otp::{Generator, Kind, Secret};
use serde::Deserialize;
use serde_json::value::RawValue;
use zeroize::Zeroizing;

use crate::import::crypto::{self, Argon2Kind, Argon2Parameters};
use crate::import::draft::{Draft, Harvest, Recipe};
use crate::import::entry::Imported;
use crate::import::error::ImportError;
use crate::import::format::Format;
use crate::import::json::{self, Hidden, Number};
use crate::import::skipped::SkipReason;
use crate::import::source::Source;

/// Name (9), three bytes of nothing, version, IV (16), salt (32), passes, memory in KiB, lanes.
const HEADER_BYTES: usize = 76;
const VERSION: u64 = 2;

#[derive(Deserialize)]
struct Entry {
    #[serde(rename = "type")]
    kind: Option<String>,
    label: Option<String>,
    issuer: Option<String>,
    secret: Hidden,
    digits: Option<Number>,
    algo: Option<String>,
    period: Option<Number>,
    counter: Option<Number>,
    group: Option<String>,
}

/// Reads the plain form.
pub(crate) fn read(source: &Source<'_>) -> Result<Imported, ImportError> {
    Ok(entries(source.file)?.of(Format::OtpClient))
}

/// Reads a database of version 2; its header is bound to what it holds.
pub(crate) fn read_encrypted(source: &Source<'_>) -> Result<Imported, ImportError> {
    let damaged = || ImportError::damaged("the header");
    let (header, sealed) = source.file.split_at_checked(HEADER_BYTES).ok_or_else(damaged)?;
    let number =
        |at: usize| header[at..at + 4].iter().rev().fold(0, |n: u64, &byte| n << 8 | u64::from(byte));
    if number(12) != VERSION {
        return Err(ImportError::UnknownVersion(number(12).to_string()));
    }
    let (iv, salt) = (&header[16..32], &header[32..64]);
    let parameters = Argon2Parameters {
        kind: Argon2Kind::Id,
        passes: number(64),
        memory_kib: number(68),
        lanes: number(72),
    };
    let password = source.password()?;
    // The app counts the zero that ends a text in C to the password.
    let with_zero = Zeroizing::new([password, &[0]].concat());
    for password in [with_zero.as_slice(), password] {
        let key = crypto::argon2(password, salt, &parameters, &source.limits)?;
        if let Some(opened) = crypto::open_gcm_wide(&key, iv, header, sealed) {
            let text = opened.strip_suffix(&[0]).unwrap_or(&opened);
            return Ok(entries(text)?.of(Format::OtpClientEncrypted));
        }
    }
    Err(ImportError::WrongPasswordOrDamaged)
}

fn entries(text: &[u8]) -> Result<Harvest, ImportError> {
    let entries: Vec<&RawValue> = json::document(text)?;
    let mut harvest = Harvest::default();
    json::each(&mut harvest, "", &entries, |entry: Entry| {
        let issuer = entry.issuer.as_deref().unwrap_or_default();
        let mut draft = Draft::new(issuer, entry.label.as_deref().unwrap_or_default(), codes(&entry));
        draft.groups = entry.group.into_iter().collect();
        Some(draft)
    })?;
    Ok(harvest)
}

fn codes(entry: &Entry) -> Result<Generator, SkipReason> {
    let kind = Kind::from_name(entry.kind.as_deref().unwrap_or("TOTP")).ok_or(SkipReason::UnknownKind)?;
    // The app marks Steam by the issuer alone.
    let is_steam = entry.issuer.as_deref().is_some_and(|issuer| issuer.eq_ignore_ascii_case("steam"));
    let kind = if kind == Kind::Totp && is_steam { Kind::Steam } else { kind };
    let recipe = Recipe {
        algorithm: entry.algo.as_deref(),
        digits: json::natural(entry.digits),
        period: json::natural(entry.period),
        counter: json::natural(entry.counter),
        pin: None,
    };
    recipe.generator(kind, Secret::from_base32_in_use(entry.secret.reveal())?)
}
