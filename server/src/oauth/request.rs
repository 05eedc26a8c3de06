//! The parameters of `GET /oauth/authorize`, parsed into what cannot be wrong.

use std::collections::HashMap;

use countersign_protocol::{Digest, PersonText, Thumbprint};
use url::form_urlencoded;

use super::redirect_uri::RedirectUri;
use crate::domain::AccountName;

const CLIENT_ID: &str = "countersign";
const SCOPE: &str = "device:enroll";

/// A request for authorization by the app.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct AuthorizeRequest {
    pub(super) redirect_uri: RedirectUri,
    pub(super) state: String,
    /// `SHA-256(code_verifier)` (RFC 7636 §4.2, method `S256`).
    pub(super) code_challenge: Digest,
    pub(super) dpop_jkt: Thumbprint,
    pub(super) device_name: PersonText,
    pub(super) platform: String,
    /// Who is expected to sign in, for the name's field on that page and nothing else (`OpenID` Connect Core §3.1.2.1);
    /// `None` if it cannot be a name.
    pub(super) login_hint: Option<AccountName>,
}

/// Why a request is refused.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Refusal {
    /// Nobody can be told but the person: the client or the redirect address is not ours (RFC 6749 §4.1.2.1).
    #[error("authorization request is not from the app")]
    Page,
    /// The app is told, at an address that is known to be an app's.
    #[error("authorization request refused: {error}")]
    Return {
        redirect_uri: RedirectUri,
        state: Option<String>,
        error: &'static str,
        description: &'static str,
    },
}

impl AuthorizeRequest {
    /// Reads a query. A parameter that occurs twice is refused (RFC 6749 §3.1); unknown ones are ignored.
    pub(super) fn parse(query: &str) -> Result<Self, Refusal> {
        let mut parameters = HashMap::new();
        let mut repeated = false;
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            repeated |= parameters.insert(name.into_owned(), value.into_owned()).is_some();
        }
        let get = |name: &str| parameters.get(name).map(String::as_str);

        let redirect_uri = get("redirect_uri").and_then(RedirectUri::parse).ok_or(Refusal::Page)?;
        if get("client_id") != Some(CLIENT_ID) {
            return Err(Refusal::Page);
        }
        let state = get("state").filter(|state| is_state(state)).map(str::to_owned);
        let refuse = |error, description| Refusal::Return {
            redirect_uri: redirect_uri.clone(),
            state: state.clone(),
            error,
            description,
        };
        let invalid = |description| refuse("invalid_request", description);
        if repeated {
            return Err(invalid("a parameter occurs twice"));
        }
        if get("response_type") != Some("code") {
            return Err(refuse("unsupported_response_type", "response_type must be code"));
        }
        if get("scope") != Some(SCOPE) {
            return Err(refuse("invalid_scope", "scope must be device:enroll"));
        }
        if get("code_challenge_method") != Some("S256") {
            return Err(invalid("code_challenge_method must be S256"));
        }
        let code_challenge = get("code_challenge")
            .and_then(|text| Digest::parse(text).ok())
            .ok_or_else(|| invalid("code_challenge"))?;
        let dpop_jkt =
            get("dpop_jkt").and_then(|jkt| Thumbprint::parse(jkt).ok()).ok_or_else(|| invalid("dpop_jkt"))?;
        let device_name = get("device_name")
            .and_then(|name| PersonText::parse(name).ok())
            .ok_or_else(|| invalid("device_name"))?;
        let platform =
            get("platform").filter(|name| is_platform(name)).ok_or_else(|| invalid("platform"))?.to_owned();
        let state = state.clone().ok_or_else(|| invalid("state"))?;
        let login_hint = get("login_hint").and_then(|name| AccountName::parse(name).ok());
        Ok(Self { redirect_uri, state, code_challenge, dpop_jkt, device_name, platform, login_hint })
    }

    /// The same request as a query again.
    pub(super) fn to_query(&self) -> String {
        let hint = self.login_hint.as_ref().map(|name| ("login_hint", name.shown().as_str()));
        form_urlencoded::Serializer::new(String::new())
            .append_pair("response_type", "code")
            .append_pair("client_id", CLIENT_ID)
            .append_pair("scope", SCOPE)
            .append_pair("redirect_uri", self.redirect_uri.as_str())
            .append_pair("state", &self.state)
            .append_pair("code_challenge", &self.code_challenge.to_string())
            .append_pair("code_challenge_method", "S256")
            .append_pair("dpop_jkt", &self.dpop_jkt.to_string())
            .append_pair("device_name", self.device_name.as_str())
            .append_pair("platform", &self.platform)
            .extend_pairs(hint)
            .finish()
    }
}

/// `state` is opaque: 1 to 128 visible ASCII characters (RFC 6749 appendix A.5).
fn is_state(text: &str) -> bool {
    (1..=128).contains(&text.len()) && text.bytes().all(|b| (0x20..=0x7e).contains(&b))
}

/// The same as in `cs-enroll`.
fn is_platform(text: &str) -> bool {
    (1..=32).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
    use super::{AuthorizeRequest, Refusal};

    const GOOD: [(&str, &str); 10] = [
        ("response_type", "code"),
        ("client_id", "countersign"),
        ("redirect_uri", "http://127.0.0.1:49152/callback"),
        ("scope", "device:enroll"),
        ("state", "af0ifjsldkj"),
        ("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"),
        ("code_challenge_method", "S256"),
        ("dpop_jkt", "JveGRTocnEEyl3K2Y5Z3tSiNGllUKaDhyl2QzVCYV5A"),
        ("device_name", "Léa's laptop"),
        ("platform", "linux"),
    ];

    fn query(change: Option<(&str, Option<&str>)>) -> String {
        let mut pairs = url::form_urlencoded::Serializer::new(String::new());
        for (name, value) in GOOD {
            match change {
                Some((changed, None)) if changed == name => {}
                Some((changed, Some(other))) if changed == name => {
                    pairs.append_pair(name, other);
                }
                _ => {
                    pairs.append_pair(name, value);
                }
            }
        }
        pairs.finish()
    }

    #[test]
    fn a_good_request_is_read_and_survives_being_written_again() {
        let request = AuthorizeRequest::parse(&query(None)).unwrap();
        assert_eq!(request.device_name.as_str(), "Léa's laptop");
        assert_eq!(AuthorizeRequest::parse(&request.to_query()).unwrap(), request);
    }

    #[test]
    fn whoever_is_expected_is_a_hint_that_refuses_nothing() {
        let hinted = |hint: &str| {
            let encoded: String = url::form_urlencoded::byte_serialize(hint.as_bytes()).collect();
            AuthorizeRequest::parse(&format!("{}&login_hint={encoded}", query(None))).unwrap()
        };
        let shown = |hint| hinted(hint).login_hint.map(|name| name.shown().to_string());
        assert_eq!(shown(" Léa \"><b> "), Some("Léa \"><b>".into()));
        for none in ["", "a\u{202e}b", "a\nb", &"a".repeat(65)] {
            assert_eq!(shown(none), None, "{none:?}");
        }
        let request = hinted("léa");
        assert_eq!(AuthorizeRequest::parse(&request.to_query()).unwrap(), request);
    }

    #[test]
    fn what_the_app_can_be_told_is_told_to_it() {
        let cases = [
            ("response_type", Some("token"), "unsupported_response_type"),
            ("response_type", None, "unsupported_response_type"),
            ("scope", Some("openid"), "invalid_scope"),
            ("code_challenge", Some("short"), "invalid_request"),
            ("code_challenge_method", Some("plain"), "invalid_request"),
            ("dpop_jkt", None, "invalid_request"),
            ("device_name", Some("a\u{202e}b"), "invalid_request"),
            ("device_name", Some(""), "invalid_request"),
            ("state", None, "invalid_request"),
        ];
        for (name, value, expected) in cases {
            match AuthorizeRequest::parse(&query(Some((name, value)))) {
                Err(Refusal::Return { error, .. }) => assert_eq!(error, expected, "{name} {value:?}"),
                other => panic!("{name} {value:?}: {other:?}"),
            }
        }
        let twice = format!("{}&scope=device%3Aenroll", query(None));
        assert!(matches!(
            AuthorizeRequest::parse(&twice),
            Err(Refusal::Return { error: "invalid_request", .. })
        ));
    }

    #[test]
    fn what_may_not_be_the_app_gets_a_page_and_no_redirect() {
        let evil = Some(("redirect_uri", Some("https://evil.example/callback")));
        assert_eq!(AuthorizeRequest::parse(&query(evil)), Err(Refusal::Page));
        assert_eq!(AuthorizeRequest::parse(&query(Some(("client_id", None)))), Err(Refusal::Page));
        let twice = format!("{}&redirect_uri=https%3A%2F%2Fevil.example", query(None));
        assert_eq!(AuthorizeRequest::parse(&twice), Err(Refusal::Page));
    }
}
