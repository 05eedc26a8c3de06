//! Telling whoever waits that something changed: server-sent events, and a plain wait with a limit.
//!
//! What is sent is a hint and never says what changed; the page or the device asks then.

use std::convert::Infallible;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::HeaderName;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use futures_util::{Stream, StreamExt, stream};
use tokio::sync::watch;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// Something changed. Browsers ignore an event without its line of data, and `axum`'s own writer leaves an empty one
/// out.
pub const CHANGED: &str = "event: changed\ndata:\n\n";
/// A sign of life.
pub const COMMENT: &str = ":\n\n";
/// How often a stream gives one.
pub const COMMENT_EVERY: Duration = Duration::from_secs(20);
/// How long a stream lasts.
pub const LONGEST_STREAM: Duration = Duration::from_mins(10);
/// A lost wake-up costs at most this much, because waiters look again by themselves.
pub const SAFETY_TICK: Duration = Duration::from_secs(5);

/// Asks proxies of nginx's kind to pass on what comes as it comes.
const ACCEL_BUFFERING: HeaderName = HeaderName::from_static("x-accel-buffering");

/// A reply that goes on as long as its pieces do (`text/event-stream`).
pub fn event_stream(pieces: impl Stream<Item = &'static str> + Send + 'static) -> Response {
    let pieces = pieces.map(|piece| Ok::<_, Infallible>(Bytes::from_static(piece.as_bytes())));
    let headers = [(CONTENT_TYPE, "text/event-stream"), (CACHE_CONTROL, "no-store"), (ACCEL_BUFFERING, "no")];
    (headers, Body::from_stream(pieces)).into_response()
}

/// Sends `event: changed` with empty data for every change, a comment every 20 s, and ends after ten minutes
/// or when the server stops.
pub fn changed_stream(changes: watch::Receiver<u64>, stop: CancellationToken) -> Response {
    let end = Instant::now() + LONGEST_STREAM;
    event_stream(stream::unfold((changes, stop), move |(mut changes, stop)| async move {
        let piece = tokio::select! {
            news = changes.changed() => news.is_ok().then_some(CHANGED),
            () = stop.cancelled() => None,
            () = tokio::time::sleep_until(end) => None,
            () = tokio::time::sleep(COMMENT_EVERY) => Some(COMMENT),
        };
        piece.map(|piece| (piece, (changes, stop)))
    }))
}

/// Waits until something changed, the time is over, or the server stops; true if it is worth looking again.
///
/// Looks again by itself every five seconds, so that a lost hint costs time and never the answer.
pub async fn wait_for(changes: &mut watch::Receiver<u64>, until: Instant, stop: &CancellationToken) -> bool {
    let tick = until.min(Instant::now() + SAFETY_TICK);
    tokio::select! {
        news = changes.changed() => news.is_ok() && Instant::now() < until,
        () = stop.cancelled() => false,
        () = tokio::time::sleep_until(tick) => tick < until,
    }
}
