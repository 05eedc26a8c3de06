//! The HTTP client underneath: what it trusts, what it never does, and when it gives up.

use std::error::Error as StdError;
use std::time::Duration;

use countersign_protocol::Origin;
use reqwest::header::{ACCEPT_ENCODING, HeaderMap, HeaderValue};
use reqwest::redirect::Policy;

use crate::error::ApiError;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// A connection that died while the device slept must not swallow the requests after it.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// Whether a server may be asked without TLS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlainHttp {
    /// Never; what people run.
    Refused,
    /// On this machine only; development mode.
    OnLoopback,
}

/// Sets up a client for one origin: no redirects, no cookies, no content coding, the platform's roots.
pub(crate) fn open(server: &Origin, plain_http: PlainHttp) -> Result<reqwest::Client, ApiError> {
    let mut headers = HeaderMap::new();
    headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
    let mut builder = reqwest::Client::builder()
        .user_agent(concat!("countersign/", env!("CARGO_PKG_VERSION")))
        .default_headers(headers)
        .redirect(Policy::none())
        .referer(false)
        .connect_timeout(CONNECT_TIMEOUT)
        .tcp_keepalive(KEEP_ALIVE)
        .http2_keep_alive_interval(KEEP_ALIVE)
        .http2_keep_alive_timeout(CONNECT_TIMEOUT);
    if server.is_https() {
        builder = builder.https_only(true);
    } else if plain_http == PlainHttp::OnLoopback {
        // An origin without https is loopback by its type; a proxy must not see it.
        builder = builder.no_proxy();
    } else {
        return Err(ApiError::PlainHttp);
    }
    trust(builder).build().map_err(|error| ApiError::SetUp(error.into()))
}

/// The platform's own verifier decides, which reqwest takes by itself.
#[cfg(not(target_os = "android"))]
fn trust(builder: reqwest::ClientBuilder) -> reqwest::ClientBuilder {
    builder
}

/// Android's verifier wants Java classes and a set-up of its own; Mozilla's roots want neither.
#[cfg(target_os = "android")]
fn trust(builder: reqwest::ClientBuilder) -> reqwest::ClientBuilder {
    let roots = rustls::RootCertStore::from_iter(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    let provider = std::sync::Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let mut config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("the provider offers TLS 1.2 and 1.3")
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    builder.tls_backend_preconfigured(config)
}

/// Tells a wrong certificate from everything else that keeps a request from being answered.
pub(crate) fn failure(error: reqwest::Error) -> ApiError {
    let refused = is_about_certificate(&error);
    let cause = error.without_url().into();
    if refused { ApiError::Certificate(cause) } else { ApiError::Unreachable(cause) }
}

fn is_about_certificate(error: &(dyn StdError + 'static)) -> bool {
    let mut next = Some(error);
    while let Some(each) = next {
        if let Some(tls) = each.downcast_ref::<rustls::Error>() {
            return matches!(
                tls,
                rustls::Error::InvalidCertificate(_)
                    | rustls::Error::NoCertificatesPresented
                    | rustls::Error::UnsupportedNameType
            );
        }
        // An I/O error does not name what it wraps as its source, but the source of that.
        next = match each.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref) {
            Some(inner) => Some(inner),
            None => each.source(),
        };
    }
    false
}
