//! What is known of this device's clock.

use countersign_otp::UnixTime;

/// What a check of the clock came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClockCorrection {
    /// By how many seconds the clock is ahead (positive) or behind; 0 if it is right.
    pub offset_seconds: i64,
    /// When it was checked, by this device's clock.
    pub checked_at: UnixTime,
}
