//! How long to wait before the next try: 1, 2, 4 … 30 seconds.

use std::time::Duration;

const LONGEST: Duration = Duration::from_secs(30);

/// Counts failures in a row.
#[derive(Debug, Default)]
pub(crate) struct Backoff(u32);

impl Backoff {
    /// The wait after one more failure; longer if the server asked for it.
    pub(crate) fn next(&mut self, asked_for: Option<Duration>) -> Duration {
        let own = Duration::from_secs(1 << self.0.min(5)).min(LONGEST);
        self.0 = self.0.saturating_add(1);
        // A server may ask for patience, but not for ever.
        asked_for.map_or(own, |asked| asked.clamp(own, Duration::from_mins(10)))
    }

    /// It went well: begin anew.
    pub(crate) fn reset(&mut self) {
        self.0 = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_half_a_minute() {
        let mut backoff = Backoff::default();
        let waits: Vec<_> = (0..7).map(|_| backoff.next(None).as_secs()).collect();
        assert_eq!(waits, [1, 2, 4, 8, 16, 30, 30]);
        backoff.reset();
        assert_eq!(backoff.next(Some(Duration::from_secs(20))).as_secs(), 20);
    }
}
