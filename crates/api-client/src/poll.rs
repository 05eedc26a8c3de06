//! Long polls: how long to wait, what is known already, and what came of it.

use countersign_protocol::Digest;
use countersign_protocol::limits::WAIT_LIMIT_SECONDS;

/// How long the server may hold a request until there is something new: 0–25 seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wait(u64);

impl Wait {
    /// Answer at once.
    pub const NONE: Self = Self(0);
    /// As long as a server holds a request.
    pub const LONGEST: Self = Self(WAIT_LIMIT_SECONDS);

    /// This many seconds, at most [`Wait::LONGEST`].
    pub fn seconds(seconds: u64) -> Self {
        Self(seconds.min(WAIT_LIMIT_SECONDS))
    }

    pub(crate) fn as_seconds(self) -> u64 {
        self.0
    }
}

/// The server's name for what it said last (RFC 9110 §8.8.3), sent back to hear only of something else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ETag(String);

impl ETag {
    /// The name of a challenge: its SHA-256 in quotes.
    pub fn of_challenge(challenge: Digest) -> Self {
        Self(format!("\"{challenge}\""))
    }

    pub(crate) fn new(value: &str) -> Option<Self> {
        let fits = (2..=128).contains(&value.len()) && value.bytes().all(|byte| (0x20..0x7f).contains(&byte));
        fits.then(|| Self(value.to_owned()))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// What came of a long poll.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Polled<T> {
    /// This is so now.
    Now {
        /// What the server says.
        value: T,
        /// For the next poll, if the server named it.
        etag: Option<ETag>,
    },
    /// Nothing but what the device has already.
    Unchanged,
    /// There is nothing.
    Nothing,
}
