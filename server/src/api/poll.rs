//! The long poll: `?wait=` seconds until something differs.

use std::future::Future;
use std::time::Duration;

use serde::Deserialize;
use tokio::sync::watch;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use utoipa::IntoParams;

use super::waits::Wait;
use crate::http::wait_for;

const LONGEST_WAIT_SECONDS: u64 = 25;

/// How long the device is ready to wait.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct WaitQuery {
    /// How many seconds the server may wait until something differs; more than 25 are 25.
    #[serde(default)]
    wait: u64,
}

impl WaitQuery {
    /// Whole seconds, at most 25.
    pub(super) fn duration(&self) -> Duration {
        Duration::from_secs(self.wait.min(LONGEST_WAIT_SECONDS))
    }

    /// Whether the device waits at all.
    pub(super) fn is_wait(&self) -> bool {
        self.wait > 0
    }
}

/// Looks until `look` finds something to say or the wait is over; `Ok(None)` then.
///
/// `changes` has to be subscribed before the first look, so that no change falls between looking and waiting.
pub(super) async fn until_found<T, E, F>(
    mut changes: watch::Receiver<u64>,
    stop: &CancellationToken,
    (wait, duration): (&Wait, Duration),
    mut look: impl FnMut() -> F,
) -> Result<Option<T>, E>
where
    F: Future<Output = Result<Option<T>, E>>,
{
    let end = Instant::now() + duration;
    loop {
        if let Some(found) = look().await? {
            return Ok(Some(found));
        }
        let again = tokio::select! {
            again = wait_for(&mut changes, end, stop) => again,
            () = wait.ended() => false,
        };
        if !again {
            // What arrived in the last moment is not left lying until the next poll.
            return look().await;
        }
    }
}
