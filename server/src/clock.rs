//! What time it is, for the server: whole seconds since 1970, from one place.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// The clock that decides. Cheap to clone.
#[derive(Clone)]
pub struct Clock(Source);

#[derive(Clone)]
enum Source {
    System,
    Set(Arc<AtomicU64>),
}

impl Clock {
    /// The system's clock.
    pub fn system() -> Self {
        Self(Source::System)
    }

    /// A clock that stands still until it is moved; for tests.
    pub fn set_to(seconds: u64) -> Self {
        Self(Source::Set(Arc::new(AtomicU64::new(seconds))))
    }

    /// Seconds since 1970.
    pub fn now(&self) -> u64 {
        match &self.0 {
            Source::System => {
                #[expect(
                    clippy::disallowed_methods,
                    reason = "the one place where the server asks the system"
                )]
                let now = std::time::SystemTime::now();
                now.duration_since(std::time::UNIX_EPOCH).map_or(0, |since| since.as_secs())
            }
            Source::Set(seconds) => seconds.load(Ordering::SeqCst),
        }
    }

    /// Moves a clock that was set; the system's clock is left alone.
    pub fn advance(&self, seconds: u64) {
        if let Source::Set(now) = &self.0 {
            now.fetch_add(seconds, Ordering::SeqCst);
        }
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Clock")
    }
}
