//! JSON of apps that nobody here knows (Zoho's `OneAuth` among them): objects with a secret under one of its usual names,
//! wherever they lie.

use std::collections::BTreeMap;

use countersign_otp::{Generator, Kind, Secret};
use serde_json::value::RawValue;

use crate::import::draft::{Draft, Harvest, Recipe};
use crate::import::entry::{Imported, Note};
use crate::import::error::ImportError;
use crate::import::format::Format;
use crate::import::json::{self, Hidden, Number};
use crate::import::limits::Limits;
use crate::import::skipped::{Place, SkipReason};
use crate::import::source::Source;
use crate::import::uri;

const SECRET: [&str; 11] = [
    "secret",
    "secretkey",
    "otpsecret",
    "totpsecret",
    "sharedkey",
    "setupkey",
    "otpauth",
    "otpuri",
    "uri",
    "totp",
    "otp",
];
const ISSUER: [&str; 9] =
    ["issuer", "appname", "app", "service", "servicename", "provider", "title", "site", "name"];
const ACCOUNT: [&str; 8] =
    ["account", "accountname", "username", "user", "email", "label", "login", "loginid"];

/// Reads the accounts.
pub(crate) fn read(source: &Source<'_>) -> Result<Imported, ImportError> {
    let root: &RawValue = json::document(source.file)?;
    let mut harvest = Harvest::default();
    walk(root, "", &mut harvest)?;
    Ok(harvest.of(Format::PlainJson))
}

/// Whether there is at least one account in it that can be read.
pub(crate) fn is_one(text: &str) -> bool {
    let source =
        Source { file: text.as_bytes(), neighbor: None, passphrase: None, limits: Limits::default() };
    let lower = text.to_ascii_lowercase();
    let has_any = ["secret", "key", "otp", "uri"].iter().any(|word| lower.contains(word));
    has_any && read(&source).is_ok_and(|imported| !imported.entries.is_empty())
}

fn walk(value: &RawValue, path: &str, harvest: &mut Harvest) -> Result<(), ImportError> {
    let text = value.get();
    if text.starts_with('[') {
        let items: Vec<&RawValue> = json::document(text.as_bytes())?;
        for (index, item) in items.iter().enumerate() {
            walk(item, &format!("{path}[{index}]"), harvest)?;
        }
    } else if text.starts_with('{') {
        let fields: BTreeMap<String, &RawValue> = json::document(text.as_bytes())?;
        let object = Object::new(&fields);
        if let Some(secret) = object.text(&SECRET) {
            return harvest.add(Place::Path(path.to_owned()), object.draft(&secret));
        }
        for (name, value) in &fields {
            let dot = if path.is_empty() { "" } else { "." };
            walk(value, &format!("{path}{dot}{name}"), harvest)?;
        }
    }
    Ok(())
}

/// The fields of an object, by their names in lower case without anything between the letters.
struct Object<'a>(BTreeMap<String, &'a RawValue>);

impl<'a> Object<'a> {
    fn new(fields: &BTreeMap<String, &'a RawValue>) -> Self {
        let bare = |name: &str| {
            name.chars()
                .filter(char::is_ascii_alphanumeric)
                .map(|c| c.to_ascii_lowercase())
                .collect::<String>()
        };
        Self(fields.iter().map(|(name, value)| (bare(name), *value)).collect())
    }

    fn text(&self, names: &[&str]) -> Option<Hidden> {
        names.iter().find_map(|name| {
            let text = self.0.get(*name).filter(|value| value.get().starts_with('"'))?;
            serde_json::from_str(text.get()).ok().filter(|text: &Hidden| !text.reveal().trim().is_empty())
        })
    }

    fn number(&self, names: &[&str]) -> Option<u64> {
        names.iter().find_map(|name| serde_json::from_str::<Number>(self.0.get(*name)?.get()).ok()?.natural())
    }

    fn draft(&self, secret: &Hidden) -> Draft {
        let name =
            |names: &[&str]| self.text(names).map_or_else(String::new, |text| text.reveal().to_owned());
        let (issuer, account) = (name(&ISSUER), name(&ACCOUNT));
        let mut draft = if secret.reveal().contains("://") {
            uri::draft_of_field(secret.reveal(), &issuer, &account)
        } else {
            Draft::new(issuer, account, self.codes(secret))
        };
        draft.note = self.text(&["note", "notes"]).and_then(|note| Note::from_text(note.reveal()));
        draft
    }

    fn codes(&self, secret: &Hidden) -> Result<Generator, SkipReason> {
        let kind = self.text(&["type", "kind", "otptype", "tokentype"]);
        let kind = kind.and_then(|kind| Kind::from_name(kind.reveal().trim())).unwrap_or(Kind::Totp);
        let algorithm = self.text(&["algorithm", "algo", "hash"]);
        let recipe = Recipe {
            algorithm: algorithm.as_ref().map(Hidden::reveal),
            digits: self.number(&["digits", "length", "otplength"]),
            period: self.number(&["period", "timestep", "interval", "timer"]),
            counter: self.number(&["counter"]),
            pin: None,
        };
        recipe.generator(kind, Secret::from_base32_in_use(secret.reveal())?)
    }
}
