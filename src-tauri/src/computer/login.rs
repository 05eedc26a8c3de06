//! Starting with the person's session. The system keeps whether it does, so there is nothing to remember here.

use tauri::plugin::TauriPlugin;
use tauri::{AppHandle, Runtime};
use tauri_plugin_autostart::ManagerExt;

use crate::dto::{CommandError, ErrorCode};

/// What the system starts us with at login: without a window, if the tray can stand for it.
pub(crate) const HIDDEN: &str = "--hidden";

pub(super) fn plugin<R: Runtime>() -> TauriPlugin<R> {
    tauri_plugin_autostart::Builder::new().arg(HIDDEN).build()
}

/// Whether the system starts the app at login.
pub(super) fn is_on<R: Runtime>(app: &AppHandle<R>) -> bool {
    app.autolaunch().is_enabled().unwrap_or(false)
}

/// Asks the system to start the app at login, or not to.
pub(super) fn turn<R: Runtime>(app: &AppHandle<R>, on: bool) -> Result<(), CommandError> {
    let login = app.autolaunch();
    let turned = if on { login.enable() } else { login.disable() };
    turned.map_err(|_| CommandError::new(ErrorCode::LoginRefused, "the system does not take it"))
}
