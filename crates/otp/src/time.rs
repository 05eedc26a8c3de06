//! Points in time and the moving factors made from them.

use std::time::Duration;

use crate::parameters::Period;

/// A point in time, as the duration since 1970-01-01T00:00:00Z. It comes from a caller's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnixTime(Duration);

impl UnixTime {
    /// The point this long after 1970 began.
    pub const fn from_duration(since_1970: Duration) -> Self {
        Self(since_1970)
    }

    /// The point this many whole seconds after 1970 began.
    pub const fn from_seconds(seconds: u64) -> Self {
        Self(Duration::from_secs(seconds))
    }

    /// The point this many milliseconds after 1970 began.
    pub const fn from_millis(millis: u64) -> Self {
        Self(Duration::from_millis(millis))
    }

    /// Whole seconds since 1970 began.
    pub const fn seconds(self) -> u64 {
        self.0.as_secs()
    }

    /// The duration since 1970 began.
    pub const fn duration(self) -> Duration {
        self.0
    }

    /// How long ago `earlier` was; zero if it lies ahead.
    pub fn since(self, earlier: Self) -> Duration {
        self.0.saturating_sub(earlier.0)
    }

    /// The time step of this point.
    pub fn step(self, period: Period) -> TimeStep {
        TimeStep(self.seconds() / period.seconds())
    }

    /// This point moved by an offset in seconds, such as one learned from a server's `Date`.
    #[must_use]
    pub fn shifted_by_seconds(self, offset: i64) -> Self {
        let distance = Duration::from_secs(offset.unsigned_abs());
        Self(if offset < 0 { self.0.saturating_sub(distance) } else { self.0.saturating_add(distance) })
    }
}

/// The moving factor T of RFC 6238: how many periods have passed since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TimeStep(u64);

impl TimeStep {
    /// The step of this number, as it was stored.
    pub const fn from_number(number: u64) -> Self {
        Self(number)
    }

    /// The step after this one.
    #[must_use]
    pub const fn following(self) -> Self {
        Self(self.0.saturating_add(1))
    }

    /// The number, as it is stored by a verifier that takes each step once.
    pub const fn number(self) -> u64 {
        self.0
    }
}

/// The moving factor C of RFC 4226: a counter that both sides raise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Counter(u64);

impl Counter {
    /// The counter at this value.
    pub const fn new(value: u64) -> Self {
        Self(value)
    }

    /// The value.
    pub const fn value(self) -> u64 {
        self.0
    }

    /// The counter after this one; it stops at the end.
    #[must_use]
    pub const fn following(self) -> Self {
        Self(self.0.saturating_add(1))
    }

    /// The counter before this one; nothing before the first.
    pub const fn preceding(self) -> Option<Self> {
        match self.0.checked_sub(1) {
            Some(value) => Some(Self(value)),
            None => None,
        }
    }
}
