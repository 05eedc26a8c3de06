//! Style sheets, the font, the logo and the script: in the binary, addressed by the hash of their content, so that a
//! browser may keep them for ever; packed once, at the first request, for browsers that unpack.
//!
//! Only these files are packed. A page holds form tokens beside words that its reader may have chosen, and the length
//! of such a thing, packed, tells of the one to whoever chooses the other (BREACH, CVE-2013-3587): pages go as they are.

use std::fmt::Write as _;
use std::io::Write as _;
use std::sync::LazyLock;

use axum::Router;
use axum::extract::Path;
use axum::http::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, VARY};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};

use crate::AppState;

macro_rules! files {
    ($($name:literal => $kind:literal,)*) => {
        /// The files, as name, type and content.
        const FILES: &[(&str, &str, &[u8])] = &[
            $(($name, $kind, include_bytes!(concat!("../../static/", $name))),)*
        ];
    };
}

files! {
    "tokens.css" => "text/css; charset=utf-8",
    "pages.css" => "text/css; charset=utf-8",
    "pages.js" => "text/javascript; charset=utf-8",
    "passkeys.js" => "text/javascript; charset=utf-8",
    "logo-small.svg" => "image/svg+xml",
    "fonts/countersign-digits.woff2" => "font/woff2",
}

const FOR_EVER: &str = "public, max-age=31536000, immutable";
const FOR_NOW: &str = "no-cache";

/// One hash for all files: style sheets name the font by a relative address.
static VERSION: LazyLock<String> = LazyLock::new(|| {
    let mut hash = Sha256::new();
    for (name, _, content) in FILES {
        hash.update(name.as_bytes());
        hash.update(content);
    }
    hash.finalize().iter().take(8).fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
});

/// Where a page finds a file.
pub(super) fn address(name: &str) -> String {
    format!("/static/{}/{name}", *VERSION)
}

/// `/static/<version>/<name>`.
pub(super) fn routes() -> Router<AppState> {
    Router::new().route("/static/{version}/{*name}", get(send))
}

/// The files packed by gzip (RFC 1952); nothing where that is no smaller.
static PACKED: LazyLock<Vec<Option<Vec<u8>>>> =
    LazyLock::new(|| FILES.iter().map(|(_, _, content)| pack(content)).collect());

fn pack(content: &[u8]) -> Option<Vec<u8>> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::best());
    packer.write_all(content).ok()?;
    packer.finish().ok().filter(|packed| packed.len() < content.len())
}

async fn send(Path((version, name)): Path<(String, String)>, headers: HeaderMap) -> Response {
    let Some(at) = FILES.iter().position(|(known, _, _)| *known == name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let (_, kind, content) = FILES[at];
    // Another version's page gets today's file, and asks again tomorrow.
    let keep = if version == *VERSION { FOR_EVER } else { FOR_NOW };
    let fixed = [(CONTENT_TYPE, kind), (CACHE_CONTROL, keep), (VARY, "accept-encoding")];
    let Some(packed) = PACKED[at].as_deref().filter(|_| unpacks(&headers)) else {
        return (fixed, content).into_response();
    };
    let mut response = (fixed, packed).into_response();
    response.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    response
}

/// Whether `Accept-Encoding` names gzip, and not with a weight of nothing (RFC 9110, 12.5.3).
fn unpacks(headers: &HeaderMap) -> bool {
    let lists = headers.get_all(ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    lists.flat_map(|list| list.split(',')).any(|coding| {
        let (name, weight) = coding.split_once(';').unwrap_or((coding, ""));
        let is_refused = weight
            .trim()
            .strip_prefix("q=")
            .and_then(|weight| weight.parse::<f32>().ok())
            .is_some_and(|q| q <= 0.0);
        name.trim().eq_ignore_ascii_case("gzip") && !is_refused
    })
}
