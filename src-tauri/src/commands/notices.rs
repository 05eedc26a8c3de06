//! News that the person has not seen yet.

use countersign_authenticator::NoticeId;
use tauri::State;

use crate::dto::{CommandError, NoticeView};
use crate::shell::Shell;

/// Lists the notices, newest first.
#[tauri::command]
#[specta::specta]
pub(crate) async fn notices(shell: State<'_, Shell>) -> Result<Vec<NoticeView>, CommandError> {
    Ok(shell.core().notices().into_iter().map(NoticeView::from).collect())
}

/// Drops a notice that the person has seen.
#[tauri::command]
#[specta::specta]
pub(crate) async fn dismiss_notice(shell: State<'_, Shell>, id: String) -> Result<(), CommandError> {
    let id: NoticeId = id.parse()?;
    Ok(shell.core().dismiss_notice(id).await?)
}
