//! The cookies of a browser: read from a request, set on a reply. Values are random and only their hashes
//! are stored; hashing is `domain`'s part.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::header::SET_COOKIE;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, IntoResponseParts, Response, ResponseParts};
use axum_extra::extract::cookie::CookieJar;
use data_encoding::BASE64URL_NOPAD;
use zeroize::Zeroizing;

use super::{PageError, Site};
use crate::domain::AccountId;

/// How long a browser keeps its sign-in attempt.
pub const LOGIN_SECONDS: i64 = 900;

/// How long a trusted browser keeps its mark.
pub const KNOWN_SECONDS: i64 = 2_592_000;

/// The cookies of one request, and those to set with the reply.
///
/// An extractor, and a part of a reply: a handler takes `cookies: Cookies`, changes it and returns
/// `(cookies, Redirect::to(…))`. Each change is a `Set-Cookie` line.
#[derive(Clone)]
pub struct Cookies {
    site: Arc<Site>,
    jar: CookieJar,
    changes: Vec<(String, Zeroizing<String>)>,
}

impl Cookies {
    /// The value of the sign-in attempt (`__Host-login`).
    pub fn login(&self) -> Option<Zeroizing<String>> {
        self.value("login")
    }

    /// The mark of a browser that this account trusts (`__Host-known_…`): several people may share a browser.
    pub fn known(&self, account: &AccountId) -> Option<Zeroizing<String>> {
        self.value(&self.known_purpose(account))
    }

    /// The session (`__Host-session`).
    pub fn session(&self) -> Option<Zeroizing<String>> {
        self.value("session")
    }

    /// Sets the sign-in attempt for fifteen minutes.
    #[must_use]
    pub fn set_login(self, value: &str) -> Self {
        self.set("login", value, Some(LOGIN_SECONDS))
    }

    /// Sets the mark of a browser that this account trusts, for thirty days.
    #[must_use]
    pub fn set_known(self, account: &AccountId, value: &str) -> Self {
        let purpose = self.known_purpose(account);
        self.set(&purpose, value, Some(KNOWN_SECONDS))
    }

    /// Sets the session; it ends with the browser.
    #[must_use]
    pub fn set_session(self, value: &str) -> Self {
        self.set("session", value, None)
    }

    /// Forgets the sign-in attempt.
    #[must_use]
    pub fn clear_login(self) -> Self {
        self.set("login", "", Some(0))
    }

    /// Forgets the mark of a browser that this account trusted.
    #[must_use]
    pub fn clear_known(self, account: &AccountId) -> Self {
        let purpose = self.known_purpose(account);
        self.set(&purpose, "", Some(0))
    }

    /// Forgets the session.
    #[must_use]
    pub fn clear_session(self) -> Self {
        self.set("session", "", Some(0))
    }

    pub(super) fn read(site: Arc<Site>, headers: &HeaderMap) -> Self {
        Self { site, jar: CookieJar::from_headers(headers), changes: Vec::new() }
    }

    pub(super) fn form(&self) -> Option<Zeroizing<String>> {
        self.value("form")
    }

    #[must_use]
    pub(super) fn set_form(self, value: &str) -> Self {
        self.set("form", value, None)
    }

    /// Writes the changes as `Set-Cookie` lines.
    pub(super) fn write(&self, headers: &mut HeaderMap) {
        for (_, line) in &self.changes {
            let mut line =
                HeaderValue::from_str(line).expect("names and values of our cookies are visible ASCII");
            line.set_sensitive(true);
            headers.append(SET_COOKIE, line);
        }
    }

    /// A tag in place of the account's id, which nobody else needs to see in a browser.
    fn known_purpose(&self, account: &AccountId) -> String {
        let tag = self.site.tag("known", account.as_str().as_bytes());
        format!("known_{}", BASE64URL_NOPAD.encode(&tag[..9]))
    }

    fn value(&self, purpose: &str) -> Option<Zeroizing<String>> {
        let cookie = self.jar.get(&self.site.cookie_name(purpose))?;
        let value = cookie.value();
        let plausible = !value.is_empty()
            && value.len() <= 64
            && value.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
        plausible.then(|| Zeroizing::new(value.to_owned()))
    }

    fn set(mut self, purpose: &str, value: &str, max_age_seconds: Option<i64>) -> Self {
        let name = self.site.cookie_name(purpose);
        let secure = if self.site.is_secure() { "; Secure" } else { "" };
        let max_age = max_age_seconds.map(|seconds| format!("; Max-Age={seconds}")).unwrap_or_default();
        let line = Zeroizing::new(format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{max_age}"));
        self.changes.retain(|(earlier, _)| *earlier != name);
        self.changes.push((name, line));
        self
    }
}

impl<S: Sync> FromRequestParts<S> for Cookies {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, PageError> {
        Ok(Self::read(Site::of(&parts.extensions)?, &parts.headers))
    }
}

impl IntoResponseParts for Cookies {
    type Error = std::convert::Infallible;

    fn into_response_parts(self, mut res: ResponseParts) -> Result<ResponseParts, Self::Error> {
        self.write(res.headers_mut());
        Ok(res)
    }
}

impl IntoResponse for Cookies {
    fn into_response(self) -> Response {
        (self, ()).into_response()
    }
}
