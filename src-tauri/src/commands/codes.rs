//! Codes, which need no network.

use tauri::{AppHandle, State};

use crate::clipboard;
use crate::dto::{ClipboardNote, CodeChoice, CodeView, CommandError, CounterCodeView};
use crate::shell::{Shell, account};

/// Makes the codes of all accounts, now.
#[tauri::command]
#[specta::specta]
pub(crate) async fn codes(shell: State<'_, Shell>) -> Result<Vec<CodeView>, CommandError> {
    Ok(shell.core().codes().await?.into_iter().map(CodeView::from).collect())
}

/// Counts, and makes the next code of an account whose codes go by a counter.
#[tauri::command]
#[specta::specta]
pub(crate) async fn next_counter_code(
    shell: State<'_, Shell>,
    account_id: String,
) -> Result<CounterCodeView, CommandError> {
    Ok(shell.core().next_counter_code(account(&account_id)?).await?.into())
}

/// Goes back by one code, for whoever pressed too often; nothing before the first one.
#[tauri::command]
#[specta::specta]
pub(crate) async fn step_counter_back(
    shell: State<'_, Shell>,
    account_id: String,
) -> Result<Option<CounterCodeView>, CommandError> {
    Ok(shell.core().step_counter_back(account(&account_id)?).await?.map(CounterCodeView::from))
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
    let note = clipboard::copy_secret(&app, digits).await?;
    #[cfg(desktop)]
    crate::computer::code_was_copied(&app);
    Ok(note)
}
