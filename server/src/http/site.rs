//! Where this server lives, as the HTTP layers need to know it. Comes from the configuration, never from
//! `Host`.

use std::fmt;
use std::sync::Arc;

use axum::http::Extensions;
use countersign_protocol::Origin;
use hmac::{Hmac, KeyInit, Mac};
use ipnet::IpNet;
use sha2::Sha256;
use zeroize::Zeroizing;

use super::PageError;

/// What a [`Site`] is made of.
pub struct SiteParts {
    /// The public origin. If it is `https`, cookies are `Secure` and named `__Host-…`, and HSTS is sent.
    pub origin: Origin,
    /// The proxies whose `X-Forwarded-For` is believed.
    pub proxies: Vec<IpNet>,
    /// Whether TLS ends at those proxies, so that what comes past them came in plain text.
    pub only_by_proxy: bool,
    /// 32 bytes from the server key file; form tokens and tickets are made under it.
    pub form_key: Zeroizing<[u8; 32]>,
}

/// Where this server lives; one for the whole process, in an `Arc`.
pub struct Site {
    parts: SiteParts,
}

impl Site {
    /// Takes the parts as the configuration gives them.
    pub fn new(parts: SiteParts) -> Self {
        Self { parts }
    }

    /// The public origin, without a slash at its end.
    pub fn origin(&self) -> &Origin {
        &self.parts.origin
    }

    /// Whether the origin is `https`.
    pub fn is_secure(&self) -> bool {
        self.parts.origin.is_https()
    }

    /// The name of a cookie: `__Host-login`, or `cs_dev_8400_login` in development mode.
    pub(super) fn cookie_name(&self, purpose: &str) -> String {
        if self.is_secure() {
            return format!("__Host-{purpose}");
        }
        // Cookies ignore ports, and in development there may be several servers on this machine.
        let port = self.parts.origin.as_str().rsplit_once(':').map_or("", |(_, port)| port);
        format!("cs_dev_{port}_{purpose}")
    }

    /// The site that the layers put into each request.
    pub(super) fn of(extensions: &Extensions) -> Result<Arc<Self>, PageError> {
        extensions
            .get::<Arc<Self>>()
            .cloned()
            .ok_or(PageError::Unexpected("the HTTP layers are missing".into()))
    }

    pub(super) fn only_by_proxy(&self) -> bool {
        self.parts.only_by_proxy
    }

    pub(super) fn proxies(&self) -> &[IpNet] {
        &self.parts.proxies
    }

    /// `HMAC-SHA-256(form key, purpose ‖ 0x00 ‖ content)`: what this server gave out and gets back.
    ///
    /// `purpose` keeps tags apart and contains no zero byte.
    pub(crate) fn tag(&self, purpose: &str, content: &[u8]) -> [u8; 32] {
        let mut mac = Hmac::<Sha256>::new_from_slice(self.parts.form_key.as_slice())
            .expect("HMAC takes keys of every length");
        mac.update(purpose.as_bytes());
        mac.update(&[0]);
        mac.update(content);
        mac.finalize().into_bytes().into()
    }
}

impl fmt::Debug for Site {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Site").field("origin", &self.parts.origin).finish_non_exhaustive()
    }
}

#[cfg(test)]
impl Site {
    pub(crate) fn for_tests() -> Self {
        let origin = Origin::parse("https://auth.example").expect("an origin");
        Self::new(SiteParts {
            origin,
            proxies: Vec::new(),
            only_by_proxy: false,
            form_key: Zeroizing::new([7; 32]),
        })
    }
}
