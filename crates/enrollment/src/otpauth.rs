//! `otpauth://totp/…`: the Key URI format, in every dialect that is met.

use std::borrow::Cow;

use countersign_otp::{Algorithm, Digits, Period, Secret};
use percent_encoding::percent_decode_str;
use zeroize::Zeroizing;

use crate::code_account::{CodeAccount, SetupKeyOptions};
use crate::error::{EnrollmentError, Foreign, OtherCodes};

/// Reads what follows `otpauth:`.
pub(crate) fn read(rest: &str) -> Result<CodeAccount, EnrollmentError> {
    let rest = rest.strip_prefix("//").ok_or(EnrollmentError::DamagedUri)?;
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let (kind, rest) = rest.split_at(end);
    check_kind(kind)?;
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    let parameters = Parameters::read(query)?;
    if parameters.get("encoder").is_some_and(|encoder| encoder.eq_ignore_ascii_case("steam")) {
        return Err(EnrollmentError::OtherCodes(OtherCodes::Steam));
    }
    let secret = parameters.get("secret").ok_or(EnrollmentError::NoSecret)?;
    let secret = Secret::from_base32(secret).map_err(EnrollmentError::Secret)?;
    let codes = parameters.options()?.with_secret(secret);
    let label = decode(path.strip_prefix('/').unwrap_or(path))?;
    let (service, user) = split_label(&label, parameters.get("issuer"));
    Ok(CodeAccount::new(service, user, codes))
}

fn check_kind(kind: &str) -> Result<(), EnrollmentError> {
    match kind.to_ascii_lowercase().as_str() {
        "totp" => Ok(()),
        "hotp" => Err(EnrollmentError::OtherCodes(OtherCodes::Counter)),
        "steam" => Err(EnrollmentError::OtherCodes(OtherCodes::Steam)),
        "yaotp" => Err(EnrollmentError::OtherCodes(OtherCodes::Yandex)),
        "motp" => Err(EnrollmentError::OtherCodes(OtherCodes::Motp)),
        "pipush" => Err(EnrollmentError::Foreign(Foreign::OtherApprovals)),
        "" => Err(EnrollmentError::DamagedUri),
        _ => Err(EnrollmentError::OtherCodes(OtherCodes::Unknown)),
    }
}

/// Service and user from the label and the `issuer` parameter. Where both name a service, the
/// parameter wins.
fn split_label<'a>(label: &'a str, issuer: Option<&'a str>) -> (&'a str, &'a str) {
    let label = label.trim();
    let parts = label.split_once(':').map(|(before, after)| (before.trim(), after.trim()));
    match (issuer.map(str::trim), parts) {
        (Some(issuer), Some((before, after))) if before.eq_ignore_ascii_case(issuer) => (issuer, after),
        // Two colons: the account's own name may have one, such as an address.
        (Some(issuer), Some((_, after))) if !after.contains(':') => (issuer, after),
        (Some(issuer), _) => (issuer, label),
        (None, Some((before, after))) if !after.contains(':') => (before, after),
        (None, _) => ("", label),
    }
}

/// The decoded parameters, names in lower case.
struct Parameters(Vec<(String, Zeroizing<String>)>);

impl Parameters {
    /// An unescaped `#` in the account's or issuer's name does not end the parameters.
    fn read(query: &str) -> Result<Self, EnrollmentError> {
        // Form encoding writes a space as `+`; who writes `%20` means `+` when writing `+`.
        let plus_is_space = !query.contains("%20");
        let mut parameters: Vec<(String, Zeroizing<String>)> = Vec::new();
        for part in query.split('&').filter(|part| !part.is_empty()) {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            let name = decode(name)?.to_ascii_lowercase();
            let value = if plus_is_space {
                Zeroizing::new(value.replace('+', " "))
            } else {
                Zeroizing::new(value.to_owned())
            };
            let value = Zeroizing::new(decode(&value)?.into_owned());
            match parameters.iter().find(|(other, _)| *other == name) {
                Some((_, first)) if **first == *value => {}
                Some(_) => return Err(EnrollmentError::DamagedUri),
                None => parameters.push((name, value)),
            }
        }
        Ok(Self(parameters))
    }

    /// A parameter; an empty one is as good as none.
    fn get(&self, name: &str) -> Option<&str> {
        let (_, value) = self.0.iter().find(|(other, _)| other == name)?;
        Some(value.trim()).filter(|value| !value.is_empty())
    }

    fn options(&self) -> Result<SetupKeyOptions, EnrollmentError> {
        let number = |name| match self.get(name) {
            None => Ok(None),
            Some(value) => value.parse::<u64>().map(Some).map_err(|_| EnrollmentError::DamagedUri),
        };
        let algorithm = self.get("algorithm").map(Algorithm::from_name).transpose();
        let digits = number("digits")?.map(Digits::new).transpose();
        let period = number("period")?.map(Period::from_seconds).transpose();
        Ok(SetupKeyOptions {
            algorithm: algorithm.map_err(EnrollmentError::Parameter)?.unwrap_or_default(),
            digits: digits.map_err(EnrollmentError::Parameter)?.unwrap_or_default(),
            period: period.map_err(EnrollmentError::Parameter)?.unwrap_or_default(),
        })
    }
}

fn decode(text: &str) -> Result<Cow<'_, str>, EnrollmentError> {
    percent_decode_str(text).decode_utf8().map_err(|_| EnrollmentError::DamagedUri)
}
