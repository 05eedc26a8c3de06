//! One setup code in any of the forms that apps write.

use countersign_otp::{Generator, Kind, Pin, Secret, SecretError};
use data_encoding::BASE32_NOPAD;
use serde::Deserialize;
use zeroize::Zeroizing;

use super::draft::{Draft, Recipe};
use super::entry::{Icon, Note};
use super::json::{Hidden, Number};
use super::skipped::SkipReason;
use super::source::base64;
use crate::code_account::CodeAccount;
use crate::error::EnrollmentError;
use crate::otpauth::OtpauthUri;
use crate::text::split_scheme;

/// What Ente adds to each of its texts.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct CodeDisplay {
    #[serde(default)]
    pinned: bool,
    #[serde(default)]
    trashed: bool,
    #[serde(default)]
    tags: Vec<String>,
    note: Option<Hidden>,
    #[serde(rename = "iconID")]
    icon_id: Option<String>,
    position: Option<Number>,
}

/// The part of a Steam account that WinAuth adds to its texts.
#[derive(Deserialize)]
struct SteamData {
    shared_secret: Hidden,
}

/// How a secret in base32 is read.
type ReadSecret = fn(&str) -> Result<Secret, SecretError>;

/// A text taken apart, its secret not yet read.
enum Parts<'a> {
    Uri(OtpauthUri),
    /// What follows `steam://`.
    Steam(&'a str),
}

/// Takes `otpauth:`, `steam:` and `motp:` texts apart; `None` if it is none of them.
fn take_apart(text: &str) -> Option<Result<Parts<'_>, EnrollmentError>> {
    let (scheme, rest) = split_scheme(text)?;
    match scheme.as_str() {
        "otpauth" => Some(OtpauthUri::parse(rest).map(Parts::Uri)),
        "steam" => rest.strip_prefix("//").map(|rest| Ok(Parts::Steam(rest))),
        "motp" => Some(OtpauthUri::of_kind(Kind::Motp, rest.strip_prefix("//")?).map(Parts::Uri)),
        _ => None,
    }
}

/// Reads `otpauth:`, `steam:` and `motp:` texts; `None` if it is none of them. A PIN is for those that lack one.
/// Secrets are read as apps read them that have worked with them.
pub(crate) fn draft(text: &str, pin: Option<&Pin>) -> Option<Draft> {
    Some(match take_apart(text)? {
        Ok(Parts::Uri(uri)) => of_uri(&uri, pin),
        Ok(Parts::Steam(rest)) => Draft::new("Steam", "", steam(rest, Secret::from_base32_in_use)),
        Err(error) => Draft::new("", "", Err(error.into())),
    })
}

/// Reads the same texts as an account that a person adds: a secret that was cut off is none.
pub(crate) fn account(text: &str, pin: Option<&Pin>) -> Option<Result<CodeAccount, EnrollmentError>> {
    let account = |parts| match parts {
        Parts::Uri(uri) => {
            let (service, user) = names(&uri);
            Ok(CodeAccount::new(service, user, codes(&uri, pin, Secret::from_base32)?))
        }
        Parts::Steam(rest) => Ok(CodeAccount::new("Steam", "", steam(rest, Secret::from_base32)?)),
    };
    Some(take_apart(text)?.and_then(account))
}

/// The account of a field that holds a whole text or only the key.
pub(crate) fn draft_of_field(field: &str, issuer: &str, account: &str) -> Draft {
    let field = field.trim();
    if let Some(mut draft) = draft(field, None) {
        if draft.issuer.trim().is_empty() {
            issuer.clone_into(&mut draft.issuer);
        }
        if draft.account.trim().is_empty() && !matches!(draft.codes, Ok(Generator::Steam(_))) {
            account.clone_into(&mut draft.account);
        }
        return draft;
    }
    let secret = Secret::from_base32_in_use(field).map_err(SkipReason::from);
    Draft::new(issuer, account, secret.and_then(|secret| Recipe::default().generator(Kind::Totp, secret)))
}

fn steam(rest: &str, read_secret: ReadSecret) -> Result<Generator, SkipReason> {
    let secret = rest.split(['?', '/']).next().unwrap_or_default();
    Recipe::default().generator(Kind::Steam, read_secret(secret)?)
}

/// Service and user; Yandex writes its own in its own way.
fn names(uri: &OtpauthUri) -> (&str, &str) {
    let (issuer, account) = uri.names();
    match uri.kind {
        Kind::Yandex if issuer.is_empty() => ("Yandex", uri.get("name").unwrap_or(account)),
        Kind::Yandex => (issuer, uri.get("name").unwrap_or(account)),
        Kind::Totp | Kind::Hotp | Kind::Steam | Kind::Motp => (issuer, account),
    }
}

fn of_uri(uri: &OtpauthUri, pin: Option<&Pin>) -> Draft {
    let (issuer, account) = names(uri);
    let mut draft = Draft::new(issuer, account, codes(uri, pin, Secret::from_base32_in_use));
    draft.icon = uri.get("image").map(|address| Icon::Name(address.to_owned()));
    if let Some(display) = uri.get("codedisplay").and_then(|json| serde_json::from_str(json).ok()) {
        apply(display, &mut draft);
    }
    draft
}

fn apply(display: CodeDisplay, draft: &mut Draft) {
    if display.trashed {
        draft.codes = Err(SkipReason::InTrash);
    }
    draft.groups = display.tags;
    draft.note = display.note.as_ref().and_then(|note| Note::from_text(note.reveal()));
    draft.is_pinned = display.pinned;
    draft.position = display.position.map(|position| position.0);
    draft.icon = display.icon_id.filter(|name| !name.is_empty()).map(Icon::Name);
}

fn codes(uri: &OtpauthUri, pin: Option<&Pin>, read_secret: ReadSecret) -> Result<Generator, SkipReason> {
    if let Some(data) = uri.get("data").and_then(|json| serde_json::from_str::<SteamData>(json).ok()) {
        let bytes = base64(data.shared_secret.reveal(), "shared_secret").map_err(|_| SkipReason::Damaged)?;
        return Recipe::default().generator(Kind::Steam, Secret::from_bytes(bytes)?);
    }
    let secret = uri.get("secret").ok_or(SkipReason::NoSecret)?;
    let secret = match uri.kind {
        Kind::Motp => Secret::from_hex(secret)?,
        Kind::Totp | Kind::Hotp | Kind::Steam | Kind::Yandex => read_secret(secret)?,
    };
    let written = uri.get("pin").map(pin_of);
    let number = |name| uri.number(name).map_err(|error: EnrollmentError| SkipReason::from(error));
    let recipe = Recipe {
        algorithm: uri.get("algorithm"),
        digits: number("digits")?,
        period: number("period")?,
        counter: number("counter")?,
        pin: pin.map(Pin::reveal).or(written.as_ref().map(|pin| pin.as_str())),
    };
    recipe.generator(uri.kind, secret)
}

/// Aegis writes the PIN in base32, others as it is. Digits in base32 never decode to digits.
fn pin_of(written: &str) -> Zeroizing<String> {
    let decoded = BASE32_NOPAD.decode(written.trim_end_matches('=').to_ascii_uppercase().as_bytes());
    match decoded.map(String::from_utf8) {
        Ok(Ok(text)) if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) => {
            Zeroizing::new(text)
        }
        _ => Zeroizing::new(written.to_owned()),
    }
}
