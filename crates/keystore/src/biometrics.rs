//! One small secret that only the person's fingerprint or face releases, where the system has such a thing.

use std::future::Future;
use std::pin::Pin;

use crate::error::Source;
use crate::secret::StoredSecret;

/// What the person shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BiometricKind {
    /// A finger.
    Fingerprint,
    /// The face.
    Face,
    /// Either: the system does not say which.
    Either,
}

/// Why the secret was not kept or not released. Nothing is lost by any of these.
#[derive(Debug, thiserror::Error)]
pub enum BiometricsError {
    /// This device has no biometrics, or the person has not set them up.
    #[error("this device has no biometrics set up")]
    Absent,
    /// The person closed the system's prompt.
    #[error("the person closed the prompt")]
    Canceled,
    /// It was not this person, or was tried too often.
    #[error("the fingerprint or face was not recognized")]
    Refused,
    /// The secret is gone for good: another finger or face was enrolled, or the last one removed.
    #[error("the enrolled fingerprints or faces are others now")]
    Changed,
    /// The system failed in another way.
    #[error("the system's biometrics failed")]
    Other(#[source] Source),
}

/// What the system answers once the person has.
pub type BiometricsAnswer<'a, T> = Pin<Box<dyn Future<Output = Result<T, BiometricsError>> + Send + 'a>>;

/// A place for one secret behind the person's fingerprint or face.
///
/// The system, not this program, compares the finger or face, and gives the secret out only after that. A secret that
/// was kept is gone as soon as another finger or face is enrolled.
pub trait Biometrics: Send + Sync {
    /// What the person would show. Nothing where the device cannot, or nothing is enrolled.
    fn kind(&self) -> Pin<Box<dyn Future<Output = Option<BiometricKind>> + Send + '_>>;

    /// Keeps a secret in the place of any other. The system may ask the person.
    ///
    /// # Errors
    /// Any but [`BiometricsError::Changed`]; the older secret may be gone then.
    fn keep<'a>(&'a self, secret: &'a StoredSecret) -> BiometricsAnswer<'a, ()>;

    /// Asks the person and gives the secret out.
    ///
    /// # Errors
    /// Any; [`BiometricsError::Changed`] if, and only if, the secret can never come back.
    fn release(&self) -> BiometricsAnswer<'_, StoredSecret>;

    /// Forgets the secret without asking. One that is not there is forgotten already.
    ///
    /// # Errors
    /// [`BiometricsError::Other`].
    fn forget(&self) -> BiometricsAnswer<'_, ()>;
}

/// A device without biometrics: every desktop, so far.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoBiometrics;

impl Biometrics for NoBiometrics {
    fn kind(&self) -> Pin<Box<dyn Future<Output = Option<BiometricKind>> + Send + '_>> {
        Box::pin(async { None })
    }

    fn keep<'a>(&'a self, _secret: &'a StoredSecret) -> BiometricsAnswer<'a, ()> {
        Box::pin(async { Err(BiometricsError::Absent) })
    }

    fn release(&self) -> BiometricsAnswer<'_, StoredSecret> {
        Box::pin(async { Err(BiometricsError::Absent) })
    }

    fn forget(&self) -> BiometricsAnswer<'_, ()> {
        Box::pin(async { Ok(()) })
    }
}
