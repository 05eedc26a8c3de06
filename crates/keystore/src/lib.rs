//! The operating system's key store behind one trait, with an in-memory double.
//!
//! A [`KeyStore`] keeps a few small named secrets outside of the vault. This crate does not know
//! what the secrets are for, never falls back to a file, and never takes a store that is locked,
//! absent or silent for one that is empty: only [`KeyStoreError::NotFound`] says "there is none".
//! [`Biometrics`] keep one more secret behind the person's fingerprint or face, on phones.

mod biometrics;
mod double;
mod error;
#[cfg(feature = "os")]
mod os;
mod secret;
mod store;

pub use biometrics::{BiometricKind, Biometrics, BiometricsAnswer, BiometricsError, NoBiometrics};
pub use double::{Failure, MemoryBiometrics, MemoryKeyStore, Person};
pub use error::KeyStoreError;
#[cfg(all(feature = "os", target_os = "ios"))]
pub use os::OsBiometrics;
#[cfg(feature = "os")]
pub use os::OsKeyStore;
pub use secret::{InvalidSecret, SecretName, StoredSecret};
pub use store::{Answer, KeyStore};
