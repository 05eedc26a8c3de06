//! Aegis: its vault file, plain or encrypted (scrypt slots, AES-256-GCM).

use std::collections::BTreeMap;

use countersign_otp::{Generator, Kind, Secret};
use serde::Deserialize;
use serde_json::value::RawValue;
use zeroize::Zeroizing;

use crate::import::crypto::{self, ScryptParameters};
use crate::import::draft::{Draft, Harvest, Recipe};
use crate::import::entry::{Icon, Imported, Note};
use crate::import::error::ImportError;
use crate::import::format::Format;
use crate::import::json::{self, Hidden, Number};
use crate::import::skipped::SkipReason;
use crate::import::source::{Source, base64, hex};

const PASSWORD_SLOT: i64 = 1;

#[derive(Deserialize)]
struct File<'a> {
    version: Number,
    #[serde(borrow)]
    header: Header<'a>,
    #[serde(borrow)]
    db: &'a RawValue,
}

#[derive(Deserialize)]
struct Header<'a> {
    #[serde(borrow, default)]
    slots: Option<Vec<&'a RawValue>>,
    params: Option<KeyParameters>,
}

#[derive(Deserialize)]
struct KeyParameters {
    nonce: String,
    tag: String,
}

#[derive(Deserialize)]
struct Slot {
    #[serde(rename = "type")]
    kind: Number,
    key: String,
    key_params: KeyParameters,
    n: Option<Number>,
    r: Option<Number>,
    p: Option<Number>,
    salt: Option<String>,
}

#[derive(Deserialize)]
struct Database<'a> {
    version: Number,
    #[serde(borrow)]
    entries: Vec<&'a RawValue>,
    #[serde(default)]
    groups: Vec<Group>,
}

#[derive(Deserialize)]
struct Group {
    uuid: String,
    name: String,
}

#[derive(Deserialize)]
struct Entry {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    issuer: String,
    note: Option<Hidden>,
    #[serde(default)]
    favorite: bool,
    icon: Option<String>,
    icon_mime: Option<String>,
    group: Option<String>,
    #[serde(default)]
    groups: Vec<String>,
    info: Info,
}

#[derive(Deserialize)]
struct Info {
    secret: Hidden,
    algo: Option<String>,
    digits: Option<Number>,
    period: Option<Number>,
    counter: Option<Number>,
    pin: Option<Hidden>,
}

/// Reads a vault file whose `db` is plain or sealed.
pub(crate) fn read(source: &Source<'_>) -> Result<Imported, ImportError> {
    let file: File<'_> = json::document(source.file)?;
    if file.version.0 != 1 {
        return Err(ImportError::UnknownVersion(file.version.0.to_string()));
    }
    if file.db.get().starts_with('"') {
        let opened = open(source, &file)?;
        return Ok(database(&opened)?.of(Format::AegisEncrypted));
    }
    Ok(database(file.db.get().as_bytes())?.of(Format::Aegis))
}

fn open(source: &Source<'_>, file: &File<'_>) -> Result<Zeroizing<Vec<u8>>, ImportError> {
    let parameters = file.header.params.as_ref().ok_or_else(|| ImportError::damaged("header.params"))?;
    let sealed: String = json::part(file.db, "db")?;
    let sealed = base64(&sealed, "db")?;
    let key = master_key(source, file.header.slots.as_deref().unwrap_or_default())?;
    unseal(&key, parameters, &sealed, "header.params")?.ok_or_else(|| ImportError::damaged("db"))
}

/// The master key from the first password slot that the password opens.
fn master_key(source: &Source<'_>, slots: &[&RawValue]) -> Result<Zeroizing<Vec<u8>>, ImportError> {
    let password = source.password()?;
    let mut has_password_slot = false;
    for (index, raw) in slots.iter().enumerate() {
        let place = format!("header.slots[{index}]");
        let slot: Slot = json::part(raw, &place)?;
        if slot.kind.0 != PASSWORD_SLOT {
            continue;
        }
        has_password_slot = true;
        let damaged = || ImportError::damaged(place.clone());
        let number = |field: Option<Number>| json::natural(field).ok_or_else(damaged);
        let parameters = ScryptParameters { n: number(slot.n)?, r: number(slot.r)?, p: number(slot.p)? };
        let salt = hex(slot.salt.as_deref().unwrap_or_default(), &place)?;
        let slot_key = crypto::scrypt(password, &salt, &parameters, &source.limits)?;
        let wrapped = hex(&slot.key, &place)?;
        if let Some(key) = unseal(slot_key.as_ref(), &slot.key_params, &wrapped, &place)? {
            return Ok(key);
        }
    }
    Err(if has_password_slot { ImportError::WrongPassword } else { ImportError::UnknownEncryption })
}

fn unseal(
    key: &[u8],
    parameters: &KeyParameters,
    sealed: &[u8],
    place: &str,
) -> Result<Option<Zeroizing<Vec<u8>>>, ImportError> {
    let nonce = hex(&parameters.nonce, place)?;
    let tag = hex(&parameters.tag, place)?;
    Ok(crypto::open_gcm(key, &nonce, &[], &[sealed, tag.as_slice()].concat()))
}

fn database(text: &[u8]) -> Result<Harvest, ImportError> {
    let database: Database<'_> = json::document(text)?;
    if !(1..=3).contains(&database.version.0) {
        return Err(ImportError::UnknownVersion(database.version.0.to_string()));
    }
    let names: BTreeMap<&str, &str> =
        database.groups.iter().map(|group| (group.uuid.as_str(), group.name.as_str())).collect();
    let mut harvest = Harvest::default();
    json::each(&mut harvest, "db.entries", &database.entries, |entry: Entry| {
        let mut draft = Draft::new(entry.issuer.as_str(), entry.name.as_str(), codes(&entry));
        draft.groups = entry
            .groups
            .iter()
            .filter_map(|uuid| names.get(uuid.as_str()))
            .map(|&name| name.to_owned())
            .chain(entry.group)
            .collect();
        draft.note = entry.note.as_ref().and_then(|note| Note::from_text(note.reveal()));
        draft.is_pinned = entry.favorite;
        draft.icon = icon(entry.icon.as_deref(), entry.icon_mime);
        Some(draft)
    })?;
    Ok(harvest)
}

fn codes(entry: &Entry) -> Result<Generator, SkipReason> {
    let kind = Kind::from_name(&entry.kind).ok_or(SkipReason::UnknownKind)?;
    let secret = Secret::from_base32_in_use(entry.info.secret.reveal())?;
    // A bug in the app once let "MD5" be chosen for codes that are made with SHA-1.
    let algorithm = entry.info.algo.as_deref().filter(|name| !name.eq_ignore_ascii_case("MD5"));
    let recipe = Recipe {
        algorithm,
        digits: json::natural(entry.info.digits),
        period: json::natural(entry.info.period),
        counter: json::natural(entry.info.counter),
        pin: entry.info.pin.as_ref().map(Hidden::reveal),
    };
    recipe.generator(kind, secret)
}

fn icon(encoded: Option<&str>, media_type: Option<String>) -> Option<Icon> {
    let bytes = base64(encoded?, "icon").ok()?.to_vec();
    Some(Icon::Picture { media_type: media_type.unwrap_or_else(|| "image/jpeg".to_owned()), bytes })
}
