//! Pictures of the screens, without this window.

use countersign_authenticator::Picture;
use tauri::{AppHandle, Runtime};

use crate::dto::CommandError;

/// Takes them. The window hides for that long, so that a code below it can be seen.
#[cfg(desktop)]
pub(crate) async fn take<R: Runtime>(app: &AppHandle<R>) -> Result<Vec<Picture>, CommandError> {
    use tauri::Manager;

    /// How long a desktop takes to draw what was below, and a window's farewell.
    const GONE: std::time::Duration = std::time::Duration::from_millis(400);

    if let Some(window) = app.get_webview_window(crate::window::MAIN) {
        let _ = window.hide();
    }
    tokio::time::sleep(GONE).await;
    let taken = countersign_screen::capture().await;
    crate::window::show(app);
    Ok(taken?)
}

/// Phones have a camera for that.
#[cfg(mobile)]
pub(crate) async fn take<R: Runtime>(_app: &AppHandle<R>) -> Result<Vec<Picture>, CommandError> {
    use crate::dto::ErrorCode;

    Err(CommandError::new(ErrorCode::ScreenUnavailable, "phones do not show their screen to programs"))
}
