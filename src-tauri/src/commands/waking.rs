//! What wakes this app while it is closed.

use tauri::State;

use crate::dto::{CommandError, WakingView};
use crate::shell::Shell;

/// How servers wake this app; nothing where this system has no way.
#[tauri::command]
#[specta::specta]
pub(crate) async fn waking(shell: State<'_, Shell>) -> Result<Option<WakingView>, CommandError> {
    Ok(shell.core().waking().await?.map(WakingView::from))
}

/// Lets servers wake this app, or no more.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_waking(shell: State<'_, Shell>, on: bool) -> Result<(), CommandError> {
    Ok(shell.core().set_waking(on).await?)
}
