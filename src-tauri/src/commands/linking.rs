//! From something read, typed or signed in to an account.

use tauri::State;

use crate::dto::{CommandError, PendingStatus, PendingView, SetupKeyOptions};
use crate::links::Received;
use crate::shell::Shell;

/// Reads a link, a QR code's text or an `otpauth` address.
#[tauri::command]
#[specta::specta]
pub async fn read_text(shell: State<'_, Shell>, text: String) -> Result<PendingView, CommandError> {
    shell.unfinished()
}

/// Reads the QR codes of a picture, given in base64 (also as a data URL).
#[tauri::command]
#[specta::specta]
pub async fn read_image(shell: State<'_, Shell>, image: String) -> Result<Vec<PendingView>, CommandError> {
    shell.unfinished()
}

/// Reads what the clipboard holds, a picture or a text.
#[tauri::command]
#[specta::specta]
pub async fn read_clipboard(shell: State<'_, Shell>) -> Result<Vec<PendingView>, CommandError> {
    shell.unfinished()
}

/// Scans with the camera, asking for it only now; nothing if the person stops.
#[tauri::command]
#[specta::specta]
pub async fn scan_with_camera(shell: State<'_, Shell>) -> Result<Option<PendingView>, CommandError> {
    shell.unfinished()
}

/// Stops the camera.
#[tauri::command]
#[specta::specta]
pub async fn cancel_scan(shell: State<'_, Shell>) -> Result<(), CommandError> {
    shell.unfinished()
}

/// Takes the setup code that a server's page shows.
#[tauri::command]
#[specta::specta]
pub async fn enter_setup_code(
    shell: State<'_, Shell>,
    server_address: String,
    user: String,
    setup_code: String,
) -> Result<PendingView, CommandError> {
    shell.unfinished()
}

/// Takes another service's setup key.
#[tauri::command]
#[specta::specta]
pub async fn enter_setup_key(
    shell: State<'_, Shell>,
    service: String,
    user: String,
    key: String,
    options: SetupKeyOptions,
) -> Result<PendingView, CommandError> {
    shell.unfinished()
}

/// Begins a sign-in with the system's browser.
#[tauri::command]
#[specta::specta]
pub async fn log_in_from_this_device(
    shell: State<'_, Shell>,
    server_address: String,
) -> Result<PendingView, CommandError> {
    shell.unfinished()
}

/// The person's word: go on with what was read.
#[tauri::command]
#[specta::specta]
pub async fn confirm_pending(
    shell: State<'_, Shell>,
    pending_id: String,
    device_name: Option<String>,
) -> Result<PendingStatus, CommandError> {
    shell.unfinished()
}

/// Tells how far a linking is.
#[tauri::command]
#[specta::specta]
pub async fn pending_status(
    shell: State<'_, Shell>,
    pending_id: String,
) -> Result<PendingStatus, CommandError> {
    shell.unfinished()
}

/// Drops what was read.
#[tauri::command]
#[specta::specta]
pub async fn cancel_pending(shell: State<'_, Shell>, pending_id: String) -> Result<(), CommandError> {
    shell.unfinished()
}

/// Gives out what links from outside have brought since the last time, each waiting for the person's word.
#[tauri::command]
#[specta::specta]
pub async fn received_links(received: State<'_, Received>) -> Result<Vec<PendingView>, CommandError> {
    Ok(received.take())
}
