//! Backup codes, until the person has kept them.

use tauri::State;

use crate::dto::{ClipboardNote, CommandError, SavedFile};
use crate::shell::Shell;

/// Shows the backup codes that wait to be kept.
#[tauri::command]
#[specta::specta]
pub async fn backup_codes(
    shell: State<'_, Shell>,
    account_id: String,
) -> Result<Option<Vec<String>>, CommandError> {
    shell.unfinished()
}

/// Copies the backup codes; the clipboard is cleared after a while.
#[tauri::command]
#[specta::specta]
pub async fn copy_backup_codes(
    shell: State<'_, Shell>,
    account_id: String,
) -> Result<ClipboardNote, CommandError> {
    shell.unfinished()
}

/// Saves the backup codes where the person chooses; nothing if they choose nothing.
#[tauri::command]
#[specta::specta]
pub async fn save_backup_codes(
    shell: State<'_, Shell>,
    account_id: String,
) -> Result<Option<SavedFile>, CommandError> {
    shell.unfinished()
}

/// The person's word that the codes are kept; they are shown no more.
#[tauri::command]
#[specta::specta]
pub async fn backup_codes_kept(shell: State<'_, Shell>, account_id: String) -> Result<(), CommandError> {
    shell.unfinished()
}
