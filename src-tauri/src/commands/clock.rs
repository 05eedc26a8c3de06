//! The clock of this device.

use countersign_authenticator::clock_hosts;
use tauri::State;

use crate::dto::{ClockView, CommandError};
use crate::shell::Shell;

/// Asks two hosts for the time, on the person's word.
#[tauri::command]
#[specta::specta]
pub(crate) async fn check_clock(shell: State<'_, Shell>) -> Result<ClockView, CommandError> {
    let core = shell.core();
    core.check_clock(&clock_hosts()).await?;
    Ok(core.clock_correction().into())
}

/// Tells whether codes are corrected, and who would be asked.
#[tauri::command]
#[specta::specta]
pub(crate) async fn clock_correction(shell: State<'_, Shell>) -> Result<ClockView, CommandError> {
    Ok(shell.core().clock_correction().into())
}

/// Drops the correction.
#[tauri::command]
#[specta::specta]
pub(crate) async fn drop_clock_correction(shell: State<'_, Shell>) -> Result<ClockView, CommandError> {
    shell.core().drop_clock_correction().await?;
    Ok(shell.core().clock_correction().into())
}
