//! 2FAS: JSON of schema 1 to 4, plain or under a password (PBKDF2, AES-256-GCM).

use std::collections::BTreeMap;

use countersign_otp::{Generator, Kind, Secret};
use serde::Deserialize;
use serde_json::value::RawValue;
use zeroize::Zeroizing;

use crate::import::crypto::{self, Hash};
use crate::import::draft::{Draft, Harvest, Recipe};
use crate::import::entry::{Icon, Imported};
use crate::import::error::ImportError;
use crate::import::format::Format;
use crate::import::json::{self, Hidden, Number};
use crate::import::skipped::SkipReason;
use crate::import::source::{Source, base64};
use crate::otpauth::split_label;

const NEWEST: i64 = 4;
const ROUNDS: u64 = 10_000;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct File<'a> {
    schema_version: Option<Number>,
    #[serde(borrow, default)]
    services: Vec<&'a RawValue>,
    #[serde(default)]
    groups: Option<Vec<Group>>,
    services_encrypted: Option<String>,
    reference: Option<String>,
}

#[derive(Deserialize)]
struct Group {
    id: String,
    name: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    #[serde(default)]
    name: Option<String>,
    secret: Hidden,
    #[serde(default)]
    otp: Otp,
    order: Option<Order>,
    group_id: Option<String>,
    icon: Option<EntryIcon>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase")]
struct Otp {
    issuer: Option<String>,
    account: Option<String>,
    label: Option<String>,
    digits: Option<Number>,
    period: Option<Number>,
    counter: Option<Number>,
    algorithm: Option<String>,
    token_type: Option<String>,
}

#[derive(Deserialize)]
struct Order {
    position: Option<Number>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct EntryIcon {
    icon_collection: Option<IconCollection>,
}

#[derive(Deserialize)]
struct IconCollection {
    id: String,
}

/// Reads either form.
pub(crate) fn read(source: &Source<'_>) -> Result<Imported, ImportError> {
    let file: File<'_> = json::document(source.file)?;
    match file.schema_version {
        Some(version) if !(1..=NEWEST).contains(&version.0) => {
            return Err(ImportError::UnknownVersion(version.0.to_string()));
        }
        _ => {}
    }
    let groups = file.groups.as_deref().unwrap_or_default();
    let Some(sealed) = &file.services_encrypted else {
        return Ok(services(&file.services, groups)?.of(Format::TwoFas));
    };
    let password = source.password()?;
    if let Some(reference) = &file.reference {
        open(reference, "reference", password, source)?.ok_or(ImportError::WrongPassword)?;
    }
    let opened = open(sealed, "servicesEncrypted", password, source)?;
    let opened = opened.ok_or_else(|| match file.reference {
        Some(_) => ImportError::damaged("servicesEncrypted"),
        None => ImportError::WrongPasswordOrDamaged,
    })?;
    let list: Vec<&RawValue> = json::document(&opened)?;
    Ok(services(&list, groups)?.of(Format::TwoFasEncrypted))
}

/// Opens `ciphertext:salt:iv`, each in base64. `None` if the tag does not match.
fn open(
    text: &str,
    name: &str,
    password: &[u8],
    source: &Source<'_>,
) -> Result<Option<Zeroizing<Vec<u8>>>, ImportError> {
    let parts: Vec<&str> = text.split(':').collect();
    let [sealed, salt, iv] = parts.as_slice() else { return Err(ImportError::damaged(name)) };
    let (sealed, salt, iv) = (base64(sealed, name)?, base64(salt, name)?, base64(iv, name)?);
    if iv.len() != 12 {
        return Err(ImportError::damaged(name));
    }
    let key = crypto::pbkdf2(Hash::Sha256, password, &salt, ROUNDS, &source.limits)?;
    Ok(crypto::open_gcm(key.as_ref(), &iv, &[], &sealed))
}

fn services(list: &[&RawValue], groups: &[Group]) -> Result<Harvest, ImportError> {
    let names: BTreeMap<&str, &str> =
        groups.iter().map(|group| (group.id.as_str(), group.name.as_str())).collect();
    let mut harvest = Harvest::default();
    json::each(&mut harvest, "services", list, |service: Entry| {
        let codes = codes(&service);
        let (issuer, account) = names_of(&service);
        let mut draft = Draft::new(issuer, account, codes);
        let group = service.group_id.as_deref().and_then(|id| names.get(id));
        draft.groups = group.map(|&name| name.to_owned()).into_iter().collect();
        draft.position = service.order.and_then(|order| order.position).map(|position| position.0);
        let icon = service.icon.and_then(|icon| icon.icon_collection);
        draft.icon = icon.map(|collection| Icon::Name(collection.id));
        Some(draft)
    })?;
    Ok(harvest)
}

fn names_of(service: &Entry) -> (String, String) {
    let named = [service.otp.issuer.as_deref(), service.name.as_deref()];
    let issuer = named.into_iter().flatten().find(|name| !name.trim().is_empty()).unwrap_or_default();
    let label = service.otp.label.as_deref().unwrap_or_default();
    let account = match service.otp.account.as_deref() {
        Some(account) => account,
        None => split_label(label, Some(issuer)).1,
    };
    (issuer.to_owned(), account.to_owned())
}

fn codes(service: &Entry) -> Result<Generator, SkipReason> {
    let otp = &service.otp;
    let kind = Kind::from_name(otp.token_type.as_deref().unwrap_or("TOTP")).ok_or(SkipReason::UnknownKind)?;
    let recipe = Recipe {
        algorithm: otp.algorithm.as_deref(),
        digits: json::natural(otp.digits),
        period: json::natural(otp.period),
        counter: json::natural(otp.counter),
        pin: None,
    };
    recipe.generator(kind, Secret::from_base32_in_use(service.secret.reveal())?)
}
