//! What opens the vault, and whether it is the person who asks.

use tauri::State;

use crate::dto::{CommandError, PersonCheckView};
use crate::shell::Shell;

/// What the person can be asked, and whether they must be.
#[tauri::command]
#[specta::specta]
pub(crate) async fn person_check(shell: State<'_, Shell>) -> Result<PersonCheckView, CommandError> {
    let core = shell.core();
    let biometrics = core.biometrics_offered().await.map(Into::into);
    Ok(PersonCheckView {
        asks: core.person_check().into(),
        is_verified: core.is_person_verified(),
        biometrics,
    })
}

/// Takes the PIN or passphrase, and remembers for two minutes that it was right.
#[tauri::command]
#[specta::specta]
pub(crate) async fn verify_person(shell: State<'_, Shell>, secret: String) -> Result<(), CommandError> {
    Ok(shell.core().verify_person(secret.into()).await?)
}

/// Takes fingerprint or face instead, and remembers it as long.
#[tauri::command]
#[specta::specta]
pub(crate) async fn verify_person_by_biometrics(shell: State<'_, Shell>) -> Result<(), CommandError> {
    Ok(shell.core().verify_person_by_biometrics().await?)
}

/// Lets fingerprint or face open the vault, beside the PIN or passphrase.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_biometrics(shell: State<'_, Shell>) -> Result<(), CommandError> {
    Ok(shell.core().set_biometrics().await?)
}

/// Ends that way in.
#[tauri::command]
#[specta::specta]
pub(crate) async fn remove_biometrics(shell: State<'_, Shell>) -> Result<(), CommandError> {
    Ok(shell.core().remove_biometrics().await?)
}

/// Sets a PIN, or another one.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_pin(shell: State<'_, Shell>, pin: String) -> Result<(), CommandError> {
    Ok(shell.core().set_pin(pin.into()).await?)
}

/// Removes the PIN.
#[tauri::command]
#[specta::specta]
pub(crate) async fn remove_pin(shell: State<'_, Shell>) -> Result<(), CommandError> {
    Ok(shell.core().remove_pin().await?)
}

/// Sets a passphrase, or another one.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_passphrase(shell: State<'_, Shell>, passphrase: String) -> Result<(), CommandError> {
    Ok(shell.core().set_passphrase(passphrase.into()).await?)
}

/// Removes the passphrase.
#[tauri::command]
#[specta::specta]
pub(crate) async fn remove_passphrase(shell: State<'_, Shell>) -> Result<(), CommandError> {
    Ok(shell.core().remove_passphrase().await?)
}
