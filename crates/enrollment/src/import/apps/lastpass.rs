//! LastPass Authenticator's export, of Android and iOS.

use std::collections::BTreeMap;

use countersign_otp::{Generator, Kind, Secret};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::import::draft::{Draft, Harvest, Recipe};
use crate::import::entry::Imported;
use crate::import::error::ImportError;
use crate::import::format::Format;
use crate::import::json::{self, Hidden, Number};
use crate::import::skipped::SkipReason;
use crate::import::source::Source;

#[derive(Deserialize)]
struct File<'a> {
    #[serde(borrow)]
    accounts: Vec<&'a RawValue>,
    #[serde(default)]
    folders: Vec<Folder>,
}

#[derive(Deserialize)]
struct Folder {
    id: Number,
    name: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Account {
    issuer_name: Option<String>,
    user_name: Option<String>,
    secret: Option<Hidden>,
    time_step: Option<Number>,
    digits: Option<Number>,
    algorithm: Option<String>,
    #[serde(default)]
    is_favorite: bool,
    folder_data: Option<FolderData>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct FolderData {
    folder_id: Number,
    position: Option<Number>,
}

/// Reads the export.
pub(crate) fn read(source: &Source<'_>) -> Result<Imported, ImportError> {
    let file: File<'_> = json::document(source.file)?;
    let names: BTreeMap<i64, &str> =
        file.folders.iter().map(|folder| (folder.id.0, folder.name.as_str())).collect();
    let mut harvest = Harvest::default();
    json::each(&mut harvest, "accounts", &file.accounts, |account: Account| {
        let codes = codes(&account);
        let issuer = account.issuer_name.unwrap_or_default();
        let mut draft = Draft::new(issuer, account.user_name.unwrap_or_default(), codes);
        draft.is_pinned = account.is_favorite;
        if let Some(folder) = account.folder_data {
            draft.groups = names.get(&folder.folder_id.0).map(|&name| name.to_owned()).into_iter().collect();
            draft.position = folder.position.map(|position| position.0);
        }
        Some(draft)
    })?;
    Ok(harvest.of(Format::LastPass))
}

fn codes(account: &Account) -> Result<Generator, SkipReason> {
    let secret = account.secret.as_ref().ok_or(SkipReason::NoSecret)?;
    let recipe = Recipe {
        algorithm: account.algorithm.as_deref(),
        digits: json::natural(account.digits),
        period: json::natural(account.time_step),
        ..Recipe::default()
    };
    recipe.generator(Kind::Totp, Secret::from_base32_in_use(secret.reveal())?)
}
