//! The system's notification of a question, with NO and YES on it. It shows what the question is about and never
//! what answers it.

#[cfg(target_os = "linux")]
mod service;

use std::sync::{Mutex, MutexGuard, PoisonError};

use countersign_authenticator::{AccountId, ChallengeId};
use tauri::{AppHandle, Manager, Runtime};
use tauri_plugin_notification::{Action, ActionType, NotificationExt, PermissionState};

use crate::dto::NotificationState;
use crate::window;
use crate::words::Language;

/// The buttons of a question.
const BUTTONS: &str = "question";
const NO: &str = "no";
const YES: &str = "yes";
/// The number of what is no question; those begin at 1.
const TEST: i32 = i32::MAX;

/// What the person did with a notification.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Press {
    /// NO: the answer itself.
    No,
    /// YES, or the notification as a whole: show me the question.
    Open,
}

/// The question that a notification stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Asked {
    /// The account that is asked.
    pub(crate) account: AccountId,
    /// The challenge.
    pub(crate) cid: ChallengeId,
}

/// The notifications that were shown, by the number that the system gives back.
#[derive(Default)]
pub(crate) struct Shown(Mutex<(i32, Vec<(i32, Asked)>)>);

impl Shown {
    fn held(&self) -> MutexGuard<'_, (i32, Vec<(i32, Asked)>)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn number_for(&self, asked: Asked) -> Option<i32> {
        let (last, shown) = &mut *self.held();
        if shown.iter().any(|(_, known)| *known == asked) {
            return None;
        }
        *last = last.wrapping_add(1);
        shown.push((*last, asked));
        Some(*last)
    }

    fn find(&self, number: i32) -> Option<Asked> {
        self.held().1.iter().find(|(known, _)| *known == number).map(|(_, asked)| *asked)
    }

    /// Keeps the numbers of these questions, and gives back the others'.
    fn keep_only(&self, waiting: &[Asked]) -> Vec<i32> {
        let shown = &mut self.held().1;
        let gone =
            shown.iter().filter(|(_, asked)| !waiting.contains(asked)).map(|(number, _)| *number).collect();
        shown.retain(|(_, asked)| waiting.contains(asked));
        gone
    }
}

/// Prepares the buttons and hands what is pressed to `pressed`.
pub(crate) fn listen<R: Runtime>(
    app: &AppHandle<R>,
    language: Language,
    pressed: impl Fn(&AppHandle<R>, Press, Asked) + Send + Sync + 'static,
) -> Result<(), tauri_plugin_notification::Error> {
    // macOS reports the first button for a click on its menu: NO must be the one.
    let no = Action::builder(NO, language.no()).destructive(true).build();
    let yes = Action::builder(YES, language.yes()).foreground(true).build();
    let buttons = ActionType::builder(BUTTONS).actions(vec![no, yes]).build();
    app.notification().register_action_types(vec![buttons])?;
    let handle = app.clone();
    app.notification().on_action(move |performed| {
        let number = performed.notification().map(tauri_plugin_notification::ActiveNotification::id);
        let press = if performed.action_id() == NO { Press::No } else { Press::Open };
        if number == Some(TEST) {
            // Not every desktop takes away what was pressed.
            let _ = handle.notification().remove_active(vec![TEST]);
            if press == Press::Open {
                window::show(&handle);
            }
            return;
        }
        let Some(asked) = number.and_then(|number| handle.state::<Shown>().find(number)) else { return };
        pressed(&handle, press, asked);
    })
}

/// Shows a question once, however often it is reported. Whether it is new.
pub(crate) fn show<R: Runtime>(app: &AppHandle<R>, asked: Asked, title: &str, body: &str) -> bool {
    let Some(number) = app.state::<Shown>().number_for(asked) else { return false };
    // Without a notification the window still asks.
    let _ = put_up(app, number, title, body);
    true
}

/// Shows a notification by the very way that questions take. NO on it does nothing. Whether it could be shown.
pub(crate) async fn test<R: Runtime>(app: &AppHandle<R>, language: Language) -> NotificationState {
    let mut found = state(app).await;
    if found == NotificationState::Undecided {
        let handle = app.clone();
        let asking = move || handle.notification().request_permission();
        let _ = tauri::async_runtime::spawn_blocking(asking).await;
        found = state(app).await;
    }
    if found != NotificationState::Allowed {
        return found;
    }
    match put_up(app, TEST, language.this_is_a_test(), language.questions_come_like_this()) {
        Ok(()) => NotificationState::Allowed,
        Err(_) => NotificationState::Blocked,
    }
}

/// Whether the system shows notifications. Desktops do not tell whether the person has silenced them.
pub(crate) async fn state<R: Runtime>(app: &AppHandle<R>) -> NotificationState {
    #[cfg(target_os = "linux")]
    if !service::is_there().await {
        return NotificationState::NoService;
    }
    let handle = app.clone();
    let asking = move || handle.notification().permission_state();
    match tauri::async_runtime::spawn_blocking(asking).await {
        Ok(Ok(PermissionState::Granted)) => NotificationState::Allowed,
        Ok(Ok(PermissionState::Prompt | PermissionState::PromptWithRationale)) => {
            NotificationState::Undecided
        }
        Ok(Ok(PermissionState::Denied) | Err(_)) | Err(_) => NotificationState::Blocked,
    }
}

fn put_up<R: Runtime>(
    app: &AppHandle<R>,
    number: i32,
    title: &str,
    body: &str,
) -> Result<(), tauri_plugin_notification::Error> {
    app.notification()
        .builder()
        .id(number)
        .title(title)
        .body(as_body(body))
        .action_type_id(BUTTONS)
        .auto_cancel()
        .show()
}

/// Takes the notifications away whose questions wait no more.
pub(crate) fn withdraw_all_but<R: Runtime>(app: &AppHandle<R>, waiting: &[Asked]) {
    let gone = app.state::<Shown>().keep_only(waiting);
    if !gone.is_empty() {
        let _ = app.notification().remove_active(gone);
    }
}

/// On the free desktops a notification's body is markup, and the server's words must not be.
fn as_body(text: &str) -> String {
    if cfg!(all(unix, not(any(target_os = "macos", target_os = "ios", target_os = "android")))) {
        text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use countersign_authenticator::ChallengeId;

    use super::{Asked, Shown};

    fn asked(cid: u8) -> Asked {
        let account = "00000000000000000000000000000001".parse().expect("it is an id");
        Asked { account, cid: ChallengeId::from_bytes([cid; 16]) }
    }

    #[test]
    fn a_question_is_shown_once() {
        let shown = Shown::default();
        assert!(shown.number_for(asked(1)).is_some());
        assert!(shown.number_for(asked(1)).is_none());
        assert!(shown.number_for(asked(2)).is_some());
    }

    #[test]
    fn a_question_that_waits_no_more_is_taken_away_and_found_no_more() {
        let shown = Shown::default();
        let one = shown.number_for(asked(1)).expect("it is new");
        let two = shown.number_for(asked(2)).expect("it is new");
        assert_eq!(shown.keep_only(&[asked(2)]), [one]);
        assert_eq!(shown.find(one), None);
        assert_eq!(shown.find(two), Some(asked(2)));
    }
}
