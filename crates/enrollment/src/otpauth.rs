//! `otpauth://…`: the Key URI format, in every dialect that is met.

use std::borrow::Cow;

use countersign_otp::Kind;
use percent_encoding::percent_decode_str;
use zeroize::Zeroizing;

use crate::error::{EnrollmentError, Foreign};

/// An `otpauth:` text taken apart, its secret not yet read.
pub(crate) struct OtpauthUri {
    pub(crate) kind: Kind,
    label: String,
    parameters: Parameters,
}

impl OtpauthUri {
    /// Takes apart what follows `otpauth:`.
    pub(crate) fn parse(rest: &str) -> Result<Self, EnrollmentError> {
        let rest = rest.strip_prefix("//").ok_or(EnrollmentError::DamagedUri)?;
        let end = rest.find(['/', '?']).unwrap_or(rest.len());
        let (kind, rest) = rest.split_at(end);
        let kind = kind_of(kind)?;
        Self::of_kind(kind, rest.strip_prefix('/').unwrap_or(rest))
    }

    /// Takes apart a label and its parameters.
    pub(crate) fn of_kind(kind: Kind, label_and_query: &str) -> Result<Self, EnrollmentError> {
        let (path, query) = label_and_query.split_once('?').unwrap_or((label_and_query, ""));
        let parameters = Parameters::read(query)?;
        let is_steam = parameters.get("encoder").is_some_and(|name| name.eq_ignore_ascii_case("steam"));
        let kind = if kind == Kind::Totp && is_steam { Kind::Steam } else { kind };
        Ok(Self { kind, label: decode(path)?.into_owned(), parameters })
    }

    /// Service and user.
    pub(crate) fn names(&self) -> (&str, &str) {
        split_label(&self.label, self.parameters.get("issuer"))
    }

    /// A parameter; an empty one is as good as none.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.parameters.get(name)
    }

    /// A parameter that is a number.
    pub(crate) fn number(&self, name: &str) -> Result<Option<u64>, EnrollmentError> {
        self.parameters.number(name)
    }
}

fn kind_of(name: &str) -> Result<Kind, EnrollmentError> {
    match name.to_ascii_lowercase().as_str() {
        "pipush" => Err(EnrollmentError::Foreign(Foreign::OtherApprovals)),
        "" => Err(EnrollmentError::DamagedUri),
        name => Kind::from_name(name).ok_or(EnrollmentError::UnknownKind),
    }
}

/// Service and user from the label and the `issuer` parameter. Where both name a service, the
/// parameter wins.
pub(crate) fn split_label<'a>(label: &'a str, issuer: Option<&'a str>) -> (&'a str, &'a str) {
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

    fn number(&self, name: &str) -> Result<Option<u64>, EnrollmentError> {
        self.get(name).map(|value| value.parse().map_err(|_| EnrollmentError::DamagedUri)).transpose()
    }
}

fn decode(text: &str) -> Result<Cow<'_, str>, EnrollmentError> {
    percent_decode_str(text).decode_utf8().map_err(|_| EnrollmentError::DamagedUri)
}
