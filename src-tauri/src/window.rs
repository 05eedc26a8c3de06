//! The one window: how it opens, where it may go, and how it comes forward.

use tauri::{AppHandle, Manager, Runtime, Url, WebviewWindow, WebviewWindowBuilder};

/// The window's name in `tauri.conf.json` and in its capability.
pub(crate) const MAIN: &str = "main";

/// Whether the window is seen at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Opening {
    /// It is.
    Shown,
    /// Not until the person wants it.
    #[cfg(desktop)]
    Hidden,
}

/// Opens the window as configured. It shows our own pages and nothing else, ever.
pub(crate) fn open<R: Runtime>(app: &AppHandle<R>, opening: Opening) -> tauri::Result<WebviewWindow<R>> {
    let configured = &app.config().app.windows;
    let config =
        configured.iter().find(|window| window.label == MAIN).expect("the configuration has the window");
    let development = if tauri::is_dev() { app.config().build.dev_url.clone() } else { None };
    let builder = WebviewWindowBuilder::from_config(app, config)?;
    #[cfg(desktop)]
    let builder = builder.visible(opening == Opening::Shown);
    #[cfg(mobile)]
    let Opening::Shown = opening;
    builder
        .on_navigation(move |url| is_ours(url, development.as_ref()))
        .on_new_window(|_, _| tauri::webview::NewWindowResponse::Deny)
        .build()
}

/// Brings the window to the front, because the person asked for it just now.
pub(crate) fn show<R: Runtime>(app: &AppHandle<R>) {
    let Some(window) = app.get_webview_window(MAIN) else { return };
    #[cfg(desktop)]
    let _ = window.unminimize();
    let _ = window.show();
    let _ = window.set_focus();
}

/// Asks to be looked at, without taking the focus from whatever the person does now.
pub(crate) fn call_for_attention<R: Runtime>(app: &AppHandle<R>) {
    #[cfg(desktop)]
    if let Some(window) = app.get_webview_window(MAIN)
        && !window.is_focused().unwrap_or(false)
    {
        let _ = window.request_user_attention(Some(tauri::UserAttentionType::Informational));
    }
    #[cfg(mobile)]
    let _ = app;
}

fn is_ours(url: &Url, development: Option<&Url>) -> bool {
    let packed = url.scheme() == "tauri" || url.host_str() == Some("tauri.localhost");
    packed || development.is_some_and(|server| server.origin() == url.origin())
}
