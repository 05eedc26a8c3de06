//! What stands in paths and headers.

#![expect(dead_code, reason = "these types are shapes; the handlers read the same by their own means")]

use utoipa::IntoParams;

/// A challenge.
#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
pub(in crate::api) struct ChallengePath {
    /// The id of the challenge, as it stands in `cs-challenge+jwt`.
    #[param(pattern = "^[A-Za-z0-9_-]{21}[AQgw]$", min_length = 22, max_length = 22)]
    cid: String,
}

/// A device.
#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
pub(in crate::api) struct DevicePath {
    /// The id of the device.
    #[param(pattern = "^[A-Za-z0-9_-]{1,64}$", min_length = 1, max_length = 64)]
    id: String,
}

/// What the device has.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
pub(in crate::api) struct IfNoneMatch {
    /// The last `ETag`. With it the server answers as soon as something differs; one that is not the server's counts
    /// as none.
    #[param(rename = "If-None-Match", required = false, nullable = false)]
    if_none_match: Option<String>,
}
