//! The operating system's own key store.
//!
//! Desktops: macOS keychain, Windows credential manager, Secret Service, by `keyring`. Phones: the
//! stores of `keyring-core`. The systems' calls block, some until the person has answered a
//! prompt, so each runs on a thread for blocking work.

use crate::error::KeyStoreError;
use crate::secret::{SecretName, StoredSecret};
use crate::store::{Answer, KeyStore};

#[cfg(target_os = "ios")]
mod biometrics;
#[cfg(not(any(target_os = "android", target_os = "ios")))]
mod desktop;
#[cfg(any(target_os = "android", target_os = "ios"))]
mod phone;
#[cfg(all(unix, not(any(target_os = "macos", target_os = "ios", target_os = "android"))))]
mod secret_service;

#[cfg(not(any(target_os = "android", target_os = "ios")))]
use desktop as platform;
#[cfg(any(target_os = "android", target_os = "ios"))]
use phone as platform;

#[cfg(target_os = "ios")]
pub use biometrics::OsBiometrics;

/// The secrets of one service (such as `countersign`) in the system's key store.
#[derive(Debug, Clone)]
pub struct OsKeyStore {
    service: String,
}

impl OsKeyStore {
    /// The store for this service name. Nothing is asked of the system yet.
    pub fn new(service: impl Into<String>) -> Self {
        Self { service: service.into() }
    }
}

impl KeyStore for OsKeyStore {
    fn get<'a>(&'a self, name: &'a SecretName) -> Answer<'a, StoredSecret> {
        let (service, name) = (self.service.clone(), name.clone());
        Box::pin(off_the_runtime(move || {
            let bytes = platform::read(&service, name.as_str())?;
            StoredSecret::new(bytes).map_err(|error| KeyStoreError::Other(error.into()))
        }))
    }

    fn put<'a>(&'a self, name: &'a SecretName, value: &'a StoredSecret) -> Answer<'a, ()> {
        let (service, name, value) = (self.service.clone(), name.clone(), value.duplicate());
        Box::pin(off_the_runtime(move || platform::write(&service, name.as_str(), value.reveal())))
    }

    fn delete<'a>(&'a self, name: &'a SecretName) -> Answer<'a, ()> {
        let (service, name) = (self.service.clone(), name.clone());
        Box::pin(off_the_runtime(move || match platform::delete(&service, name.as_str()) {
            Err(KeyStoreError::NotFound) => Ok(()),
            other => other,
        }))
    }
}

async fn off_the_runtime<T: Send + 'static>(
    act: impl FnOnce() -> Result<T, KeyStoreError> + Send + 'static,
) -> Result<T, KeyStoreError> {
    tokio::task::spawn_blocking(act)
        .await
        .unwrap_or_else(|_| Err(KeyStoreError::Other("the call ended early".into())))
}
