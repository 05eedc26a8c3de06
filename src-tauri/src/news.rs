//! What has happened in the core, told on: to the window as events, to the person as notifications. A question that
//! comes never takes the focus from whatever the person does.

use countersign_authenticator::{Authenticator, Event, Listener, PendingStatus, QuestionView, Reason};
use tauri::{AppHandle, Runtime};
use tauri_plugin_notification::NotificationExt;
use tauri_specta::Event as _;
use tokio::sync::mpsc;

use crate::events::{
    AccountsChanged, NoticesChanged, PendingChanged, QuestionOpened, QuestionsChanged, VaultStateChanged,
};
use crate::notification::{self, Asked};
use crate::window;
use crate::words::Language;

/// Hears what happens and passes it on at once.
pub(crate) struct Ears(mpsc::UnboundedSender<Event>);

/// What the ears have heard, in its order.
pub(crate) type Heard = mpsc::UnboundedReceiver<Event>;

impl Ears {
    pub(crate) fn new() -> (Self, Heard) {
        let (sender, heard) = mpsc::unbounded_channel();
        (Self(sender), heard)
    }
}

impl Listener for Ears {
    fn happened(&self, event: Event) {
        // Nobody listens any more when the app ends.
        let _ = self.0.send(event);
    }
}

/// Tells on what is heard, for ever.
pub(crate) async fn tell<R: Runtime>(app: AppHandle<R>, core: Authenticator, mut heard: Heard) {
    let language = Language::of_system();
    while let Some(event) = heard.recv().await {
        // A window that is closed hears nothing, and asks when it opens.
        let _ = tell_window(&app, event);
        match event {
            Event::QuestionsChanged => tell_person(&app, &core.questions(), language),
            Event::PendingChanged(id) => {
                if matches!(core.pending_status(id), Ok(PendingStatus::Done { .. })) {
                    ask_to_notify(&app);
                }
            }
            Event::VaultStateChanged
            | Event::AccountsChanged
            | Event::QuestionOpened(..)
            | Event::NoticesChanged => {}
        }
    }
}

fn tell_window<R: Runtime>(app: &AppHandle<R>, event: Event) -> tauri::Result<()> {
    match event {
        Event::VaultStateChanged => VaultStateChanged {}.emit(app),
        Event::AccountsChanged => AccountsChanged {}.emit(app),
        Event::PendingChanged(id) => PendingChanged { pending_id: id.to_string() }.emit(app),
        Event::QuestionsChanged => QuestionsChanged {}.emit(app),
        Event::QuestionOpened(account, cid) => {
            QuestionOpened { account_id: account.to_string(), cid: cid.to_string() }.emit(app)
        }
        Event::NoticesChanged => NoticesChanged {}.emit(app),
    }
}

fn tell_person<R: Runtime>(app: &AppHandle<R>, questions: &[QuestionView], language: Language) {
    let waiting: Vec<_> = questions.iter().filter(|question| question.ended.is_none()).collect();
    let asked: Vec<_> =
        waiting.iter().map(|question| Asked { account: question.account, cid: question.cid }).collect();
    notification::withdraw_all_but(app, &asked);
    for (question, asked) in waiting.into_iter().zip(asked) {
        let title = match question.reason {
            Reason::SignIn => language.are_you_signing_in(&question.service),
            _ => language.is_this_you(&question.service),
        };
        if notification::show(app, asked, &title, &body(question, language)) {
            window::call_for_attention(app);
        }
    }
}

/// Who is asked, and what asks from where.
fn body(question: &QuestionView, language: Language) -> String {
    let browser = language.browser_on(&question.browser, &question.system);
    let place = question.place.as_ref().unwrap_or(&question.ip);
    format!("{}\n{browser}, {place}", question.user)
}

/// Once there is something to be asked about. Desktops need no permission and say yes at once.
fn ask_to_notify<R: Runtime>(app: &AppHandle<R>) {
    let app = app.clone();
    tauri::async_runtime::spawn_blocking(move || app.notification().request_permission());
}
