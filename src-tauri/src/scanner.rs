//! The camera, where there is one: the native half of the barcode scanner, called from here, so that what it
//! reads never passes through the window.

#[cfg(mobile)]
mod phone;

#[cfg(mobile)]
pub(crate) use phone::{plugin, scan, stop};

/// Whether this device can scan.
pub(crate) const HERE: bool = cfg!(mobile);

#[cfg(desktop)]
mod desktop {
    use tauri::{AppHandle, Runtime};
    use zeroize::Zeroizing;

    use crate::dto::{CommandError, ErrorCode};

    /// Desktops read pictures, the clipboard and typed codes instead.
    pub(crate) async fn scan<R: Runtime>(
        _app: &AppHandle<R>,
    ) -> Result<Option<Zeroizing<String>>, CommandError> {
        Err(CommandError::new(ErrorCode::CameraUnavailable, "there is no camera on desktops"))
    }

    /// There is nothing to stop.
    pub(crate) async fn stop<R: Runtime>(_app: &AppHandle<R>) -> Result<(), CommandError> {
        Ok(())
    }
}

#[cfg(desktop)]
pub(crate) use desktop::{scan, stop};
