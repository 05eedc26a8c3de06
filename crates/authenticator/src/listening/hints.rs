//! What makes a pairing's server be asked at once: the world has changed, or a message has woken this device.

use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};

/// However many messages come, the server is asked for them once in this time.
const AT_MOST_EVERY: Duration = Duration::from_secs(1);

/// Both.
pub(super) struct Hints {
    world: watch::Receiver<u64>,
    own: watch::Receiver<u64>,
    /// When a message was heeded last.
    heeded: Option<Instant>,
}

impl Hints {
    pub(super) fn new(world: watch::Receiver<u64>, own: watch::Receiver<u64>) -> Self {
        Self { world, own, heeded: None }
    }

    /// Resolves when there is a reason to ask. It may be dropped before, and loses nothing.
    pub(super) async fn changed(&mut self) {
        let (own, heeded) = (&mut self.own, self.heeded);
        let message = async {
            if let Some(last) = heeded {
                sleep_until(last + AT_MOST_EVERY).await;
            }
            own.changed().await
        };
        tokio::select! {
            _ = self.world.changed() => {}
            _ = message => self.heeded = Some(Instant::now()),
        }
    }
}
