//! Push: wakes devices by Web Push when there is something to look at. Nothing here decides anything, and no sign-in
//! waits for it: the rounds look at what operations have left in the database, and a device asks for the rest.

mod address;
mod courier;
mod key;
mod rounds;
mod settings;
mod vapid;

pub use address::is_public;
pub use courier::{Carriage, Courier, Handed, Loopback};
pub use key::PushKey;
pub use rounds::run;
pub use settings::{PushSettings, PushTable};
