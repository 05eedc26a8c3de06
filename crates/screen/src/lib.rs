//! Pictures of what the screens of a desktop show, so that QR codes on them can be read.
//!
//! One library for each system: the desktop portal by D-Bus where Wayland keeps programs from one another, X11's own
//! protocol, and `xcap` on macOS and Windows. Nothing here looks for codes, and no picture is kept: what comes is
//! wiped by whoever drops it, and a file that the portal wrote is deleted once it is read.

#[cfg(target_os = "linux")]
mod linux;
#[cfg(any(target_os = "macos", windows))]
mod monitors;
#[cfg(target_os = "linux")]
pub mod portal;
#[cfg(target_os = "linux")]
pub mod x11;

use countersign_authenticator::Picture;

/// Why there is no picture of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ScreenError {
    /// There is no screen, or nobody here who could take a picture of it.
    #[error("no picture of the screen can be taken here")]
    Unavailable,
    /// The person, or the system in their name, said no.
    #[error("the picture of the screen was not allowed")]
    Refused,
    /// It was allowed and failed.
    #[error("the picture of the screen failed")]
    Failed,
}

/// Takes pictures of all screens. Under Wayland the person chooses in the desktop's own window what they show.
///
/// # Errors
/// A [`ScreenError`].
pub async fn capture() -> Result<Vec<Picture>, ScreenError> {
    #[cfg(target_os = "linux")]
    return linux::capture().await;
    #[cfg(any(target_os = "macos", windows))]
    return monitors::capture().await;
    #[cfg(not(any(target_os = "linux", target_os = "macos", windows)))]
    Err(ScreenError::Unavailable)
}
