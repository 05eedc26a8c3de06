//! The headers of every reply: what the browser may load and do, and that nothing is kept.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;

use super::Site;

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; \
                      connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The content security policy of every page: only files of this server, nothing inline, no frames.
pub fn content_security_policy() -> &'static str {
    POLICY
}

const FIXED: [(HeaderName, &str); 6] = [
    (CONTENT_SECURITY_POLICY, POLICY),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (X_FRAME_OPTIONS, "DENY"),
    // `no-referrer` would make browsers send `Origin: null` with our own forms.
    (REFERRER_POLICY, "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

const PERMISSIONS: HeaderName = HeaderName::from_static("permissions-policy");
const NOTHING: &str = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=(), \
                       publickey-credentials-create=(), publickey-credentials-get=()";
const PASSKEYS: &str = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=(), \
                        publickey-credentials-create=(self), publickey-credentials-get=(self)";

/// Marks the reply of a page that asks for a passkey; no other page may. Put it before the page as an `Extension`.
#[derive(Debug, Clone, Copy)]
pub struct AsksForPasskey;

/// Sets the headers that every reply has; a handler may only choose `Cache-Control` itself.
pub(super) async fn set_security_headers(
    State(site): State<Arc<Site>>,
    req: Request,
    next: Next,
) -> Response {
    let mut response = next.run(req).await;
    let permissions =
        if response.extensions().get::<AsksForPasskey>().is_some() { PASSKEYS } else { NOTHING };
    response.headers_mut().insert(PERMISSIONS, HeaderValue::from_static(permissions));
    set_fixed(response.headers_mut(), site.is_secure());
    response
}

fn set_fixed(headers: &mut HeaderMap, secure: bool) {
    for (name, value) in FIXED {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    if secure {
        // Only for this host: what else lives under its domain is not ours to decide.
        headers.insert(STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=63072000"));
    }
}
