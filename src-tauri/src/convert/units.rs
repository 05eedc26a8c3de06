//! Numbers as the window wants them. What does not fit is as large as can be, which no real value reaches.

use std::time::Duration;

use countersign_authenticator::UnixTime;

/// Milliseconds.
pub(super) fn millis(duration: Duration) -> u32 {
    u32::try_from(duration.as_millis()).unwrap_or(u32::MAX)
}

/// Whole seconds.
pub(super) fn seconds(duration: Duration) -> u32 {
    u32::try_from(duration.as_secs()).unwrap_or(u32::MAX)
}

/// How many.
pub(super) fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// Seconds since 1970.
pub(super) fn unix(time: UnixTime) -> i64 {
    i64::try_from(time.seconds()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_is_as_large_as_can_be() {
        assert_eq!(millis(Duration::from_millis(1_500)), 1_500);
        assert_eq!(millis(Duration::from_secs(5_000_000)), u32::MAX);
        assert_eq!(seconds(Duration::from_millis(1_999)), 1);
        assert_eq!(unix(UnixTime::from_seconds(u64::MAX)), i64::MAX);
    }
}
