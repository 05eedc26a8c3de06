//! A device's new pair of keys (`cs-keys+jwt`).

use serde::{Deserialize, Serialize};

use crate::id::DeviceId;
use crate::jwk::PublicJwk;
use crate::jws::{JwsError, Message, Unverified, Verified};
use crate::message::Proof;
use crate::origin::Origin;

/// Signed by the old `uv` key; each new key proves itself. `pop` alone can never replace `uv`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Keys {
    /// The device.
    pub iss: DeviceId,
    /// The server.
    pub aud: Origin,
    /// The new `pop` key.
    pub pop: PublicJwk,
    /// The new `uv` key.
    pub uv: PublicJwk,
    /// A [`Proof`] by the new `pop` key.
    pub pop_proof: String,
    /// A [`Proof`] by the new `uv` key.
    pub uv_proof: String,
}

impl Message for Keys {
    const TYP: &'static str = "cs-keys+jwt";

    fn check(&self) -> Result<(), &'static str> {
        if self.pop == self.uv { Err("uv") } else { Ok(()) }
    }
}

/// New keys, signed for by the old `uv` key and proved by themselves.
#[derive(Debug)]
pub struct VerifiedKeys(Verified<Keys>);

impl VerifiedKeys {
    /// What it says.
    pub fn message(&self) -> &Verified<Keys> {
        &self.0
    }
}

impl Keys {
    /// Reads the new keys of this device, and checks the proofs of both.
    pub fn verify(
        text: &str,
        server: &Origin,
        device: &DeviceId,
        old_uv: &PublicJwk,
    ) -> Result<VerifiedKeys, JwsError> {
        let verified = Unverified::<Self>::parse(text)?.verify(old_uv)?;
        let keys = verified.message();
        if keys.iss != *device {
            return Err(JwsError::Member("iss"));
        }
        if keys.aud != *server {
            return Err(JwsError::Member("aud"));
        }
        let proves = |text: &str, signer: &PublicJwk, member| {
            let (proof, key) = Unverified::<Proof>::parse(text)?.verify_embedded()?;
            let right = key == *signer && proof.message().is_about(server, &keys.pop, &keys.uv);
            if right { Ok(()) } else { Err(JwsError::Member(member)) }
        };
        proves(&keys.pop_proof, &keys.pop, "pop_proof")?;
        proves(&keys.uv_proof, &keys.uv, "uv_proof")?;
        Ok(VerifiedKeys(verified))
    }
}
