//! Stopping all sign-ins of an account (`cs-freeze+jwt`), and letting them go on (`cs-unlock+jwt`).

use serde::{Deserialize, Serialize};

use crate::id::{DeviceId, RequestId};
use crate::jws::Message;
use crate::message::Verification;
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
