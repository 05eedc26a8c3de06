//! Codes, which need no network.

use tauri::{AppHandle, State};

use crate::clipboard;
use crate::dto::{ClipboardNote, CodeChoice, CodeView, CommandError};
use crate::shell::{Shell, account};

/// Makes the codes of all accounts, now.
#[tauri::command]
#[specta::specta]
pub(crate) async fn codes(shell: State<'_, Shell>) -> Result<Vec<CodeView>, CommandError> {
    Ok(shell.core().codes().await?.into_iter().map(CodeView::from).collect())
}

/// Copies a code; the clipboard is cleared after a while.
#[tauri::command]
#[specta::specta]
pub(crate) async fn copy_code(
    app: AppHandle,
    shell: State<'_, Shell>,
    account_id: String,
    which: CodeChoice,
) -> Result<ClipboardNote, CommandError> {
    let digits = shell.core().copy_code(account(&account_id)?, which.into()).await?;
    clipboard::copy_secret(&app, digits).await
}
