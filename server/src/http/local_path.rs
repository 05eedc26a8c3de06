//! A path on this server where a person goes next.

use axum::http::Uri;
use url::form_urlencoded::byte_serialize;

/// A path with an optional query on this origin; never another site (`//host`), never a scheme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalPath(String);

impl LocalPath {
    /// Longer than any address of ours: that of the consent page holds a whole request for authorization.
    const MOST_BYTES: usize = 4_096;

    /// Takes `text` if a browser can only read it as a path on this origin.
    pub fn parse(text: &str) -> Option<Self> {
        let plain = text.len() <= Self::MOST_BYTES
            && text.starts_with('/')
            && !text.starts_with("//")
            && text.bytes().all(|b| b.is_ascii_graphic() && b != b'\\' && b != b'#');
        plain.then(|| Self(text.to_owned()))
    }

    /// The path and query of a request.
    pub fn of_request(uri: &Uri) -> Self {
        uri.path_and_query().and_then(|path| Self::parse(path.as_str())).unwrap_or_else(Self::account)
    }

    /// The account page, where people go when nothing else is asked for.
    pub fn account() -> Self {
        Self("/account".to_owned())
    }

    /// As it stands in an address.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The sign-in page, which leads here afterwards: `/sign-in?next=…`.
    pub fn after_sign_in(&self) -> String {
        format!("/sign-in?next={}", self.encoded())
    }

    /// The sign-in page, which asks again even if the browser is signed in: `/sign-in?fresh=1&next=…`.
    pub fn after_fresh_sign_in(&self) -> String {
        format!("/sign-in?fresh=1&next={}", self.encoded())
    }

    /// The same, with a name in its field already: `/sign-in?fresh=1&name=…&next=…`.
    pub fn after_fresh_sign_in_as(&self, name: &str) -> String {
        let name: String = byte_serialize(name.as_bytes()).collect();
        format!("/sign-in?fresh=1&name={name}&next={}", self.encoded())
    }

    /// The page where a change is proved first: `/prove?reason=…&next=…`.
    pub fn after_proof(&self, reason: &str) -> String {
        format!("/prove?reason={reason}&next={}", self.encoded())
    }

    fn encoded(&self) -> String {
        byte_serialize(self.0.as_bytes()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::LocalPath;

    #[test]
    fn only_paths_on_this_origin_are_taken() {
        for good in ["/", "/account", "/2fa/add?x=1&y=%20"] {
            assert!(LocalPath::parse(good).is_some(), "{good}");
        }
        for bad in [
            "",
            "account",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "/a b",
            "/\t/x",
            "/#x",
        ] {
            assert!(LocalPath::parse(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn the_way_back_is_encoded() {
        let path = LocalPath::parse("/2fa/add?x=1&y=2").unwrap();
        assert_eq!(path.after_sign_in(), "/sign-in?next=%2F2fa%2Fadd%3Fx%3D1%26y%3D2");
        let named = LocalPath::account().after_fresh_sign_in_as("a&b=c/é");
        assert_eq!(named, "/sign-in?fresh=1&name=a%26b%3Dc%2F%C3%A9&next=%2Faccount");
    }
}
