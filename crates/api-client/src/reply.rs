//! What comes back: the value, and the time of the server's clock beside it.

/// The server's own time: `Date` of a reply, whole seconds since 1970.
///
/// Time left and the clock check count from here, never from the device's clock (docs/protocol.md).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ServerTime(u64);

impl ServerTime {
    /// Takes seconds since 1970.
    pub const fn from_seconds(seconds: u64) -> Self {
        Self(seconds)
    }

    /// Reads the value of `Date` (RFC 9110 §5.6.7).
    pub(crate) fn parse(date: &str) -> Option<Self> {
        let time = jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(date).ok()?;
        u64::try_from(time.as_second()).ok().map(Self)
    }

    /// Seconds since 1970.
    pub const fn seconds(self) -> u64 {
        self.0
    }

    /// How many seconds a clock that shows `now` is ahead of the server's; negative if it is behind.
    pub fn offset_of(self, now: u64) -> i64 {
        now.cast_signed().wrapping_sub(self.0.cast_signed())
    }
}

/// A reply of the server.
#[derive(Debug, Clone)]
pub struct Reply<T> {
    /// What it says.
    pub value: T,
    /// The server's time when it said so.
    pub server_time: ServerTime,
}

impl<T> Reply<T> {
    /// The same reply with its value changed.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Reply<U> {
        Reply { value: change(self.value), server_time: self.server_time }
    }
}
