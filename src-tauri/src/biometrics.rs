//! Fingerprint and face, where this device has them: Android by a native half of ours, iOS by its keychain. Desktops
//! have none yet.

#[cfg(target_os = "android")]
mod android;

use std::sync::Arc;

use countersign_keystore::Biometrics;
use tauri::{AppHandle, Runtime};

#[cfg(target_os = "android")]
pub(crate) use android::plugin;

/// What this device has.
#[cfg(target_os = "android")]
pub(crate) fn of_device<R: Runtime>(app: &AppHandle<R>) -> Arc<dyn Biometrics> {
    Arc::new(android::Prompt(app.clone()))
}

/// What this device has.
#[cfg(target_os = "ios")]
pub(crate) fn of_device<R: Runtime>(_app: &AppHandle<R>) -> Arc<dyn Biometrics> {
    Arc::new(countersign_keystore::OsBiometrics::new(crate::development::KEY_STORE_SERVICE))
}

/// What this device has.
#[cfg(desktop)]
pub(crate) fn of_device<R: Runtime>(_app: &AppHandle<R>) -> Arc<dyn Biometrics> {
    Arc::new(countersign_keystore::NoBiometrics)
}
