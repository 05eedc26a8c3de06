//! The history of questions.

use tauri::State;

use crate::dto::{CommandError, HistoryView};
use crate::shell::{Shell, account};

/// Lists the questions that reached this device, of one account or of all, the latest first.
#[tauri::command]
#[specta::specta]
pub(crate) async fn history(
    shell: State<'_, Shell>,
    account_id: Option<String>,
) -> Result<Vec<HistoryView>, CommandError> {
    let account = account_id.as_deref().map(account).transpose()?;
    Ok(shell.core().history(account).await?.into_iter().map(HistoryView::from).collect())
}

/// Erases the history of one account, or all of it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn erase_history(
    shell: State<'_, Shell>,
    account_id: Option<String>,
) -> Result<(), CommandError> {
    let account = account_id.as_deref().map(account).transpose()?;
    Ok(shell.core().erase_history(account).await?)
}
