//! What wakes this app while it is closed. Android has a way: push services of the person's choice, by a native half of
//! ours. iOS has none without a relay that somebody runs (docs/protocol.md); desktops stay awake.

#[cfg(target_os = "android")]
mod android;
#[cfg(target_os = "android")]
mod entries;
#[cfg(any(target_os = "android", test))]
mod shown;

use std::sync::Arc;

use countersign_authenticator::Wakener;
use tauri::{AppHandle, Runtime};

#[cfg(target_os = "android")]
pub(crate) use android::{listen, plugin};

/// What this device has.
#[cfg(target_os = "android")]
pub(crate) fn of_device<R: Runtime>(app: &AppHandle<R>) -> Option<Arc<dyn Wakener>> {
    Some(Arc::new(android::PushDistributors(app.clone())))
}

/// What this device has.
#[cfg(not(target_os = "android"))]
pub(crate) fn of_device<R: Runtime>(_app: &AppHandle<R>) -> Option<Arc<dyn Wakener>> {
    None
}
