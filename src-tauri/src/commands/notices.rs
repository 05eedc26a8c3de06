//! News that the person has not seen yet.

use tauri::State;

use crate::dto::{CommandError, NoticeView};
use crate::shell::Shell;

/// Lists the notices, newest first.
#[tauri::command]
#[specta::specta]
pub async fn notices(shell: State<'_, Shell>) -> Result<Vec<NoticeView>, CommandError> {
    shell.unfinished()
}

/// Drops a notice that the person has seen.
#[tauri::command]
#[specta::specta]
pub async fn dismiss_notice(shell: State<'_, Shell>, id: String) -> Result<(), CommandError> {
    shell.unfinished()
}
