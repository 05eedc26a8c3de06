//! Links from outside: an enrollment, an `otpauth` account, the way back from the browser. A link opens a
//! question and never does anything by itself.

use std::sync::{Mutex, MutexGuard, PoisonError};

use tauri::{AppHandle, Manager, Runtime};
use tauri_plugin_deep_link::DeepLinkExt;
use tauri_specta::Event;
use zeroize::Zeroizing;

use crate::dto::PendingView;
use crate::events::{LinkReceived, LinkRefused};
use crate::shell::Shell;
use crate::window;

/// What links have brought and the window has not fetched yet; the window may still be loading.
#[derive(Default)]
pub(crate) struct Received(Mutex<Vec<PendingView>>);

impl Received {
    /// Gives out what has come.
    pub(crate) fn take(&self) -> Vec<PendingView> {
        std::mem::take(&mut *self.held())
    }

    fn held(&self) -> MutexGuard<'_, Vec<PendingView>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Follows links from now on, the one that started the app first.
pub(crate) fn listen<R: Runtime>(app: &AppHandle<R>) {
    let handle = app.clone();
    app.deep_link().on_open_url(move |opened| {
        for url in opened.urls() {
            follow(&handle, Zeroizing::new(url.into()));
        }
    });
    for url in app.deep_link().get_current().ok().flatten().unwrap_or_default() {
        follow(app, Zeroizing::new(url.into()));
    }
    #[cfg(all(desktop, feature = "development"))]
    register(app);
}

/// A development build is not installed, so nothing has told the system about its links.
#[cfg(all(desktop, feature = "development"))]
fn register<R: Runtime>(app: &AppHandle<R>) {
    let app = app.clone();
    tauri::async_runtime::spawn_blocking(move || app.deep_link().register_all());
}

fn follow<R: Runtime>(_app: &AppHandle<R>, _link: Zeroizing<String>) {}
