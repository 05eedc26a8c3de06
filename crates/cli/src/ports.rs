//! What the core asks of this system: its clocks, random bytes, the browser, ears.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use countersign_authenticator::{Clock, Event, Listener, Opener, UnixTime, WillNotOpen};
use tokio::sync::Notify;

use crate::plain::plain;

/// The wall clock, and one that goes on during sleep.
pub(crate) struct SystemClock {
    start: boot_time::Instant,
}

impl SystemClock {
    #[cfg_attr(windows, expect(clippy::disallowed_methods, reason = "the shell is where time comes from"))]
    pub(crate) fn new() -> Self {
        Self { start: boot_time::Instant::now() }
    }
}

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the shell is where time comes from")]
    fn now(&self) -> UnixTime {
        // A clock that stands before 1970 is wrong in any case; `doctor` tells.
        let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        UnixTime::from_duration(since.unwrap_or_default())
    }

    fn since_boot(&self) -> Duration {
        self.start.elapsed()
    }
}

/// Bytes from the system's cryptographic source.
///
/// # Panics
/// Where the system has none; nothing may be signed or sealed then.
pub(crate) fn random(bytes: &mut [u8]) {
    getrandom::fill(bytes).expect("the system has a source of randomness");
}

/// Pages are named, not opened: the terminal may be far from the person's browser.
pub(crate) struct NamedPages;

impl Opener for NamedPages {
    fn open(&self, address: &str) -> Result<(), WillNotOpen> {
        anstream::eprintln!("Open this page in a browser: {}", plain(address));
        Ok(())
    }
}

/// Wakes whoever waits for something to happen.
#[derive(Clone, Default)]
pub(crate) struct Ears(Arc<Notify>);

impl Ears {
    /// Waits until something has happened; what came since the last wait counts.
    pub(crate) async fn hear(&self) {
        self.0.notified().await;
    }
}

impl Listener for Ears {
    fn happened(&self, _event: Event) {
        self.0.notify_one();
    }
}
