//! The id of a request: in the log, in `X-Request-Id`, and on the page of an unexpected error.

use std::fmt;

use data_encoding::BASE32_NOPAD;

/// Ten characters that a person can read to an operator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestId(String);

impl RequestId {
    /// Makes an id of random bytes.
    pub(super) fn new(random: [u8; 6]) -> Self {
        Self(BASE32_NOPAD.encode(&random))
    }

    /// As it stands in the log and in the header.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
