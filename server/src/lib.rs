//! The account server: accounts, sign-in, two-step verification.
//!
//! `domain` holds rules, `storage` whole operations on the database, `http` what all requests go through; `web`,
//! `api` and `oauth` parse at the border, call one operation, and answer. `mail` sends what operations have queued, and
//! `push` wakes devices.

pub mod api;
mod app;
pub mod cli;
pub mod clock;
pub mod config;
pub mod data_folder;
pub mod domain;
pub mod hashing;
pub mod http;
mod instance;
pub mod instance_keys;
pub mod keys;
pub mod listener;
pub mod mail;
pub mod oauth;
pub mod push;
pub mod relying_party;
pub mod rules;
pub mod storage;
#[cfg(feature = "testing")]
pub mod testing;
pub mod tombstones;
mod wake;
pub mod web;

pub use app::{App, AppState, StartError};
pub use clock::Clock;
pub use config::{Config, ConfigError};
pub use instance::instance_document;
pub use wake::{Changed, Wake};
