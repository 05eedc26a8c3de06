//! One setup code in any of the forms that apps write.

use countersign_otp::{Generator, Kind, Pin, Secret};
use data_encoding::BASE32_NOPAD;
use serde::Deserialize;
use zeroize::Zeroizing;

use super::draft::{Draft, Recipe};
use super::entry::{Icon, Note};
use super::json::{Hidden, Number};
use super::skipped::SkipReason;
use super::source::base64;
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

/// Reads `otpauth:`, `steam:` and `motp:` texts; `None` if it is none of them. A PIN is for those that lack one.
pub(crate) fn draft(text: &str, pin: Option<&Pin>) -> Option<Draft> {
    let (scheme, rest) = split_scheme(text)?;
    let uri = match scheme.as_str() {
        "otpauth" => OtpauthUri::parse(rest),
        "steam" => return rest.strip_prefix("//").map(steam),
        "motp" => OtpauthUri::of_kind(Kind::Motp, rest.strip_prefix("//")?),
        _ => return None,
    };
    Some(match uri {
        Ok(uri) => of_uri(&uri, pin),
        Err(error) => Draft::new("", "", Err(error.into())),
    })
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

fn steam(rest: &str) -> Draft {
    let secret = rest.split(['?', '/']).next().unwrap_or_default();
    let secret = Secret::from_base32_in_use(secret).map_err(SkipReason::from);
    let codes = secret.and_then(|secret| Recipe::default().generator(Kind::Steam, secret));
    Draft::new("Steam", "", codes)
}

fn of_uri(uri: &OtpauthUri, pin: Option<&Pin>) -> Draft {
    let (issuer, account) = uri.names();
    let is_yandex = uri.kind == Kind::Yandex;
    let issuer = if is_yandex && issuer.is_empty() { "Yandex" } else { issuer };
    let account = if is_yandex { uri.get("name").unwrap_or(account) } else { account };
    let mut draft = Draft::new(issuer, account, codes(uri, pin));
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

fn codes(uri: &OtpauthUri, pin: Option<&Pin>) -> Result<Generator, SkipReason> {
    if let Some(data) = uri.get("data").and_then(|json| serde_json::from_str::<SteamData>(json).ok()) {
        let bytes = base64(data.shared_secret.reveal(), "shared_secret").map_err(|_| SkipReason::Damaged)?;
        return Recipe::default().generator(Kind::Steam, Secret::from_bytes(bytes)?);
    }
    let secret = uri.get("secret").ok_or(SkipReason::NoSecret)?;
    let secret = match uri.kind {
        Kind::Motp => Secret::from_hex(secret)?,
        Kind::Totp | Kind::Hotp | Kind::Steam | Kind::Yandex => Secret::from_base32_in_use(secret)?,
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
