//! Proton Pass: `data.json`, by itself or in its ZIP, where it may be sealed with `OpenPGP`.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::import::archive::Archive;
use crate::import::draft::Harvest;
use crate::import::entry::{Imported, Note};
use crate::import::error::ImportError;
use crate::import::format::Format;
use crate::import::json::{self, Hidden, Number};
use crate::import::limits::check_nesting;
use crate::import::openpgp;
use crate::import::skipped::{Place, SkipReason, Skipped};
use crate::import::source::Source;
use crate::import::uri;

const TRASHED: i64 = 2;

#[derive(Deserialize)]
struct Export<'a> {
    #[serde(borrow)]
    vaults: BTreeMap<String, Vault<'a>>,
}

#[derive(Deserialize)]
struct Vault<'a> {
    #[serde(default)]
    name: String,
    #[serde(borrow, default)]
    items: Vec<&'a RawValue>,
}

#[derive(Deserialize)]
struct Item {
    state: Option<Number>,
    #[serde(default)]
    pinned: bool,
    data: Data,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Data {
    metadata: Metadata,
    content: Option<Content>,
    #[serde(default)]
    extra_fields: Vec<ExtraField>,
}

#[derive(Deserialize)]
struct Metadata {
    #[serde(default)]
    name: String,
    note: Option<Hidden>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Content {
    item_email: Option<String>,
    item_username: Option<String>,
    username: Option<String>,
    totp_uri: Option<Hidden>,
}

#[derive(Deserialize)]
struct ExtraField {
    data: Option<ExtraData>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ExtraData {
    totp_uri: Option<Hidden>,
}

/// Reads the JSON, or the ZIP around it, in which it may be an `OpenPGP` message.
pub(crate) fn read(source: &Source<'_>) -> Result<Imported, ImportError> {
    if source.file.starts_with(b"{") {
        return Ok(vaults(source.file)?.of(Format::ProtonPass));
    }
    let mut archive = Archive::open(source.file)?;
    let text = if let Some(index) = archive.find("data.json") {
        archive.unpack(index, source)?
    } else {
        let index = archive.find("data.pgp").ok_or(ImportError::UnknownEncryption)?;
        openpgp::open(&source.inside(&archive.unpack(index, source)?))?
    };
    check_nesting(&text)?;
    Ok(vaults(&text)?.of(Format::ProtonPass))
}

fn vaults(text: &[u8]) -> Result<Harvest, ImportError> {
    let export: Export<'_> = json::document(text)?;
    let mut harvest = Harvest::default();
    for vault in export.vaults.values() {
        for (index, raw) in vault.items.iter().enumerate() {
            let place = Place::Path(format!("{}.items[{index}]", vault.name));
            match serde_json::from_str(raw.get()) {
                Ok(item) => add(&mut harvest, &place, &item, &vault.name)?,
                Err(_) => harvest.skip(Skipped { place, reason: SkipReason::Damaged, name: None })?,
            }
        }
    }
    Ok(harvest)
}

fn add(harvest: &mut Harvest, place: &Place, item: &Item, group: &str) -> Result<(), ImportError> {
    let data = &item.data;
    let content = data.content.as_ref();
    let user = content
        .and_then(|content| {
            let names = [&content.item_username, &content.username, &content.item_email];
            names.into_iter().find_map(|name| name.as_deref().filter(|name| !name.is_empty()))
        })
        .unwrap_or_default();
    let own = content.and_then(|content| content.totp_uri.as_ref());
    let extra = data.extra_fields.iter().filter_map(|field| field.data.as_ref()?.totp_uri.as_ref());
    for totp in own.into_iter().chain(extra).filter(|totp| !totp.reveal().trim().is_empty()) {
        let mut draft = uri::draft_of_field(totp.reveal(), &data.metadata.name, user);
        if item.state.is_some_and(|state| state.0 == TRASHED) {
            draft.codes = Err(SkipReason::InTrash);
        }
        draft.groups = vec![group.to_owned()];
        draft.note = data.metadata.note.as_ref().and_then(|note| Note::from_text(note.reveal()));
        draft.is_pinned = item.pinned;
        harvest.add(place.clone(), draft)?;
    }
    Ok(())
}
