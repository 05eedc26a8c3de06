//! Locking, now and by itself.

use tauri::State;

use crate::dto::{AutoLock, CommandError};
use crate::shell::Shell;

/// Locks the app.
#[tauri::command]
#[specta::specta]
pub(crate) async fn lock(shell: State<'_, Shell>) -> Result<(), CommandError> {
    Ok(shell.core().lock().await?)
}

/// Tells when the app locks by itself.
#[tauri::command]
#[specta::specta]
pub(crate) async fn auto_lock(shell: State<'_, Shell>) -> Result<AutoLock, CommandError> {
    Ok(shell.core().auto_lock().into())
}

/// Chooses when the app locks by itself.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_auto_lock(shell: State<'_, Shell>, chosen: AutoLock) -> Result<(), CommandError> {
    Ok(shell.core().set_auto_lock(chosen.into()).await?)
}

/// The person does something in the window.
#[tauri::command]
#[specta::specta]
pub(crate) async fn person_is_here(shell: State<'_, Shell>) -> Result<(), CommandError> {
    shell.core().person_is_here();
    Ok(())
}
