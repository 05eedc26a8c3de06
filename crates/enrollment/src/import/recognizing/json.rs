//! Which JSON it is, by the names that only one app uses.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

use crate::import::apps::others;
use crate::import::format::Format;
use crate::import::limits::check_nesting;

pub(super) fn object(text: &str) -> Option<Format> {
    check_nesting(text.as_bytes()).ok()?;
    let fields: BTreeMap<String, &RawValue> = match serde_json::from_str(text) {
        Ok(fields) => fields,
        // A file that was cut off still tells which one it was.
        Err(_) => return cut_object(text),
    };
    let has = |name: &str| fields.contains_key(name);
    let has_all = |names: &[&str]| names.iter().all(|name| has(name));
    let is_text = |name: &str| fields.get(name).is_some_and(|raw| raw.get().starts_with('"'));
    let is_true = |name: &str| fields.get(name).is_some_and(|raw| raw.get() == "true");
    let format = if has_all(&["header", "db"]) {
        if is_text("db") { Format::AegisEncrypted } else { Format::Aegis }
    } else if is_text("servicesEncrypted") {
        Format::TwoFasEncrypted
    } else if has_all(&["services", "schemaVersion"]) {
        Format::TwoFas
    } else if has_all(&["kdfParams", "encryptedData"]) {
        Format::EnteEncrypted
    } else if has("encrypted") && (is_true("encrypted") || has("items")) && !has("vaults") {
        if is_true("encrypted") && !has("entries") {
            Format::BitwardenEncrypted
        } else {
            sda_or_bitwarden(has)
        }
    } else if has("vaults") {
        Format::ProtonPass
    } else if has_all(&["salt", "content", "version"]) {
        Format::ProtonEncrypted
    } else if has_all(&["tokenOrder", "tokens"]) {
        Format::FreeOtpPlus
    } else if has_all(&["accounts", "folders"]) {
        Format::LastPass
    } else if has("Authenticators") {
        Format::Stratum
    } else if has("shared_secret") || has("steamguard_scheme") || is_steam_app(&fields) {
        Format::SteamApp
    } else if has("entries") && text.contains("\"filename\"") {
        Format::SteamDesktop
    } else if has_all(&["version", "entries"]) {
        Format::Proton
    } else if others::is_one(text) {
        Format::PlainJson
    } else {
        return None;
    };
    Some(format)
}

fn sda_or_bitwarden(has: impl Fn(&str) -> bool) -> Format {
    if has("entries") {
        Format::SteamDesktop
    } else if has("folders") || has("collections") {
        Format::Bitwarden
    } else {
        Format::BitwardenAuthenticator
    }
}

fn is_steam_app(fields: &BTreeMap<String, &RawValue>) -> bool {
    fields.get("accounts").is_some_and(|raw| raw.get().contains("\"shared_secret\""))
}

/// The names that only one format has, for an object without its end.
fn cut_object(text: &str) -> Option<Format> {
    let marks = [
        ("\"key_params\"", Format::AegisEncrypted),
        ("\"db\"", Format::Aegis),
        ("\"servicesEncrypted\"", Format::TwoFasEncrypted),
        ("\"services\"", Format::TwoFas),
        ("\"kdfParams\"", Format::EnteEncrypted),
        ("\"passwordProtected\"", Format::BitwardenEncrypted),
        ("\"items\"", Format::Bitwarden),
        ("\"tokenOrder\"", Format::FreeOtpPlus),
        ("\"issuerName\"", Format::LastPass),
        ("\"Authenticators\"", Format::Stratum),
        ("\"shared_secret\"", Format::SteamApp),
        ("\"content\"", Format::Proton),
    ];
    marks.iter().find(|(mark, _)| text.contains(mark)).map(|(_, format)| *format)
}

pub(super) fn array(text: &str) -> Option<Format> {
    check_nesting(text.as_bytes()).ok()?;
    let has = |name: &str| text.contains(&format!("\"{name}\""));
    if has("otpGenerator") {
        Some(Format::Duo)
    } else if has("kind") && has("timer") {
        Some(Format::Raivo)
    } else if has("secret") && has("algo") {
        Some(Format::OtpClient)
    } else if has("secret") && (has("algorithm") || has("label")) {
        Some(Format::AndOtp)
    } else {
        others::is_one(text).then_some(Format::PlainJson)
    }
}
