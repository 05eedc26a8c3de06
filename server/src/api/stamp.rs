//! `CS-Nonce` and `Date` on every reply under `/api`, errors of the layers included.

use axum::extract::{Request, State};
use axum::http::header::DATE;
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimePrinter;

use crate::AppState;

const CS_NONCE: HeaderName = HeaderName::from_static("cs-nonce");

/// Puts the current nonce and the time of the clock that decides on replies to devices.
///
/// The time is read after the handler ran: a long poll may have waited, and the device counts from here.
pub async fn stamp(State(state): State<AppState>, req: Request, next: Next) -> Response {
    let path = req.uri().path();
    let is_api = path.starts_with("/api/") || path.starts_with("/.well-known/");
    let mut response = next.run(req).await;
    if is_api {
        let now = state.now();
        let headers = response.headers_mut();
        headers.insert(CS_NONCE, ascii(&state.keys.nonces().current(now)));
        if let Some(date) = http_date(now) {
            headers.insert(DATE, ascii(&date));
        }
    }
    response
}

/// `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110 §5.6.7).
fn http_date(now: u64) -> Option<String> {
    let time = Timestamp::from_second(i64::try_from(now).ok()?).ok()?;
    DateTimePrinter::new().timestamp_to_rfc9110_string(&time).ok()
}

fn ascii(text: &str) -> HeaderValue {
    HeaderValue::from_str(text).expect("nonces and dates are visible ASCII")
}
