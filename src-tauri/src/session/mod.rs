//! What the system says of the person's session: the device goes to sleep, the screen is locked. The app locks then, if
//! its owner wants that.

use countersign_authenticator::Authenticator;
use tauri::async_runtime::JoinHandle;
use tauri::{AppHandle, Runtime};

#[cfg(target_os = "linux")]
mod linux;
#[cfg(target_os = "macos")]
mod macos;
#[cfg(any(target_os = "macos", windows))]
mod system_thread;
#[cfg(windows)]
mod windows;

/// Something that a session says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Said {
    GoesToSleep,
    Woke,
    ScreenLocked,
}

/// Locks the app when the session says so. Called by the main thread once the window is there. Gives the
/// tasks that listen; where there is none, the system itself calls until the app ends.
pub(crate) fn watch<R: Runtime>(app: &AppHandle<R>, core: Authenticator) -> Vec<JoinHandle<()>> {
    #[cfg(target_os = "linux")]
    {
        let _ = app;
        vec![tauri::async_runtime::spawn(linux::watch(core))]
    }
    #[cfg(target_os = "macos")]
    {
        let _ = app;
        macos::watch(core);
        Vec::new()
    }
    #[cfg(windows)]
    {
        windows::watch(app, core);
        Vec::new()
    }
}
