//! A device's new pair of keys (`cs-keys+jwt`).

use serde::{Deserialize, Serialize};

use crate::id::DeviceId;
use crate::jwk::PublicJwk;
use crate::jws::{Jws, JwsError, Message, Unverified, Verified};
use crate::key::{CannotSign, Signer};
use crate::message::{AnswerError, ByPerson, Proof};
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
    /// Signs the exchange of a pair: by the old `uv` key, with the proofs of both new keys.
    ///
    /// # Errors
    /// [`CannotSign`] if one of the keys cannot.
    pub fn sign(
        server: &Origin,
        device: &DeviceId,
        old_uv: &dyn Signer,
        new: (&dyn Signer, &dyn Signer),
    ) -> Result<Jws<Self>, CannotSign> {
        let (pop, uv) = new;
        let proof =
            Proof { aud: server.clone(), pop: pop.public().thumbprint(), uv: uv.public().thumbprint() };
        let keys = Self {
            iss: device.clone(),
            aud: server.clone(),
            pop: pop.public().clone(),
            uv: uv.public().clone(),
            pop_proof: Jws::sign(&proof, pop)?.into_string(),
            uv_proof: Jws::sign(&proof, uv)?.into_string(),
        };
        Jws::sign(&keys, old_uv)
    }

    /// Reads the new keys of this device, and checks the proofs of both; `old` are its present `pop` and `uv`.
    ///
    /// # Errors
    /// [`AnswerError::KeyNotAllowed`] if the old `pop` has signed it, [`AnswerError::Jws`] for anything else.
    pub fn verify_proved(
        text: &str,
        server: &Origin,
        device: &DeviceId,
        old: (&PublicJwk, &PublicJwk),
    ) -> Result<VerifiedKeys, AnswerError> {
        let verified = Self::verify(text, server, device, old)?;
        let keys = verified.message();
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
