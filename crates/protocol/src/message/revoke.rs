//! Removing a device: asked for by a device (`cs-revoke+jwt`), and said by the server (`cs-revoked+jwt`).

use serde::{Deserialize, Serialize};

use crate::id::DeviceId;
use crate::jws::Message;
use crate::origin::Origin;

/// Signed by a device's `uv` key.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Revoke {
    /// The device that asks.
    pub iss: DeviceId,
    /// The server.
    pub aud: Origin,
    /// The device to remove.
    pub device: DeviceId,
}

impl Message for Revoke {
    const TYP: &'static str = "cs-revoke+jwt";
}

/// Signed by the server's instance key; only this makes an app drop an account.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Revoked {
    /// The server.
    pub iss: Origin,
    /// The device that was removed.
    pub aud: DeviceId,
    /// When it was signed.
    pub iat: u64,
    /// Why.
    pub reason: Revocation,
}

/// Why a device was removed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Revocation {
    /// Somebody removed it.
    Removed,
    /// Two-step verification was switched off.
    SwitchedOff,
    /// The account is gone.
    AccountDeleted,
    /// The six digits were never typed.
    NotConfirmed,
    /// Something newer than this software.
    #[serde(untagged)]
    Other(String),
}

impl Message for Revoked {
    const TYP: &'static str = "cs-revoked+jwt";
}
