//! `GET /api/v1/events`: tells a device at once that something changed. A hint that says nothing more and writes
//! nothing; the device asks then.

use axum::Extension;
use axum::extract::State;
use axum::response::Response;
use countersign_protocol::ProblemKind;
use futures_util::stream;
use tokio::sync::watch;
use tokio::time::Instant;

use super::error::ApiError;
use super::openapi::{ACTIVE, PROOF, Removed, problems};
use super::proof::ProvenActive;
use super::revoked::standing;
use super::waits::{Wait, Waits};
use crate::AppState;
use crate::domain::DeviceRecord;
use crate::http::{CHANGED, COMMENT, COMMENT_EVERY, LONGEST_STREAM, SAFETY_TICK, event_stream};

/// The open streams: as many for each device as it may have long polls.
#[derive(Clone, Default)]
pub(super) struct Streams(Waits);

/// One open stream.
struct Watch {
    state: AppState,
    device: DeviceRecord,
    changes: watch::Receiver<u64>,
    place: Wait,
    end: Instant,
    comment_at: Instant,
    /// The question that was pending when the device was told last.
    pending: Option<[u8; 32]>,
}

problems!(ListenProblems: PROOF, ACTIVE);

/// A stream that says when to ask.
///
/// A comment at once, so that the device knows that the stream comes through; then `event: changed` whenever the
/// device should ask, until ten minutes are over, the device is removed or the server stops.
#[utoipa::path(
    get,
    path = "/api/v1/events",
    operation_id = "listen",
    responses(
        (status = 200, description = "Server-sent events.", body = String, content_type = "text/event-stream"),
        Removed,
        ListenProblems,
    ),
    security(("CS" = []))
)]
pub(super) async fn listen(
    State(state): State<AppState>,
    Extension(Streams(streams)): Extension<Streams>,
    ProvenActive(proven): ProvenActive,
) -> Result<Response, ApiError> {
    let device = proven.device;
    // Before the first look, so that no change falls between looking and waiting.
    let changes = state.wake.listen(&device.account);
    let place = streams.begin(device.id.clone());
    let now = Instant::now();
    let (end, comment_at) = (now + LONGEST_STREAM, now);
    let mut watch = Watch { state, device, changes, place, end, comment_at, pending: None };
    watch.pending = watch.look().await?;
    Ok(event_stream(stream::unfold(watch, |mut watch| async move {
        watch.next().await.map(|piece| (piece, watch))
    })))
}

impl Watch {
    /// What is sent next; nothing when the stream is over.
    async fn next(&mut self) -> Option<&'static str> {
        loop {
            // What another process did is seen by looking, as long polls do.
            let tick = self.comment_at.min(Instant::now() + SAFETY_TICK);
            let is_hint = tokio::select! {
                news = self.changes.changed() => news.is_ok().then_some(true),
                () = tokio::time::sleep_until(tick) => Some(false).filter(|_| tick < self.end),
                () = self.state.stop.cancelled() => None,
                () = self.place.ended() => None,
            }?;
            // A removal ends the stream; the device hears why when it asks.
            let pending = self.look().await.ok()?;
            let differs = std::mem::replace(&mut self.pending, pending) != pending;
            let now = Instant::now();
            if is_hint || differs || now >= self.comment_at {
                self.comment_at = now + COMMENT_EVERY;
                return Some(if is_hint || differs { CHANGED } else { COMMENT });
            }
        }
    }

    /// What is pending, for a device that still counts.
    async fn look(&self) -> Result<Option<[u8; 32]>, ApiError> {
        let (state, now) = (&self.state, self.state.now());
        let device = state.storage.device(&self.device.id, now).await?.ok_or(ProblemKind::DeviceUnknown)?;
        standing(state, &device, now)?;
        let pending = state.storage.pending_challenge(&device.account, device.joined, now).await?;
        Ok(pending.map(|(_, hash)| hash))
    }
}
