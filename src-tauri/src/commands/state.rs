//! The app as a whole: is the vault open, and what opens it.

use tauri::State;

use crate::dto::{AppState, CommandError};
use crate::shell::Shell;

/// Tells what the first screen must know.
#[tauri::command]
#[specta::specta]
pub async fn app_state(shell: State<'_, Shell>) -> Result<AppState, CommandError> {
    shell.unfinished()
}

/// Makes the vault, opened by a passphrase from now on.
#[tauri::command]
#[specta::specta]
pub async fn choose_passphrase(shell: State<'_, Shell>, passphrase: String) -> Result<(), CommandError> {
    shell.unfinished()
}

/// Opens the vault with its passphrase.
#[tauri::command]
#[specta::specta]
pub async fn unlock(shell: State<'_, Shell>, passphrase: String) -> Result<(), CommandError> {
    shell.unfinished()
}

/// Tries to open the vault again.
#[tauri::command]
#[specta::specta]
pub async fn retry_open(shell: State<'_, Shell>) -> Result<AppState, CommandError> {
    shell.unfinished()
}

/// Begins an empty vault where only the key of a lost one is left.
#[tauri::command]
#[specta::specta]
pub async fn start_over_without_vault(shell: State<'_, Shell>) -> Result<(), CommandError> {
    shell.unfinished()
}
