//! Which kind of text it is.

use countersign_otp::{Pin, Secret};
use countersign_protocol::{Link, LinkError};

use crate::code_account::{CodeAccount, SetupKeyOptions};
use crate::error::{EnrollmentError, LinkPurpose};
use crate::import::{SCHEMES, embedded, uri};
use crate::{Enrollment, elsewhere};

const MAX_BYTES: usize = 4_096;
/// In free text, fewer base32 characters are rather a word than a key (16 are 80 bits).
const SHORTEST_KEY: usize = 16;
/// The same 80 bits in hexadecimal digits. A number alone is a number, not a key.
const SHORTEST_HEX: usize = 20;

/// Reads the text of a QR code, a link, a paste: one account of any kind.
///
/// # Errors
/// An [`EnrollmentError`] that says what the text is instead, or what is wrong with it; for
/// [`EnrollmentError::PinNeeded`], ask for the PIN and call [`read_text_with_pin`]; for
/// [`EnrollmentError::Several`], call [`import::read_texts`](crate::import::read_texts).
pub fn read_text(text: &str) -> Result<Enrollment, EnrollmentError> {
    read(text, None)
}

/// Reads a text whose codes also need a PIN. A PIN in the text itself does not count then.
///
/// # Errors
/// As for [`read_text`].
pub fn read_text_with_pin(text: &str, pin: &Pin) -> Result<Enrollment, EnrollmentError> {
    read(text, Some(pin))
}

fn read(text: &str, pin: Option<&Pin>) -> Result<Enrollment, EnrollmentError> {
    if holds_several(text) {
        return Err(EnrollmentError::Several);
    }
    if text.len() > MAX_BYTES {
        return Err(EnrollmentError::TooLong);
    }
    let text = text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}' || c == '\0');
    if text.is_empty() {
        return Err(EnrollmentError::Empty);
    }
    let whole = if ends_in_prose(text) { Err(EnrollmentError::NotRecognized) } else { read_whole(text, pin) };
    match whole {
        // A message around one setup code, such as a support's.
        Err(EnrollmentError::NotRecognized) => match embedded(text).as_slice() {
            [within] => read_whole(within, pin),
            _ => Err(EnrollmentError::NotRecognized),
        },
        read => read,
    }
}

/// Whether words follow on lines of their own. A setup code that was wrapped goes on without a space in its lines.
fn ends_in_prose(text: &str) -> bool {
    text.lines().skip(1).any(|line| line.trim().contains(char::is_whitespace))
}

fn read_whole(text: &str, pin: Option<&Pin>) -> Result<Enrollment, EnrollmentError> {
    if let Some(account) = uri::account(text, pin) {
        return account.map(Enrollment::Code);
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
        _ => Err(elsewhere::recognize(&scheme, rest)),
    }
}

/// Whether more than one text begins in it, or one that is itself a list. A scheme within a text begins none.
fn holds_several(text: &str) -> bool {
    let begins = |begin: &str| {
        let words = text.split(|c: char| c.is_whitespace() || "\"'<>`(".contains(c));
        words
            .filter(|word| word.get(..begin.len()).is_some_and(|start| start.eq_ignore_ascii_case(begin)))
            .count()
    };
    let single = SCHEMES.iter().map(|scheme| begins(scheme)).sum::<usize>() + begins("countersign://enroll");
    single > 1 || begins("otpauth-migration://") > 0
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
