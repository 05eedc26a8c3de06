//! Links from outside: an enrollment, an `otpauth` account, the way back from the browser, a question. A link opens
//! a question and never does anything by itself.

use std::sync::{Mutex, MutexGuard, PoisonError};

use countersign_authenticator::{Error, LinkFollowed};
use tauri::{AppHandle, Manager, Runtime};
use tauri_plugin_deep_link::DeepLinkExt;
use tauri_specta::Event;
use zeroize::Zeroizing;

use crate::dto::{CommandError, ErrorCode, PendingView};
use crate::events::Fact;
use crate::shell::Shell;
use crate::window;

/// What links have brought and the window has not fetched yet; the window may still be loading.
#[derive(Default)]
pub(crate) struct Received(Mutex<Inbox>);

#[derive(Default)]
struct Inbox {
    views: Vec<PendingView>,
    refused: Vec<ErrorCode>,
    /// Whether the window has asked once, so that it hears events.
    is_heard: bool,
}

impl Received {
    fn held(&self) -> MutexGuard<'_, Inbox> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn add(&self, view: PendingView) {
        self.held().views.push(view);
    }

    /// Keeps what cannot be said yet; gives it back if it can.
    fn refuse(&self, code: ErrorCode) -> Option<ErrorCode> {
        let mut inbox = self.held();
        if inbox.is_heard {
            return Some(code);
        }
        inbox.refused.push(code);
        None
    }
}

/// Gives out what has come, and says now what could not be said before.
pub(crate) fn fetch<R: Runtime>(app: &AppHandle<R>) -> Vec<PendingView> {
    let received = app.state::<Received>();
    let mut inbox = received.held();
    inbox.is_heard = true;
    let (views, refused) = (std::mem::take(&mut inbox.views), std::mem::take(&mut inbox.refused));
    drop(inbox);
    for code in refused {
        let _ = Fact::LinkRefused { code }.emit(app);
    }
    views
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

fn follow<R: Runtime>(app: &AppHandle<R>, link: Zeroizing<String>) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let core = app.state::<Shell>().core().clone();
        // The link may have started the app; whether the vault opens, the window says.
        let _ = core.state().await;
        let followed = core.follow_link(&link).await;
        window::show(&app);
        let _ = tell(&app, followed);
    });
}

fn tell<R: Runtime>(app: &AppHandle<R>, followed: Result<LinkFollowed, Error>) -> tauri::Result<()> {
    let received = app.state::<Received>();
    match followed {
        Ok(LinkFollowed::Pending(view)) => {
            let pending_id = view.id().to_string();
            received.add(view.into());
            Fact::LinkReceived { pending_id }.emit(app)
        }
        // Both go on by themselves, and say so by events of their own.
        Ok(LinkFollowed::CameBack(_) | LinkFollowed::Question) => Ok(()),
        Err(error) => match received.refuse(CommandError::from(error).code) {
            Some(code) => Fact::LinkRefused { code }.emit(app),
            None => Ok(()),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_kept_until_somebody_hears_it() {
        let received = Received::default();
        assert_eq!(received.refuse(ErrorCode::LinkMalformed), None);
        assert_eq!(received.held().refused, [ErrorCode::LinkMalformed]);
        received.held().is_heard = true;
        assert_eq!(received.refuse(ErrorCode::QrWifi), Some(ErrorCode::QrWifi));
    }
}
