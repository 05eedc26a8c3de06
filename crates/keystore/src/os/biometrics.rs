//! iOS: an item of the keychain that only the present set of fingers or faces opens.
//!
//! The keychain asks by itself, with the words of `NSFaceIDUsageDescription`. It drops the item when another finger or
//! face is enrolled, or the passcode is switched off.

use std::future::Future;
use std::pin::Pin;

use objc2_local_authentication::{LABiometryType, LAContext, LAPolicy};
use security_framework::access_control::{ProtectionMode, SecAccessControl};
use security_framework::base::Error;
use security_framework::passwords::{
    AccessControlOptions, PasswordOptions, delete_generic_password_options, generic_password,
    set_generic_password_options,
};
use zeroize::Zeroizing;

use crate::biometrics::{BiometricKind, Biometrics, BiometricsAnswer, BiometricsError};
use crate::secret::StoredSecret;

const NAME: &str = "biometric-key";

// `SecBase.h`.
const USER_CANCELED: i32 = -128;
const AUTHENTICATION_FAILED: i32 = -25_293;
const ITEM_NOT_FOUND: i32 = -25_300;

/// The keychain's biometric item of one service.
#[derive(Debug, Clone)]
pub struct OsBiometrics {
    service: String,
}

impl OsBiometrics {
    /// The item for this service name. Nothing is asked of the system yet.
    pub fn new(service: impl Into<String>) -> Self {
        Self { service: service.into() }
    }
}

impl Biometrics for OsBiometrics {
    fn kind(&self) -> Pin<Box<dyn Future<Output = Option<BiometricKind>> + Send + '_>> {
        Box::pin(async { tokio::task::spawn_blocking(enrolled).await.unwrap_or_default() })
    }

    fn keep<'a>(&'a self, secret: &'a StoredSecret) -> BiometricsAnswer<'a, ()> {
        let (service, secret) = (self.service.clone(), secret.duplicate());
        Box::pin(off_the_runtime(move || {
            delete(&service)?;
            let access = SecAccessControl::create_with_protection(
                Some(ProtectionMode::AccessibleWhenPasscodeSetThisDeviceOnly),
                AccessControlOptions::BIOMETRY_CURRENT_SET.bits(),
            );
            let mut options = options(&service);
            options.set_access_control(access.map_err(|_| BiometricsError::Absent)?);
            set_generic_password_options(secret.reveal(), options).map_err(translate)
        }))
    }

    fn release(&self) -> BiometricsAnswer<'_, StoredSecret> {
        let service = self.service.clone();
        Box::pin(off_the_runtime(move || {
            let bytes = generic_password(options(&service)).map(Zeroizing::new).map_err(translate)?;
            StoredSecret::new(bytes).map_err(|error| BiometricsError::Other(error.into()))
        }))
    }

    fn forget(&self) -> BiometricsAnswer<'_, ()> {
        let service = self.service.clone();
        Box::pin(off_the_runtime(move || delete(&service)))
    }
}

fn options(service: &str) -> PasswordOptions {
    PasswordOptions::new_generic_password(service, NAME)
}

fn delete(service: &str) -> Result<(), BiometricsError> {
    match delete_generic_password_options(options(service)) {
        Err(error) if error.code() != ITEM_NOT_FOUND => Err(translate(error)),
        Ok(()) | Err(_) => Ok(()),
    }
}

fn enrolled() -> Option<BiometricKind> {
    #[expect(unsafe_code, reason = "plain calls of an object that this thread has just made")]
    // SAFETY: the context is new, used by this thread only, and asked for nothing that shows a prompt.
    let kind = unsafe {
        let context = LAContext::new();
        context.canEvaluatePolicy_error(LAPolicy::DeviceOwnerAuthenticationWithBiometrics).ok()?;
        context.biometryType()
    };
    match kind {
        LABiometryType::TouchID => Some(BiometricKind::Fingerprint),
        LABiometryType::FaceID => Some(BiometricKind::Face),
        LABiometryType::None => None,
        _ => Some(BiometricKind::Either),
    }
}

fn translate(error: Error) -> BiometricsError {
    match error.code() {
        USER_CANCELED => BiometricsError::Canceled,
        AUTHENTICATION_FAILED => BiometricsError::Refused,
        ITEM_NOT_FOUND => BiometricsError::Changed,
        _ => BiometricsError::Other(error.into()),
    }
}

async fn off_the_runtime<T: Send + 'static>(
    act: impl FnOnce() -> Result<T, BiometricsError> + Send + 'static,
) -> Result<T, BiometricsError> {
    tokio::task::spawn_blocking(act)
        .await
        .unwrap_or_else(|_| Err(BiometricsError::Other("the call ended early".into())))
}
