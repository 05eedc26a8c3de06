//! Phones, by the stores of `keyring-core`: Android's Keystore, the protected keychain of iOS.

use keyring_core::api::CredentialStoreApi;
use keyring_core::{Entry, Error};
use zeroize::Zeroizing;

use crate::error::KeyStoreError;

pub(super) fn read(service: &str, name: &str) -> Result<Zeroizing<Vec<u8>>, KeyStoreError> {
    entry(service, name)?.get_secret().map(Zeroizing::new).map_err(translate)
}

pub(super) fn write(service: &str, name: &str, value: &[u8]) -> Result<(), KeyStoreError> {
    entry(service, name)?.set_secret(value).map_err(translate)
}

pub(super) fn delete(service: &str, name: &str) -> Result<(), KeyStoreError> {
    entry(service, name)?.delete_credential().map_err(translate)
}

#[cfg(target_os = "android")]
fn entry(service: &str, name: &str) -> Result<Entry, KeyStoreError> {
    let store = android_native_keyring_store::Store::new().map_err(translate)?;
    store.build(service, name, None).map_err(translate)
}

/// A locked phone must be able to hear of challenges after a restart, and nothing may move to
/// another device.
#[cfg(target_os = "ios")]
fn entry(service: &str, name: &str) -> Result<Entry, KeyStoreError> {
    let store = apple_native_keyring_store::protected::Store::new().map_err(translate)?;
    let policy = std::collections::HashMap::from([("access-policy", "after-first-unlock-this-device-only")]);
    store.build(service, name, Some(&policy)).map_err(translate)
}

/// Some of the causes hold what was read, so only those that cannot are kept.
fn translate(error: Error) -> KeyStoreError {
    match error {
        Error::NoEntry => KeyStoreError::NotFound,
        Error::NoDefaultStore => KeyStoreError::NoStore("there is no default store".into()),
        Error::NoStorageAccess(cause) => KeyStoreError::Locked(cause),
        Error::PlatformFailure(cause) => KeyStoreError::Other(cause),
        Error::Ambiguous(_) => KeyStoreError::Other("there is more than one such secret".into()),
        Error::TooLong(..) => KeyStoreError::Other("the store takes no secret of this length".into()),
        _ => KeyStoreError::Other("the store holds something else under this name".into()),
    }
}
