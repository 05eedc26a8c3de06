//! Where the app waits for its code.

use std::net::Ipv4Addr;

use url::{Host, Url, form_urlencoded};

const OWN_SCHEME: &str = "countersign://oauth/callback";

/// The app's own scheme, or a port of its own on this device (RFC 8252 §7.3); nothing else is in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RedirectUri(String);

impl RedirectUri {
    /// Takes exactly `countersign://oauth/callback` or `http://127.0.0.1:<port>/callback`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        if text == OWN_SCHEME {
            return Some(Self(text.to_owned()));
        }
        let url = Url::parse(text).ok()?;
        // `url` drops port 80 as the default, so that one is refused too; no app listens there.
        let port = url.port().filter(|port| *port != 0)?;
        let is_loopback = url.host() == Some(Host::Ipv4(Ipv4Addr::LOCALHOST));
        let exact = format!("http://127.0.0.1:{port}/callback");
        (is_loopback && text == exact).then_some(Self(exact))
    }

    /// As the app wrote it.
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    /// The address that ends the flow, with its parameters.
    pub(super) fn with(&self, parameters: &[(&str, &str)]) -> String {
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish();
        format!("{}?{query}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::RedirectUri;

    #[test]
    fn only_the_apps_own_addresses_are_taken() {
        for good in ["countersign://oauth/callback", "http://127.0.0.1:49152/callback"] {
            assert_eq!(RedirectUri::parse(good).unwrap().as_str(), good);
        }
        for bad in [
            "",
            "countersign://oauth/callback/",
            "countersign://oauth/callback?x=1",
            "COUNTERSIGN://oauth/callback",
            "countersign://other/callback",
            "http://127.0.0.1/callback",
            "http://127.0.0.1:0/callback",
            "http://127.0.0.1:99999/callback",
            "http://127.0.0.1:049152/callback",
            "http://127.0.0.1:49152/callback#x",
            "http://127.0.0.1:49152/callback?x",
            "http://127.0.0.1:49152/other",
            "http://127.1:49152/callback",
            "http://localhost:49152/callback",
            "http://user@127.0.0.1:49152/callback",
            "http://127.0.0.1:49152@evil.example/callback",
            "https://127.0.0.1:49152/callback",
            "https://evil.example/callback",
            "javascript:alert(1)",
        ] {
            assert!(RedirectUri::parse(bad).is_none(), "{bad}");
        }
    }
}
