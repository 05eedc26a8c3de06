//! The app as a whole: is the vault open, and what opens it.

use tauri::State;

use crate::dto::{AppState, CommandError, Recovered};
use crate::shell::Shell;

/// Tells what the first screen must know.
#[tauri::command]
#[specta::specta]
pub(crate) async fn app_state(shell: State<'_, Shell>) -> Result<AppState, CommandError> {
    Ok(shell.core().state().await?.into())
}

/// Makes the vault, opened by a passphrase from now on.
#[tauri::command]
#[specta::specta]
pub(crate) async fn choose_passphrase(
    shell: State<'_, Shell>,
    passphrase: String,
) -> Result<(), CommandError> {
    Ok(shell.core().choose_passphrase(passphrase.into()).await?)
}

/// Opens the vault with its passphrase.
#[tauri::command]
#[specta::specta]
pub(crate) async fn unlock(shell: State<'_, Shell>, passphrase: String) -> Result<(), CommandError> {
    Ok(shell.core().unlock(passphrase.into()).await?)
}

/// Opens the vault with its PIN.
#[tauri::command]
#[specta::specta]
pub(crate) async fn unlock_with_pin(shell: State<'_, Shell>, pin: String) -> Result<(), CommandError> {
    Ok(shell.core().unlock_with_pin(pin.into()).await?)
}

/// Opens the vault by fingerprint or face.
#[tauri::command]
#[specta::specta]
pub(crate) async fn unlock_with_biometrics(shell: State<'_, Shell>) -> Result<(), CommandError> {
    Ok(shell.core().unlock_with_biometrics().await?)
}

/// Opens the vault with the words of the recovery sheet.
#[tauri::command]
#[specta::specta]
pub(crate) async fn unlock_with_recovery_words(
    shell: State<'_, Shell>,
    words: String,
) -> Result<Recovered, CommandError> {
    Ok(shell.core().unlock_with_recovery_words(words.into()).await?.into())
}

/// Tries to open the vault again.
#[tauri::command]
#[specta::specta]
pub(crate) async fn retry_open(shell: State<'_, Shell>) -> Result<AppState, CommandError> {
    Ok(shell.core().retry_open().await?.into())
}

/// Begins an empty vault where only the key of a lost one is left.
#[tauri::command]
#[specta::specta]
pub(crate) async fn start_over_without_vault(shell: State<'_, Shell>) -> Result<(), CommandError> {
    Ok(shell.core().start_over_without_vault().await?)
}
