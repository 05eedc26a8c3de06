//! Removing a device: asked for by a device (`cs-revoke+jwt`), and said by the server (`cs-revoked+jwt`).

use serde::{Deserialize, Serialize};

use crate::id::DeviceId;
use crate::jwk::PublicJwk;
use crate::jws::{JwsError, Message, Unverified, Verified};
use crate::message::AnswerError;
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

impl Revoke {
    /// Reads a device's wish to remove one, signed by its `uv` key; `keys` are its `pop` and `uv`.
    pub fn verify(
        text: &str,
        server: &Origin,
        device: &DeviceId,
        keys: (&PublicJwk, &PublicJwk),
    ) -> Result<Verified<Self>, AnswerError> {
        let (pop, uv) = keys;
        let unverified = Unverified::<Self>::parse(text)?;
        if unverified.key() == pop.thumbprint() {
            return Err(AnswerError::KeyNotAllowed);
        }
        let verified = unverified.verify(uv)?;
        let revoke = verified.message();
        if revoke.iss != *device {
            return Err(JwsError::Member("iss").into());
        }
        if revoke.aud == *server { Ok(verified) } else { Err(JwsError::Member("aud").into()) }
    }
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
