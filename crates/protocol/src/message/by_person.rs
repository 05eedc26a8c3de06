//! What a device says in its person's name: signed by `uv`, from this device, to this server.

use crate::id::DeviceId;
use crate::jwk::PublicJwk;
use crate::jws::{JwsError, Message, Unverified, Verified};
use crate::message::AnswerError;
use crate::origin::Origin;

/// A message that only `uv` may sign, and that names its device and its server.
pub trait ByPerson: Message {
    /// The device that says it (`iss`).
    fn issuer(&self) -> &DeviceId;

    /// The server that it is for (`aud`).
    fn audience(&self) -> &Origin;

    /// Reads a message of this device for this server; `keys` are the device's `pop` and `uv`.
    ///
    /// # Errors
    /// [`AnswerError::KeyNotAllowed`] if `pop` has signed it, [`AnswerError::Jws`] for anything else.
    fn verify(
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
        if verified.message().issuer() != device {
            return Err(JwsError::Member("iss").into());
        }
        if verified.message().audience() == server {
            Ok(verified)
        } else {
            Err(JwsError::Member("aud").into())
        }
    }
}

macro_rules! by_person {
    ($($message:ty),*) => {$(
        impl $crate::message::ByPerson for $message {
            fn issuer(&self) -> &$crate::id::DeviceId {
                &self.iss
            }

            fn audience(&self) -> &$crate::origin::Origin {
                &self.aud
            }
        }
    )*};
}

by_person!(super::Freeze, super::Keys, super::Revoke, super::Unlock);
