//! FreeOTP 1 (its settings) and FreeOTP+ (JSON, or the same settings): secrets are lists of signed bytes.

use std::collections::BTreeMap;

use countersign_otp::{Generator, Kind, Secret};
use serde::Deserialize;
use serde_json::value::RawValue;
use zeroize::Zeroizing;

use crate::import::android::shared_preferences;
use crate::import::draft::{Draft, Harvest, Recipe};
use crate::import::entry::{Icon, Imported};
use crate::import::error::ImportError;
use crate::import::format::Format;
use crate::import::json::{self, Number};
use crate::import::skipped::{Place, SkipReason};
use crate::import::source::{Source, text_of};

const ORDER: &str = "tokenOrder";

/// A token; FreeOTP 2 writes the same without its secret.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Token {
    algo: Option<String>,
    counter: Option<Number>,
    digits: Option<Number>,
    issuer_ext: Option<String>,
    issuer_int: Option<String>,
    label: Option<String>,
    period: Option<Number>,
    secret: Option<Vec<i8>>,
    #[serde(rename = "type")]
    kind: Option<String>,
    image: Option<String>,
}

impl Token {
    fn key(&self) -> String {
        let issuer = self.issuer_int.as_deref().or(self.issuer_ext.as_deref()).unwrap_or_default();
        let label = self.label.as_deref().unwrap_or_default();
        if issuer.is_empty() { label.to_owned() } else { format!("{issuer}:{label}") }
    }

    pub(super) fn draft(self, secret: Result<Secret, SkipReason>) -> Draft {
        let issuer = self.issuer_ext.clone().or_else(|| self.issuer_int.clone()).unwrap_or_default();
        let codes = secret.and_then(|secret| self.codes(secret));
        let mut draft = Draft::new(issuer, self.label.unwrap_or_default(), codes);
        draft.icon = self.image.map(Icon::Name);
        draft
    }

    fn codes(&self, secret: Secret) -> Result<Generator, SkipReason> {
        let named = self.kind.as_deref().unwrap_or("TOTP");
        let kind = Kind::from_name(named).ok_or(SkipReason::UnknownKind)?;
        let digits = json::natural(self.digits);
        let is_steam = self.issuer_ext.as_deref() == Some("Steam") && digits == Some(5);
        let kind = if kind == Kind::Totp && is_steam { Kind::Steam } else { kind };
        let recipe = Recipe {
            algorithm: self.algo.as_deref(),
            digits,
            period: json::natural(self.period),
            counter: json::natural(self.counter),
            pin: None,
        };
        recipe.generator(kind, secret)
    }

    fn take_secret(&mut self) -> Result<Secret, SkipReason> {
        Ok(Secret::from_bytes(bytes_of(&self.secret.take().ok_or(SkipReason::NoSecret)?))?)
    }
}

/// Java's signed bytes.
pub(super) fn bytes_of(signed: &[i8]) -> Zeroizing<Vec<u8>> {
    Zeroizing::new(signed.iter().map(|byte| byte.cast_unsigned()).collect())
}

/// Reads FreeOTP+'s JSON.
pub(crate) fn read(source: &Source<'_>) -> Result<Imported, ImportError> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct File<'a> {
        #[serde(default)]
        token_order: Vec<String>,
        #[serde(borrow)]
        tokens: Vec<&'a RawValue>,
    }
    let file: File<'_> = json::document(source.file)?;
    let places = places(file.token_order);
    let mut harvest = Harvest::default();
    json::each(&mut harvest, "tokens", &file.tokens, |token: Token| Some(finish(token, &places)))?;
    Ok(harvest.of(Format::FreeOtpPlus))
}

/// Reads the settings: one text for each token, and one for their order.
pub(crate) fn read_preferences(source: &Source<'_>) -> Result<Imported, ImportError> {
    let xml = text_of(source.file).ok_or(ImportError::NotRecognized)?;
    let texts = shared_preferences(&xml)?;
    let order = texts.iter().find(|(name, _)| name == ORDER);
    let places = places(order.and_then(|(_, json)| serde_json::from_str(json).ok()).unwrap_or_default());
    let mut harvest = Harvest::default();
    for (name, value) in texts.iter().filter(|(name, _)| name != ORDER) {
        let draft = match serde_json::from_str::<Token>(value) {
            Ok(token) => finish(token, &places),
            Err(_) => Draft::new(name.as_str(), "", Err(SkipReason::Damaged)),
        };
        harvest.add(Place::Path(name.clone()), draft)?;
    }
    Ok(harvest.of(Format::FreeOtp))
}

/// The place of each token in the app's list.
fn places(order: Vec<String>) -> BTreeMap<String, i64> {
    order.into_iter().zip(0..).collect()
}

fn finish(mut token: Token, places: &BTreeMap<String, i64>) -> Draft {
    let key = token.key();
    let secret = token.take_secret();
    let mut draft = token.draft(secret);
    draft.position = places.get(&key).copied();
    draft
}
