//! When the window goes and the app stays. A window is hidden only where the tray can bring it back.

use std::time::Duration;

use tauri::{AppHandle, CloseRequestApi, Manager, Runtime};

use super::{Chosen, HIDDEN};
use crate::shell::Shell;
use crate::tray::Tray;
use crate::window;

/// How long a session that just began may take to show its tray.
const PATIENCE: Duration = Duration::from_mins(1);
const MOMENT: Duration = Duration::from_millis(500);

/// Opens the window; hidden, if the system started the app at login and it lives in the tray.
pub(crate) fn open_window<R: Runtime>(app: &AppHandle<R>) -> tauri::Result<()> {
    let is_login = std::env::args().any(|argument| argument == HIDDEN);
    if !is_login || !app.state::<Chosen>().now().keep_running {
        return window::open(app, window::Opening::Shown).map(drop);
    }
    window::open(app, window::Opening::Hidden)?;
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        if !tray_comes(&app).await {
            window::show(&app);
        }
    });
    Ok(())
}

/// The person closes the window: it hides if the app shall go on in the tray.
pub(crate) fn window_closes<R: Runtime>(app: &AppHandle<R>, closing: &CloseRequestApi) {
    if !stays(app) {
        return;
    }
    closing.prevent_close();
    if let Some(window) = app.get_webview_window(window::MAIN) {
        let _ = window.hide();
    }
}

/// A code was copied in the window, which goes away if that was chosen: into the tray, else it is made small, because
/// the app's end would clear the clipboard. A question is never hidden.
pub(crate) fn code_was_copied<R: Runtime>(app: &AppHandle<R>) {
    let is_asked = app.state::<Shell>().core().questions().iter().any(|question| question.ended.is_none());
    if is_asked || !app.state::<Chosen>().now().copy_and_close {
        return;
    }
    if let Some(window) = app.get_webview_window(window::MAIN) {
        let _ = if stays(app) { window.hide() } else { window.minimize() };
    }
}

fn stays<R: Runtime>(app: &AppHandle<R>) -> bool {
    app.state::<Chosen>().now().keep_running && app.state::<Tray>().is_there()
}

async fn tray_comes<R: Runtime>(app: &AppHandle<R>) -> bool {
    let waits = PATIENCE.as_millis() / MOMENT.as_millis();
    for _ in 0..waits {
        if app.state::<Tray>().is_there() {
            return true;
        }
        tokio::time::sleep(MOMENT).await;
    }
    false
}
