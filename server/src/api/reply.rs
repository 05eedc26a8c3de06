//! Replies that carry a signed message.

use axum::http::header::{CONTENT_TYPE, ETAG};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use countersign_protocol::Digest;

/// A signed message of the server: `application/jwt`.
pub(super) fn jwt(status: StatusCode, text: String) -> Response {
    let mut response = (status, text).into_response();
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/jwt"));
    response
}

/// The same with an `ETag`.
pub(super) fn tagged_jwt(text: String, tag: Digest) -> Response {
    let mut response = jwt(StatusCode::OK, text);
    response.headers_mut().insert(ETAG, etag(tag));
    response
}

/// Nothing new since the device's `ETag`.
pub(super) fn not_modified(tag: Digest) -> Response {
    let mut response = StatusCode::NOT_MODIFIED.into_response();
    response.headers_mut().insert(ETAG, etag(tag));
    response
}

/// The `ETag` that the device has, if it is one of ours.
pub(super) fn if_none_match(headers: &HeaderMap) -> Option<Digest> {
    let text = headers.get(axum::http::header::IF_NONE_MATCH)?.to_str().ok()?;
    let text = text.strip_prefix("W/").unwrap_or(text);
    Digest::parse(text.strip_prefix('"')?.strip_suffix('"')?).ok()
}

fn etag(tag: Digest) -> HeaderValue {
    HeaderValue::from_str(&format!("\"{tag}\"")).expect("digests are visible ASCII")
}
