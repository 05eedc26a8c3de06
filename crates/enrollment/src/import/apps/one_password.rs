//! 1Password's `1PUX`: a ZIP with everything in `export.data`.

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::import::archive::Archive;
use crate::import::draft::Harvest;
use crate::import::entry::{Imported, Note};
use crate::import::error::ImportError;
use crate::import::format::Format;
use crate::import::json::{self, Hidden, Number};
use crate::import::limits::check_nesting;
use crate::import::skipped::{Place, SkipReason, Skipped};
use crate::import::source::Source;
use crate::import::uri;

#[derive(Deserialize)]
struct Export<'a> {
    #[serde(borrow)]
    accounts: Vec<Account<'a>>,
}

#[derive(Deserialize)]
struct Account<'a> {
    #[serde(borrow)]
    vaults: Vec<Vault<'a>>,
}

#[derive(Deserialize)]
struct Vault<'a> {
    attrs: Option<Named>,
    #[serde(borrow, default)]
    items: Vec<&'a RawValue>,
}

#[derive(Deserialize)]
struct Named {
    name: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Item {
    fav_index: Option<Number>,
    overview: Option<Overview>,
    details: Option<Details>,
}

#[derive(Deserialize)]
struct Overview {
    title: Option<String>,
    tags: Option<Vec<String>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Details {
    #[serde(default)]
    login_fields: Vec<LoginField>,
    notes_plain: Option<Hidden>,
    #[serde(default)]
    sections: Vec<Section>,
}

#[derive(Deserialize)]
struct LoginField {
    value: Option<Hidden>,
    designation: Option<String>,
}

#[derive(Deserialize)]
struct Section {
    #[serde(default)]
    fields: Vec<Field>,
}

#[derive(Deserialize)]
struct Field {
    value: Option<FieldValue>,
}

/// Of all that a field can hold, only this matters here.
#[derive(Deserialize)]
struct FieldValue {
    totp: Option<Hidden>,
}

/// Reads the archive.
pub(crate) fn read(source: &Source<'_>) -> Result<Imported, ImportError> {
    let mut archive = Archive::open(source.file)?;
    let index = archive.find("export.data").ok_or_else(|| ImportError::damaged("export.data"))?;
    let text = archive.unpack(index, source)?;
    check_nesting(&text)?;
    let export: Export<'_> = json::document(&text)?;
    let mut harvest = Harvest::default();
    for vault in export.accounts.iter().flat_map(|account| &account.vaults) {
        let group = vault.attrs.as_ref().and_then(|attrs| attrs.name.as_deref()).unwrap_or_default();
        for (index, raw) in vault.items.iter().enumerate() {
            let place = Place::Path(format!("{group}.items[{index}]"));
            match serde_json::from_str(raw.get()) {
                Ok(item) => add(&mut harvest, &place, &item, group)?,
                Err(_) => harvest.skip(Skipped { place, reason: SkipReason::Damaged, name: None })?,
            }
        }
    }
    Ok(harvest.of(Format::OnePassword))
}

/// An item may have several codes.
fn add(harvest: &mut Harvest, place: &Place, item: &Item, group: &str) -> Result<(), ImportError> {
    let Some(details) = &item.details else { return Ok(()) };
    let overview = item.overview.as_ref();
    let title = overview.and_then(|overview| overview.title.as_deref()).unwrap_or_default();
    let user = details.login_fields.iter().find(|field| field.designation.as_deref() == Some("username"));
    let user = user.and_then(|field| field.value.as_ref()).map(Hidden::reveal).unwrap_or_default();
    let fields = details.sections.iter().flat_map(|section| &section.fields);
    for totp in fields.filter_map(|field| field.value.as_ref()?.totp.as_ref()) {
        if totp.reveal().trim().is_empty() {
            continue;
        }
        let mut draft = uri::draft_of_field(totp.reveal(), title, user);
        draft.groups = std::iter::once(group.to_owned())
            .chain(overview.and_then(|overview| overview.tags.clone()).unwrap_or_default())
            .collect();
        draft.note = details.notes_plain.as_ref().and_then(|note| Note::from_text(note.reveal()));
        draft.is_pinned = item.fav_index.is_some_and(|index| index.0 > 0);
        harvest.add(place.clone(), draft)?;
    }
    Ok(())
}
