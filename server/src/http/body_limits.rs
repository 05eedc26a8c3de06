//! How large and how slow a request may be.

use std::time::Duration;

/// The largest body of any request: a form, or a JWS of 8,192 bytes.
pub(super) const BODY_BYTES: usize = 16 * 1024;

/// How many bytes all header names and values of a request may have together.
pub(super) const HEADER_BYTES: usize = 24 * 1024;

/// How long a request may take from its headers to the headers of the reply: longer than the longest wait.
pub(super) const REQUEST_TIME: Duration = Duration::from_secs(40);
