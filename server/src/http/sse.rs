//! Telling a waiting page that something changed: server-sent events, and a plain wait with a limit.
//!
//! What is sent is a hint and never says what changed; the page asks then.

use std::convert::Infallible;
use std::time::Duration;

use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use tokio::sync::watch;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

const KEEP_ALIVE: Duration = Duration::from_secs(20);
const LONGEST_STREAM: Duration = Duration::from_mins(10);
/// A lost wake-up costs at most this much, because waiters look again by themselves.
const SAFETY_TICK: Duration = Duration::from_secs(5);

/// Sends `event: changed` with empty data for every change, a comment every 20 s, and ends after ten minutes
/// or when the server stops.
pub fn changed_stream(changes: watch::Receiver<u64>, stop: CancellationToken) -> Response {
    let end = Instant::now() + LONGEST_STREAM;
    let events = stream::unfold((changes, stop), move |(mut changes, stop)| async move {
        let is_news = tokio::select! {
            news = changes.changed() => news.is_ok(),
            () = stop.cancelled() => false,
            () = tokio::time::sleep_until(end) => false,
        };
        let event = Event::default().event("changed").data("");
        is_news.then_some((Ok::<_, Infallible>(event), (changes, stop)))
    });
    Sse::new(events).keep_alive(KeepAlive::new().interval(KEEP_ALIVE)).into_response()
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
