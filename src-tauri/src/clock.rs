//! The system's two clocks: the wall's, which people set, and one that goes on during sleep.

use std::time::{Duration, SystemTime};

/// The clocks of this device.
#[derive(Debug)]
pub(crate) struct SystemClock {
    started: boot_time::Instant,
}

impl SystemClock {
    /// The clocks, counting from here.
    pub(crate) fn new() -> Self {
        Self { started: boot_time::Instant::now() }
    }
}
