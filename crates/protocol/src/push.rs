//! Waking a device by Web Push (RFC 8030): where to, what is said, and how it is sealed on its way. The message says
//! only "look"; what there is to see the device asks its server for.

mod sealing;
mod subscription;
mod vapid_key;
mod wake_up;

pub use sealing::{NotOpened, PushReceiver, SEALED_LIMIT, Sealing};
pub use subscription::{ENDPOINT_LIMIT, NotAnEndpoint, PushAuth, PushEndpoint, PushSubscription};
pub use vapid_key::VapidKey;
pub use wake_up::WakeUp;
