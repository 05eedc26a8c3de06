//! Which kind of text it is.

use countersign_otp::Secret;
use countersign_protocol::{Link, LinkError};

use crate::code_account::{CodeAccount, SetupKeyOptions};
use crate::error::{EnrollmentError, LinkPurpose, OtherCodes};
use crate::{Enrollment, elsewhere, otpauth};

const MAX_BYTES: usize = 4_096;
/// In free text, fewer base32 characters are rather a word than a key (16 are 80 bits).
const SHORTEST_KEY: usize = 16;
/// The same 80 bits in hexadecimal digits. A number alone is a number, not a key.
const SHORTEST_HEX: usize = 20;

/// Reads the text of a QR code, a link, a paste.
///
/// # Errors
/// An [`EnrollmentError`] that says what the text is instead, or what is wrong with it.
pub fn read_text(text: &str) -> Result<Enrollment, EnrollmentError> {
    if text.len() > MAX_BYTES {
        return Err(EnrollmentError::TooLong);
    }
    let text = text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}' || c == '\0');
    if text.is_empty() {
        return Err(EnrollmentError::Empty);
    }
    let Some((scheme, rest)) = split_scheme(text) else {
        return bare_key(text).map(Enrollment::Code).ok_or(EnrollmentError::NotRecognized);
    };
    match scheme.as_str() {
        "countersign" => read_link(text),
        "https" | "http" if is_enrollment_page(rest) => match read_link(text) {
            Err(EnrollmentError::NotRecognized) => Err(elsewhere::recognize(&scheme, rest)),
            other => other,
        },
        "otpauth" => otpauth::read(rest).map(Enrollment::Code),
        "otpauth-migration" => Err(EnrollmentError::Migration),
        "steam" => Err(EnrollmentError::OtherCodes(OtherCodes::Steam)),
        "motp" => Err(EnrollmentError::OtherCodes(OtherCodes::Motp)),
        _ => Err(elsewhere::recognize(&scheme, rest)),
    }
}

/// Splits off a scheme (RFC 3986 §3.1), in lower case.
pub(crate) fn split_scheme(text: &str) -> Option<(String, &str)> {
    let (scheme, rest) = text.split_once(':')?;
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    is_scheme.then(|| (scheme.to_ascii_lowercase(), rest))
}

/// Whether a web address has the shape of a server's enrollment page: a versioned fragment after `/e`.
fn is_enrollment_page(rest: &str) -> bool {
    rest.split_once("/e#")
        .is_some_and(|(_, members)| members.split('&').any(|member| member.starts_with("v=")))
}

fn read_link(text: &str) -> Result<Enrollment, EnrollmentError> {
    match Link::parse(text) {
        Ok(Link::Enroll(link)) => Ok(Enrollment::Link(link)),
        Ok(Link::Approve(_)) => Err(EnrollmentError::NotForLinking(LinkPurpose::Approve)),
        Ok(Link::Open(_)) => Err(EnrollmentError::NotForLinking(LinkPurpose::Open)),
        Ok(Link::Offline(_)) => Err(EnrollmentError::NotForLinking(LinkPurpose::Offline)),
        Err(LinkError::SomethingElse) => Err(EnrollmentError::NotRecognized),
        Err(LinkError::UpdateApp) => Err(EnrollmentError::UpdateApp),
        Err(LinkError::TwoOrigins) => Err(EnrollmentError::TwoServers),
        Err(LinkError::TooLong | LinkError::Damaged(_)) => Err(EnrollmentError::DamagedLink),
    }
}

fn bare_key(text: &str) -> Option<CodeAccount> {
    let secret = bare_secret(text)?;
    Some(CodeAccount::new("", "", SetupKeyOptions::default().with_secret(secret)))
}

/// A setup key by itself. Prose is base32 surprisingly often, so its groups must be of one length.
pub(crate) fn bare_secret(text: &str) -> Option<Secret> {
    let groups: Vec<&str> =
        text.split(|c: char| c.is_whitespace() || c == '-').filter(|group| !group.is_empty()).collect();
    let (last, others) = groups.split_last()?;
    let length = others.first().map_or(last.len(), |first| first.len());
    let is_even = others.iter().all(|group| group.len() == length) && last.len() <= length;
    let symbols: usize = groups.iter().map(|group| group.trim_end_matches('=').len()).sum();
    if !is_even || symbols < SHORTEST_KEY {
        return None;
    }
    Secret::from_base32(text).ok().or_else(|| bare_hex(text, symbols))
}

/// Hexadecimal has digits that base32 does not have; without one of them it is base32.
fn bare_hex(text: &str, digits: usize) -> Option<Secret> {
    if digits < SHORTEST_HEX || text.bytes().all(|byte| !byte.is_ascii_alphabetic()) {
        return None;
    }
    Secret::from_hex(text).ok()
}
