//! Stratum, once Authenticator Pro: JSON, plain, under Argon2id and AES-GCM, or under the older PBKDF2 and AES-CBC.

use std::collections::BTreeMap;

use countersign_otp::{Generator, Kind, Secret};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::import::crypto::{self, Argon2Kind, Argon2Parameters, Hash};
use crate::import::draft::{Draft, Harvest, Recipe};
use crate::import::entry::{Icon, Imported};
use crate::import::error::ImportError;
use crate::import::format::Format;
use crate::import::json::{self, Hidden, Number};
use crate::import::skipped::SkipReason;
use crate::import::source::{Source, base64};

const MAGIC_BYTES: usize = 16;
const PARAMETERS: Argon2Parameters =
    Argon2Parameters { kind: Argon2Kind::Id, memory_kib: 65_536, passes: 3, lanes: 4 };
const LEGACY_ROUNDS: u64 = 64_000;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct File<'a> {
    #[serde(borrow)]
    authenticators: Vec<&'a RawValue>,
    #[serde(default)]
    categories: Option<Vec<Category>>,
    #[serde(default)]
    authenticator_categories: Option<Vec<Membership>>,
    #[serde(default)]
    custom_icons: Option<Vec<CustomIcon>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Category {
    id: String,
    name: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Membership {
    category_id: String,
    authenticator_secret: Hidden,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct CustomIcon {
    id: String,
    data: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Entry {
    #[serde(rename = "Type")]
    kind: Number,
    icon: Option<String>,
    issuer: Option<String>,
    username: Option<String>,
    secret: Hidden,
    pin: Option<Hidden>,
    algorithm: Option<Number>,
    digits: Option<Number>,
    period: Option<Number>,
    counter: Option<Number>,
    ranking: Option<Number>,
}

/// Reads the plain form.
pub(crate) fn read(source: &Source<'_>) -> Result<Imported, ImportError> {
    Ok(entries(source.file)?.of(Format::Stratum))
}

/// Reads magic (16 bytes), salt (16), nonce (12), ciphertext.
pub(crate) fn read_encrypted(source: &Source<'_>) -> Result<Imported, ImportError> {
    let [salt, nonce, sealed] = split(source.file, 16, 12)?;
    let key = crypto::argon2(source.password()?, salt, &PARAMETERS, &source.limits)?;
    let opened = crypto::open_gcm(key.as_ref(), nonce, &[], sealed);
    Ok(entries(&opened.ok_or(ImportError::WrongPasswordOrDamaged)?)?.of(Format::StratumEncrypted))
}

/// Reads magic (16 bytes), salt (20), IV (16), ciphertext. The cipher has no tag: what opens must be JSON.
pub(crate) fn read_legacy(source: &Source<'_>) -> Result<Imported, ImportError> {
    let [salt, iv, sealed] = split(source.file, 20, 16)?;
    if !sealed.len().is_multiple_of(16) {
        return Err(ImportError::damaged("the end of the file"));
    }
    let key = crypto::pbkdf2(Hash::Sha1, source.password()?, salt, LEGACY_ROUNDS, &source.limits)?;
    let opened = crypto::open_cbc(key.as_ref(), iv, sealed).filter(|opened| opened.starts_with(b"{"));
    Ok(entries(&opened.ok_or(ImportError::WrongPasswordOrDamaged)?)?.of(Format::StratumLegacy))
}

fn split(file: &[u8], salt: usize, nonce: usize) -> Result<[&[u8]; 3], ImportError> {
    let damaged = || ImportError::damaged("the header");
    let (_, rest) = file.split_at_checked(MAGIC_BYTES).ok_or_else(damaged)?;
    let (salt, rest) = rest.split_at_checked(salt).ok_or_else(damaged)?;
    let (nonce, sealed) = rest.split_at_checked(nonce).ok_or_else(damaged)?;
    Ok([salt, nonce, sealed])
}

fn entries(text: &[u8]) -> Result<Harvest, ImportError> {
    let file: File<'_> = json::document(text)?;
    let categories = file.categories.unwrap_or_default();
    let memberships = file.authenticator_categories.unwrap_or_default();
    let icons = file.custom_icons.unwrap_or_default();
    let names: BTreeMap<&str, &str> =
        categories.iter().map(|category| (category.id.as_str(), category.name.as_str())).collect();
    let mut groups: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for membership in &memberships {
        if let Some(&name) = names.get(membership.category_id.as_str()) {
            groups.entry(membership.authenticator_secret.reveal()).or_default().push(name.to_owned());
        }
    }
    let mut harvest = Harvest::default();
    json::each(&mut harvest, "Authenticators", &file.authenticators, |entry: Entry| {
        let issuer = entry.issuer.as_deref().unwrap_or_default();
        let account = entry.username.as_deref().unwrap_or_default();
        let mut draft = Draft::new(issuer, account, codes(&entry));
        draft.groups = groups.get(entry.secret.reveal()).cloned().unwrap_or_default();
        draft.icon = entry.icon.as_deref().and_then(|name| icon(name, &icons));
        draft.position = entry.ranking.map(|ranking| ranking.0);
        Some(draft)
    })?;
    Ok(harvest)
}

fn codes(entry: &Entry) -> Result<Generator, SkipReason> {
    let kind = match entry.kind.0 {
        1 => Kind::Hotp,
        2 => Kind::Totp,
        3 => Kind::Motp,
        4 => Kind::Steam,
        5 => Kind::Yandex,
        _ => return Err(SkipReason::UnknownKind),
    };
    let algorithm = match entry.algorithm.map(|algorithm| algorithm.0) {
        None | Some(0) => "SHA1",
        Some(1) => "SHA256",
        Some(2) => "SHA512",
        Some(_) => "unknown",
    };
    let secret = match kind {
        Kind::Motp => Secret::from_hex(entry.secret.reveal())?,
        Kind::Totp | Kind::Hotp | Kind::Steam | Kind::Yandex => {
            Secret::from_base32_in_use(entry.secret.reveal())?
        }
    };
    let recipe = Recipe {
        algorithm: Some(algorithm),
        digits: json::natural(entry.digits),
        period: json::natural(entry.period),
        counter: json::natural(entry.counter),
        pin: entry.pin.as_ref().map(Hidden::reveal),
    };
    recipe.generator(kind, secret)
}

/// A custom icon's name is `@` and its id.
fn icon(name: &str, icons: &[CustomIcon]) -> Option<Icon> {
    let Some(id) = name.strip_prefix('@') else { return Some(Icon::Name(name.to_owned())) };
    let icon = icons.iter().find(|icon| icon.id == id)?;
    let bytes = base64(&icon.data, "CustomIcons").ok()?.to_vec();
    Some(Icon::Picture { media_type: "image/png".to_owned(), bytes })
}
