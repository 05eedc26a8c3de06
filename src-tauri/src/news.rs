//! What has happened in the core, told on: to the window as events, to the person as notifications. A question that
//! comes never takes the focus from whatever the person does.

use countersign_authenticator::{Authenticator, Event, Listener, PendingStatus, QuestionView, Reason};
#[cfg(desktop)]
use tauri::Manager;
use tauri::{AppHandle, Runtime};
use tauri_plugin_notification::NotificationExt;
use tauri_specta::Event as _;
use tokio::sync::mpsc;
use tokio::time::{Instant, timeout_at};

use crate::events::Fact;
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
    let mut expiry = None;
    while let Some(event) = next(&mut heard, expiry).await {
        // A window that is closed hears nothing, and asks when it opens.
        let _ = tell_window(&app, event);
        #[cfg(desktop)]
        app.state::<crate::tray::Tray>().look_again();
        match event {
            Event::QuestionsChanged => expiry = tell_person(&app, &core.questions(), language),
            Event::PendingChanged(id) => {
                if matches!(core.pending_status(id), Ok(PendingStatus::Done { .. })) {
                    ask_to_notify(&app);
                }
            }
            Event::VaultStateChanged
            | Event::AccountsChanged
            | Event::QuestionOpened(..)
            | Event::HistoryChanged
            | Event::NoticesChanged
            | Event::BackupsChanged => {}
        }
    }
}

/// What happens next. That a question expires changes the questions too, and no server need be there to say so.
async fn next(heard: &mut Heard, expiry: Option<Instant>) -> Option<Event> {
    match expiry {
        Some(then) => timeout_at(then, heard.recv()).await.unwrap_or(Some(Event::QuestionsChanged)),
        None => heard.recv().await,
    }
}

fn tell_window<R: Runtime>(app: &AppHandle<R>, event: Event) -> tauri::Result<()> {
    let fact = match event {
        Event::VaultStateChanged => Fact::VaultStateChanged,
        Event::AccountsChanged => Fact::AccountsChanged,
        Event::PendingChanged(id) => Fact::PendingChanged { pending_id: id.to_string() },
        Event::QuestionsChanged => Fact::QuestionsChanged,
        Event::QuestionOpened(account, cid) => {
            Fact::QuestionOpened { account_id: account.to_string(), cid: cid.to_string() }
        }
        Event::HistoryChanged => Fact::HistoryChanged,
        Event::NoticesChanged => Fact::NoticesChanged,
        Event::BackupsChanged => Fact::BackupsChanged,
    };
    fact.emit(app)
}

/// Notifies of new questions, and takes back what waits no more. When the next one expires.
fn tell_person<R: Runtime>(
    app: &AppHandle<R>,
    questions: &[QuestionView],
    language: Language,
) -> Option<Instant> {
    let waiting: Vec<_> = questions.iter().filter(|question| question.ended.is_none()).collect();
    let asked: Vec<_> =
        waiting.iter().map(|question| Asked { account: question.account, cid: question.cid }).collect();
    let expiry = waiting.iter().map(|question| Instant::now() + question.left).min();
    notification::withdraw_all_but(app, &asked);
    for (question, asked) in waiting.into_iter().zip(asked) {
        if notification::show(app, asked, &title(question, language), &body(question, language)) {
            window::call_for_attention(app);
        }
    }
    expiry
}

/// What is asked.
pub(crate) fn title(question: &QuestionView, language: Language) -> String {
    match question.reason {
        Reason::SignIn => language.are_you_signing_in(&question.service),
        _ => language.is_this_you(&question.service),
    }
}

/// Who is asked (which is not known while the vault is locked), and what asks from where.
pub(crate) fn body(question: &QuestionView, language: Language) -> String {
    let browser = language.browser_on(&question.browser, &question.system);
    let place = question.place.as_ref().unwrap_or(&question.ip);
    if question.user.is_empty() {
        return format!("{browser}, {place}");
    }
    format!("{}\n{browser}, {place}", question.user)
}

/// Once there is something to be asked about. Desktops need no permission and say yes at once.
fn ask_to_notify<R: Runtime>(app: &AppHandle<R>) {
    let app = app.clone();
    tauri::async_runtime::spawn_blocking(move || app.notification().request_permission());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_question_that_expires_is_news_although_nobody_says_so() {
        let (ears, mut heard) = Ears::new();
        assert_eq!(next(&mut heard, Some(Instant::now())).await, Some(Event::QuestionsChanged));
        ears.happened(Event::NoticesChanged);
        assert_eq!(next(&mut heard, Some(Instant::now())).await, Some(Event::NoticesChanged));
        drop(ears);
        assert_eq!(next(&mut heard, None).await, None);
    }
}
