//! What the app does on a computer beyond its window, and the system's notifications.

use tauri::{AppHandle, State};

use crate::dto::{CommandError, ComputerChange, ComputerView, NotificationState};
use crate::notification;
use crate::shell::Shell;
use crate::words::Language;

/// Tells what was chosen about this computer; nothing on phones.
#[tauri::command]
#[specta::specta]
pub(crate) async fn computer(app: AppHandle) -> Result<Option<ComputerView>, CommandError> {
    #[cfg(desktop)]
    let view = Some(crate::computer::view(&app));
    #[cfg(mobile)]
    let view = {
        let _ = app;
        None
    };
    Ok(view)
}

/// Changes one thing about this computer.
#[tauri::command]
#[specta::specta]
pub(crate) async fn change_computer(app: AppHandle, change: ComputerChange) -> Result<(), CommandError> {
    #[cfg(desktop)]
    let changed = crate::computer::change(&app, change);
    #[cfg(mobile)]
    let changed = {
        let _ = (app, change);
        Err(CommandError::new(crate::dto::ErrorCode::Internal, "this is no computer"))
    };
    changed
}

/// Asks whether there is a newer version, on the person's word.
#[tauri::command]
#[specta::specta]
pub(crate) async fn look_for_release(app: AppHandle, shell: State<'_, Shell>) -> Result<(), CommandError> {
    #[cfg(desktop)]
    crate::computer::look_for_release(&app, shell.core()).await?;
    #[cfg(mobile)]
    let _ = (app, shell);
    Ok(())
}

/// Opens the page about newer versions in the system's browser.
#[tauri::command]
#[specta::specta]
pub(crate) async fn open_release_page(app: AppHandle) -> Result<(), CommandError> {
    #[cfg(desktop)]
    crate::computer::open_release_page(&app)?;
    #[cfg(mobile)]
    let _ = app;
    Ok(())
}

/// Tells whether the system shows our notifications.
#[tauri::command]
#[specta::specta]
pub(crate) async fn notification_state(app: AppHandle) -> Result<NotificationState, CommandError> {
    Ok(notification::state(&app).await)
}

/// Shows a notification as for a question, which asks nothing. Tells whether it could be shown.
#[tauri::command]
#[specta::specta]
pub(crate) async fn test_notification(app: AppHandle) -> Result<NotificationState, CommandError> {
    Ok(notification::test(&app, Language::of_system()).await)
}
