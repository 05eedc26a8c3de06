//! Stopping all sign-ins of an account (`cs-freeze+jwt`), and letting them go on (`cs-unlock+jwt`).

use serde::{Deserialize, Serialize};

use crate::id::{DeviceId, RequestId};
use crate::jwk::PublicJwk;
use crate::jws::{JwsError, Message, Unverified, Verified};
use crate::message::{AnswerError, Verification};
use crate::origin::Origin;

macro_rules! orders {
    ($($(#[$doc:meta])* $name:ident = $typ:literal,)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Serialize, Deserialize)]
        pub struct $name {
            /// The device.
            pub iss: DeviceId,
            /// The server.
            pub aud: Origin,
            /// Random: each wish is a message of its own, and counts once.
            pub jti: RequestId,
            /// What was checked about the person.
            pub uv: Verification,
        }

        impl $name {
            /// Reads a device's wish, signed by its `uv` key; `keys` are its `pop` and `uv`.
            ///
            /// # Errors
            /// [`AnswerError::KeyNotAllowed`] if `pop` has signed it, [`AnswerError::Jws`] for anything else.
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
                let order = verified.message();
                if order.iss != *device {
                    return Err(JwsError::Member("iss").into());
                }
                if order.aud == *server { Ok(verified) } else { Err(JwsError::Member("aud").into()) }
            }
        }

        impl Message for $name {
            const TYP: &'static str = $typ;
        }
    )*};
}

orders! {
    /// Stops all sign-ins and changes of the account, and ends its sessions.
    Freeze = "cs-freeze+jwt",
    /// Lets sign-ins go on, and opens every lane that wrong guesses have paused or closed.
    Unlock = "cs-unlock+jwt",
}
