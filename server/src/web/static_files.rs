//! Style sheets, the font, the logo and the script: in the binary, addressed by the hash of their content, so that a
//! browser may keep them for ever.

use std::fmt::Write;
use std::sync::LazyLock;

use axum::Router;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
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

async fn send(Path((version, name)): Path<(String, String)>) -> Response {
    let Some((_, kind, content)) = FILES.iter().find(|(known, _, _)| *known == name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    // Another version's page gets today's file, and asks again tomorrow.
    let keep = if version == *VERSION { FOR_EVER } else { FOR_NOW };
    ([(CONTENT_TYPE, *kind), (CACHE_CONTROL, keep)], *content).into_response()
}
