//! One-time codes from a secret and a moving factor (RFC 4226, RFC 6238).
//!
//! This crate turns a [`Secret`] and a point in time (or a counter) into a [`Code`], and tells a
//! verifier which time step a typed code belongs to. It does not read `otpauth:` texts (that is
//! `enrollment`), does not store anything and never asks the system for the time.

mod code;
mod hotp;
mod parameters;
mod secret;
mod time;
mod totp;

pub use code::Code;
pub use hotp::Hotp;
pub use parameters::{Algorithm, Digits, ParameterError, Period};
pub use secret::{Secret, SecretError, Strength};
pub use time::{Counter, TimeStep, UnixTime};
pub use totp::Totp;
