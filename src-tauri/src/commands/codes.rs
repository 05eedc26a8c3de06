//! Codes, which need no network.

use tauri::State;

use crate::dto::{ClipboardNote, CodeChoice, CodeView, CommandError};
use crate::shell::Shell;

/// Makes the codes of all accounts, now.
#[tauri::command]
#[specta::specta]
pub async fn codes(shell: State<'_, Shell>) -> Result<Vec<CodeView>, CommandError> {
    shell.unfinished()
}

/// Copies a code; the clipboard is cleared after a while.
#[tauri::command]
#[specta::specta]
pub async fn copy_code(
    shell: State<'_, Shell>,
    account_id: String,
    which: CodeChoice,
) -> Result<ClipboardNote, CommandError> {
    shell.unfinished()
}
