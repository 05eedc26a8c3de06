//! Steam: the app's own file, and the `maFile` of Steam Desktop Authenticator, plain or encrypted.

use std::collections::BTreeMap;

use countersign_otp::{Kind, Secret};
use serde::Deserialize;
use serde_json::value::RawValue;
use zeroize::Zeroizing;

use crate::import::crypto::{self, Argon2Kind, Argon2Parameters, Hash};
use crate::import::draft::{Draft, Harvest, Recipe};
use crate::import::entry::Imported;
use crate::import::error::ImportError;
use crate::import::format::Format;
use crate::import::json::{self, Hidden};
use crate::import::skipped::{Place, SkipReason};
use crate::import::source::{Source, base64, text_of};

const ROUNDS: u64 = 50_000;
const LEGACY: &str = "LegacySdaCompatible";
const PARAMETERS: Argon2Parameters =
    Argon2Parameters { kind: Argon2Kind::Id, memory_kib: 12 * 1024, passes: 3, lanes: 12 };

#[derive(Deserialize)]
struct Account {
    shared_secret: Option<Hidden>,
    account_name: Option<String>,
}

#[derive(Deserialize)]
struct File<'a> {
    #[serde(borrow)]
    accounts: Option<BTreeMap<String, &'a RawValue>>,
}

/// The list beside the `maFile`s: what each is sealed with.
#[derive(Deserialize)]
struct Manifest {
    #[serde(default)]
    entries: Vec<ManifestEntry>,
}

#[derive(Deserialize)]
struct ManifestEntry {
    encryption_iv: Option<String>,
    encryption_salt: Option<String>,
    /// Where steamguard-cli keeps the same, with more than one scheme.
    encryption: Option<Encryption>,
}

#[derive(Deserialize)]
struct Encryption {
    iv: String,
    salt: String,
    scheme: String,
}

/// Reads one account, or the app's file with several.
pub(crate) fn read(source: &Source<'_>) -> Result<Imported, ImportError> {
    let file: File<'_> = json::document(source.file)?;
    let mut harvest = Harvest::default();
    match file.accounts {
        None => add(&mut harvest, Place::Line(1), json::document(source.file)?)?,
        Some(accounts) => {
            for (id, raw) in accounts {
                let path = format!("accounts.{id}");
                add(&mut harvest, Place::Path(path.clone()), json::part(raw, &path)?)?;
            }
        }
    }
    Ok(harvest.of(Format::SteamApp))
}

fn add(harvest: &mut Harvest, place: Place, account: Account) -> Result<(), ImportError> {
    let secret = match &account.shared_secret {
        None => Err(SkipReason::NoSecret),
        Some(text) => base64(text.reveal(), "shared_secret")
            .map_err(|_| SkipReason::Damaged)
            .and_then(|bytes| Ok(Secret::from_bytes(bytes)?)),
    };
    let codes = secret.and_then(|secret| Recipe::default().generator(Kind::Steam, secret));
    harvest.add(place, Draft::new("Steam", account.account_name.unwrap_or_default(), codes))
}

/// Reads an encrypted `maFile`; its salt and IV stand in the `manifest.json` beside it.
pub(crate) fn read_encrypted(source: &Source<'_>) -> Result<Imported, ImportError> {
    let manifest = |file: &[u8]| serde_json::from_slice::<Manifest>(file).ok();
    let neighbor = source.neighbor.ok_or(ImportError::NeedsNeighbor)?;
    let (manifest, sealed) = match (manifest(source.file), manifest(neighbor)) {
        (_, Some(manifest)) => (manifest, source.file),
        (Some(manifest), None) => (manifest, neighbor),
        (None, None) => return Err(ImportError::NeedsNeighbor),
    };
    let text = text_of(sealed).ok_or(ImportError::NotRecognized)?;
    let sealed = base64(&text, "the maFile")?;
    let password = source.password()?;
    for entry in &manifest.entries {
        if let Some(opened) = open(entry, &sealed, password, source)? {
            return Ok(Imported { format: Format::SteamDesktop, ..read(&source.inside(&opened))? });
        }
    }
    Err(ImportError::WrongPasswordOrDamaged)
}

/// AES-256-CBC has no tag: what opens must be JSON to count.
fn open(
    entry: &ManifestEntry,
    sealed: &[u8],
    password: &[u8],
    source: &Source<'_>,
) -> Result<Option<Zeroizing<Vec<u8>>>, ImportError> {
    let (iv, salt, scheme) = match (&entry.encryption, &entry.encryption_iv, &entry.encryption_salt) {
        (Some(parameters), ..) => (&parameters.iv, &parameters.salt, parameters.scheme.as_str()),
        (None, Some(iv), Some(salt)) => (iv, salt, LEGACY),
        (None, ..) => return Ok(None),
    };
    let iv = base64(iv, "encryption_iv")?;
    let salt = base64(salt, "encryption_salt")?;
    let key = match scheme {
        LEGACY => crypto::pbkdf2(Hash::Sha1, password, &salt, ROUNDS, &source.limits)?,
        "Argon2idAes256" => crypto::argon2(password, &salt, &PARAMETERS, &source.limits)?,
        _ => return Err(ImportError::UnknownEncryption),
    };
    let opened = crypto::open_cbc(key.as_ref(), &iv, sealed);
    Ok(opened.filter(|opened| serde_json::from_slice::<Account>(opened).is_ok()))
}
