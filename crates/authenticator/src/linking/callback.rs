//! What the browser brings back from a sign-in (RFC 6749 §4.1.2, RFC 9207).

use countersign_protocol::{AuthorizationCode, Origin};
use url::form_urlencoded;

use crate::error::Error;

/// The way back where the app has a scheme of its own.
pub(super) const DEEP_LINK: &str = "countersign://oauth/callback";

/// A well-formed answer; whose it is, its `state` says.
pub(super) struct Callback {
    pub(super) state: String,
    issuer: String,
    outcome: Outcome,
}

enum Outcome {
    Code(AuthorizationCode),
    Declined,
    Other,
}

impl Callback {
    /// Reads the query; a member that occurs twice makes it no answer.
    pub(super) fn read(query: &str) -> Option<Self> {
        let (mut state, mut issuer, mut code, mut error) = (None, None, None, None);
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let place = match name.as_ref() {
                "state" => &mut state,
                "iss" => &mut issuer,
                "code" => &mut code,
                "error" => &mut error,
                _ => continue,
            };
            if place.replace(value.into_owned()).is_some() {
                return None;
            }
        }
        let outcome = match (code, error.as_deref()) {
            (Some(code), None) => Outcome::Code(AuthorizationCode::parse(&code).ok()?),
            (None, Some("access_denied")) => Outcome::Declined,
            (None, Some(_)) => Outcome::Other,
            (Some(_), Some(_)) | (None, None) => return None,
        };
        Some(Self { state: state?, issuer: issuer?, outcome })
    }

    /// Whether it brings a code, whoever gave it.
    pub(super) fn is_code(&self) -> bool {
        matches!(self.outcome, Outcome::Code(_))
    }

    /// The code, if this server gave one.
    pub(super) fn into_code(self, server: &Origin) -> Result<AuthorizationCode, Error> {
        if self.issuer != server.as_str() {
            return Err(Error::BrowserAnswerInvalid);
        }
        match self.outcome {
            Outcome::Code(code) => Ok(code),
            Outcome::Declined => Err(Error::BrowserDeclined),
            Outcome::Other => Err(Error::BrowserAnswerInvalid),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CODE: &str = "GSrR7l1J8YcJ8m3sLaA8VQ";

    fn server() -> Origin {
        Origin::parse("https://auth.example").unwrap()
    }

    #[test]
    fn the_code_of_another_server_is_refused() {
        let query = format!("code={CODE}&state=s&iss=https%3A%2F%2Fauth.example");
        assert!(Callback::read(&query).unwrap().into_code(&server()).is_ok());
        let other = format!("code={CODE}&state=s&iss=https%3A%2F%2Fevil.example");
        let error = Callback::read(&other).unwrap().into_code(&server()).unwrap_err();
        assert_eq!(error.code(), "browser_answer_invalid");
    }

    #[test]
    fn a_member_that_occurs_twice_makes_it_no_answer() {
        assert!(Callback::read(&format!("code={CODE}&state=s&state=t&iss=i")).is_none());
        assert!(Callback::read(&format!("code={CODE}&iss=i")).is_none());
        assert!(Callback::read("state=s&iss=i").is_none());
    }

    #[test]
    fn a_no_in_the_browser_is_told_apart() {
        let callback = Callback::read("error=access_denied&state=s&iss=https://auth.example").unwrap();
        assert_eq!(callback.into_code(&server()).unwrap_err().code(), "browser_declined");
    }
}
