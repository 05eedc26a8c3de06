//! OTPClient: JSON, plain or in its own sealed database (Argon2id or, at first, PBKDF2; AES-256-GCM).

use countersign_otp::{Generator, Kind, Secret};
use serde::Deserialize;
use serde_json::value::RawValue;
use zeroize::Zeroizing;

use crate::import::crypto::{self, Argon2Kind, Argon2Parameters, Hash};
use crate::import::draft::{Draft, Harvest, Recipe};
use crate::import::entry::Imported;
use crate::import::error::ImportError;
use crate::import::format::Format;
use crate::import::json::{self, Hidden, Number};
use crate::import::skipped::SkipReason;
use crate::import::source::Source;

const NAME_BYTES: usize = 9;
const IV_BYTES: usize = 16;
const SALT_BYTES: usize = 32;
/// Version 1 has no header of its own, so this is fixed.
const ROUNDS: u64 = 100_000;

/// The open part of a database, which is bound to the sealed one.
struct Header<'a> {
    bytes: &'a [u8],
    iv: &'a [u8],
    salt: &'a [u8],
    parameters: Argon2Parameters,
}

impl<'a> Header<'a> {
    /// Name, version, IV (16), salt (32), passes, memory in KiB, lanes: packed and big-endian in version 3, as a
    /// structure of C on a little-endian machine in version 2.
    fn read(file: &'a [u8]) -> Result<(Self, &'a [u8]), ImportError> {
        let number = |at: usize, read: fn([u8; 4]) -> u32| {
            let bytes = file.get(at..at + 4).ok_or_else(|| ImportError::damaged("the header"))?;
            Ok::<u32, ImportError>(read(bytes.try_into().expect("four bytes")))
        };
        let (version, read): (_, fn([u8; 4]) -> u32) = match number(NAME_BYTES, u32::from_be_bytes)? {
            3 => (NAME_BYTES, u32::from_be_bytes),
            _ => (NAME_BYTES + 3, u32::from_le_bytes),
        };
        let found = number(version, read)?;
        if !(2..=3).contains(&found) {
            return Err(ImportError::UnknownVersion(found.to_string()));
        }
        let costs = version + 4 + IV_BYTES + SALT_BYTES;
        let parameters = Argon2Parameters {
            kind: Argon2Kind::Id,
            passes: number(costs, read)?.into(),
            memory_kib: number(costs + 4, read)?.into(),
            lanes: number(costs + 8, read)?.into(),
        };
        let (bytes, sealed) = file.split_at(costs + 12);
        let (iv, salt) = bytes[version + 4..costs].split_at(IV_BYTES);
        Ok((Self { bytes, iv, salt, parameters }, sealed))
    }
}

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

/// Reads a database of version 2 or 3.
pub(crate) fn read_encrypted(source: &Source<'_>) -> Result<Imported, ImportError> {
    let (header, sealed) = Header::read(source.file)?;
    let password = source.password()?;
    // The app counts the zero that ends a text in C to the password.
    let with_zero = Zeroizing::new([password, &[0]].concat());
    for password in [with_zero.as_slice(), password] {
        let key = crypto::argon2(password, header.salt, &header.parameters, &source.limits)?;
        if let Some(opened) = crypto::open_gcm_wide(&key, header.iv, header.bytes, sealed) {
            let text = opened.strip_suffix(&[0]).unwrap_or(&opened);
            return Ok(entries(text)?.of(Format::OtpClientEncrypted));
        }
    }
    Err(ImportError::WrongPasswordOrDamaged)
}

/// Reads a database of version 1, which nothing marks as one: IV, salt, sealed JSON. `None` if it is none, or the
/// password is another.
pub(crate) fn read_first_version(source: &Source<'_>) -> Result<Option<Imported>, ImportError> {
    let password = source.password()?;
    let Some((header, sealed)) = source.file.split_at_checked(IV_BYTES + SALT_BYTES) else { return Ok(None) };
    let (iv, salt) = header.split_at(IV_BYTES);
    let with_zero = Zeroizing::new([password, &[0]].concat());
    for password in [with_zero.as_slice(), password] {
        let key = crypto::pbkdf2(Hash::Sha512, password, salt, ROUNDS, &source.limits)?;
        if let Some(opened) = crypto::open_gcm_wide(&key, iv, header, sealed) {
            let text = opened.strip_suffix(&[0]).unwrap_or(&opened);
            return Ok(Some(entries(text)?.of(Format::OtpClientEncrypted)));
        }
    }
    Ok(None)
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
