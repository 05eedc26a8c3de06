//! One-time codes from a secret and a moving factor (RFC 4226, RFC 6238), three kinds of their relatives, and
//! responses to a question (RFC 6287).
//!
//! This crate turns a [`Secret`] and a point in time (or a counter) into a [`Code`], and tells a
//! verifier which time step a typed code belongs to. [`Generator`] is any of the kinds: time, counter,
//! Steam, Yandex, Mobile-OTP. [`Ocra`] answers a question. It does not read `otpauth:` texts (that is `enrollment`), does not store
//! anything and never asks the system for the time.

mod code;
mod generator;
mod hotp;
mod motp;
mod ocra;
mod parameters;
mod pin;
mod secret;
mod steam;
mod time;
mod totp;
mod yandex;

pub use code::Code;
pub use generator::{Generator, Kind};
pub use hotp::Hotp;
pub use motp::Motp;
pub use ocra::Ocra;
pub use parameters::{Algorithm, Digits, ParameterError, Period};
pub use pin::{NotAPin, Pin};
pub use secret::{Secret, SecretError, Strength};
pub use steam::Steam;
pub use time::{Counter, TimeStep, UnixTime};
pub use totp::Totp;
pub use yandex::{Yandex, YandexError};
