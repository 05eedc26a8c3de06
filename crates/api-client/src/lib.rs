//! HTTP to an account server: one [`Client`] for each origin, one [`DeviceClient`] for each pairing.
//!
//! It sends what it is given, proves it by the device's `pop` key, and believes only messages under a kept key. It
//! keeps nothing but the last nonce, and it never decides to try again later: that is the authenticator's.

mod client;
mod connection;
mod device;
mod error;
mod events;
mod exchange;
mod poll;
mod release;
mod reply;
mod time;

pub use client::{Client, Random};
pub use connection::PlainHttp;
pub use device::{DeviceClient, Pairing};
pub use error::{ApiError, Cause};
pub use events::{Events, Hint};
pub use poll::{ETag, Polled, Wait};
pub use release::{NotAReleasePage, ReleasePage, ask_release};
pub use reply::{Reply, ServerTime};
pub use time::ask_time;
