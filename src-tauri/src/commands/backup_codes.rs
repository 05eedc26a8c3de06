//! Backup codes, until the person has kept them.

use tauri::{AppHandle, State};
use zeroize::Zeroizing;

use crate::dto::{ClipboardNote, CommandError, ErrorCode, SavedFile};
use crate::shell::{Shell, account};
use crate::words::Language;
use crate::{clipboard, files};

/// Shows the backup codes that wait to be kept.
#[tauri::command]
#[specta::specta]
pub(crate) async fn backup_codes(
    shell: State<'_, Shell>,
    account_id: String,
) -> Result<Option<Vec<String>>, CommandError> {
    let codes = shell.core().backup_codes(account(&account_id)?).await?;
    Ok(codes.map(|codes| codes.iter().map(|code| code.to_string()).collect()))
}

/// Copies the backup codes; the clipboard is cleared after a while.
#[tauri::command]
#[specta::specta]
pub(crate) async fn copy_backup_codes(
    app: AppHandle,
    shell: State<'_, Shell>,
    account_id: String,
) -> Result<ClipboardNote, CommandError> {
    let text = backup_codes_as_text(&shell, &account_id).await?;
    clipboard::copy_secret(&app, text).await
}

/// Saves the backup codes where the person chooses; nothing if they choose nothing.
#[tauri::command]
#[specta::specta]
pub(crate) async fn save_backup_codes(
    app: AppHandle,
    shell: State<'_, Shell>,
    account_id: String,
) -> Result<Option<SavedFile>, CommandError> {
    let text = backup_codes_as_text(&shell, &account_id).await?;
    files::save_text(&app, Language::of_system().backup_codes_file(), text).await
}

/// The person's word that the codes are kept; they are shown no more.
#[tauri::command]
#[specta::specta]
pub(crate) async fn backup_codes_kept(
    shell: State<'_, Shell>,
    account_id: String,
) -> Result<(), CommandError> {
    Ok(shell.core().backup_codes_kept(account(&account_id)?).await?)
}

/// One code a line, as they are to be kept.
async fn backup_codes_as_text(shell: &Shell, account_id: &str) -> Result<Zeroizing<String>, CommandError> {
    let codes = shell.core().backup_codes(account(account_id)?).await?;
    let codes =
        codes.ok_or_else(|| CommandError::new(ErrorCode::NoBackupCodes, "there are no backup codes"))?;
    let mut text = Zeroizing::new(String::with_capacity(codes.len() * 16));
    for code in &codes {
        text.push_str(code);
        text.push('\n');
    }
    Ok(text)
}
