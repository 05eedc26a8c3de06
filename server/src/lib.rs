//! The account server: accounts, sign-in, two-step verification.
//!
//! `domain` holds rules, `storage` whole operations on the database, `http` what all requests go through; `web`,
//! `api` and `oauth` parse at the border, call one operation, and answer.

pub mod clock;
pub mod domain;
pub mod keys;
pub mod rules;
pub mod storage;
mod wake;

pub use wake::Wake;
