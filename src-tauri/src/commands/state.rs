//! The app as a whole: is the vault open, and what opens it.

use tauri::{AppHandle, State};

use super::accounts::list_accounts;
use super::arranging::list_groups;
use super::codes::codes;
use super::notices::notices;
use super::ways_back::{get_back_in, recovery_sheet};
use crate::dto::{AppState, CommandError, DamageKey, DamageView, FirstLook, Recovered, SavedFromDamage};
use crate::shell::Shell;

/// Tells what the first screen must know.
#[tauri::command]
#[specta::specta]
pub(crate) async fn app_state(app: AppHandle, shell: State<'_, Shell>) -> Result<AppState, CommandError> {
    Ok(AppState::of(shell.core().state().await?, newer_version(&app), typeface(&app)))
}

/// Tells everything that the first picture is made of, at once: each question of its own would go through three processes,
/// while all of them are busy with the start.
#[tauri::command]
#[specta::specta]
pub(crate) async fn first_look(app: AppHandle, shell: State<'_, Shell>) -> Result<FirstLook, CommandError> {
    let state = app_state(app, shell.clone()).await?;
    let (accounts, groups, codes, notices, ways_back, sheet) = tokio::join!(
        list_accounts(shell.clone()),
        list_groups(shell.clone()),
        codes(shell.clone()),
        notices(shell.clone()),
        get_back_in(shell.clone()),
        recovery_sheet(shell.clone()),
    );
    Ok(FirstLook {
        state,
        accounts: accounts.ok(),
        groups: groups.ok(),
        codes: codes.ok(),
        notices: notices.ok(),
        ways_back: ways_back.ok(),
        sheet: sheet.ok(),
    })
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
pub(crate) async fn retry_open(app: AppHandle, shell: State<'_, Shell>) -> Result<AppState, CommandError> {
    Ok(AppState::of(shell.core().retry_open().await?, newer_version(&app), typeface(&app)))
}

/// Phones have stores for that.
fn newer_version(app: &AppHandle) -> Option<String> {
    #[cfg(desktop)]
    let newer = tauri::Manager::state::<crate::computer::Releases>(app).newer();
    #[cfg(mobile)]
    let newer = {
        let _ = app;
        None
    };
    newer
}

/// Elsewhere the web view knows it by itself.
fn typeface(app: &AppHandle) -> Option<String> {
    #[cfg(target_os = "linux")]
    let family = crate::typeface::of_system(app);
    #[cfg(not(target_os = "linux"))]
    let family = {
        let _ = app;
        None
    };
    family
}

/// Begins an empty vault where only the key of a lost one is left.
#[tauri::command]
#[specta::specta]
pub(crate) async fn start_over_without_vault(shell: State<'_, Shell>) -> Result<(), CommandError> {
    Ok(shell.core().start_over_without_vault().await?)
}

/// Begins an empty vault in the place of one whose key is missing, or that is damaged. Tells where that one is now.
#[tauri::command]
#[specta::specta]
pub(crate) async fn start_over_beside_vault(shell: State<'_, Shell>) -> Result<String, CommandError> {
    Ok(shell.core().start_over_beside_vault().await?.display().to_string())
}

/// Reads what can be read of a damaged vault.
#[tauri::command]
#[specta::specta]
pub(crate) async fn look_at_damage(
    shell: State<'_, Shell>,
    key: DamageKey,
    secret: String,
) -> Result<DamageView, CommandError> {
    Ok(shell.core().look_at_damage(key.with(secret.into())).await?.into())
}

/// Makes a whole vault of what was read, and keeps the damaged file beside it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn save_readable(shell: State<'_, Shell>) -> Result<SavedFromDamage, CommandError> {
    Ok(shell.core().save_readable().await?.into())
}

/// Tells where the vault lies, also while it cannot be opened.
#[tauri::command]
#[specta::specta]
pub(crate) async fn vault_place(shell: State<'_, Shell>) -> Result<String, CommandError> {
    Ok(shell.core().vault_place().display().to_string())
}
