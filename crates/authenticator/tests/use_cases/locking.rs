//! Locked: nothing is shown, questions are heard, NO can be said.

use std::time::Duration;

use countersign_authenticator::{AnswerOutcome, Authenticator, AutoLock, Decision, Event, Phase};
use countersign_protocol::ChallengeState;
use zeroize::Zeroizing;

use crate::approving::{Stage, listen};
use crate::device::{Device, PATIENCE};

const PIN: &str = "4071";

fn pin() -> Zeroizing<String> {
    Zeroizing::new(PIN.to_owned())
}

async fn is_locked(device: &Device, app: &Authenticator) {
    let look = async || (app.state().await.unwrap().phase == Phase::Locked).then_some(());
    device.until("the lock", look).await;
    assert_eq!(app.accounts().await.unwrap_err().code(), "locked");
}

#[tokio::test]
async fn what_nothing_would_unlock_is_not_locked() {
    let device = Device::new();
    let app = device.start().await;
    assert_eq!(app.lock().await.unwrap_err().code(), "nothing_asks");
    assert_eq!(app.state().await.unwrap().phase, Phase::Ready);
}

#[tokio::test]
async fn a_locked_app_shows_nothing_and_lets_the_file_go() {
    let device = Device::new();
    let app = device.start().await;
    app.set_pin(pin()).await.unwrap();
    let pending = app.read_text("otpauth://totp/Mail:ada?secret=JBSWY3DPEHPK3PXP").unwrap();
    app.lock().await.unwrap();
    assert!(device.ears.has_heard(Event::VaultStateChanged));
    assert_eq!(app.state().await.unwrap().account_count, None);
    assert_eq!(app.codes().await.unwrap_err().code(), "locked");
    assert_eq!(app.pending_status(pending.id()).unwrap_err().code(), "pending_unknown");
    assert!(!app.is_person_verified());
    app.lock().await.unwrap();

    let other = device.app();
    assert_eq!(other.state().await.unwrap().phase, Phase::Locked);
    other.unlock_with_pin(pin()).await.unwrap();
    other.close().await;
    app.unlock_with_pin(pin()).await.unwrap();
    assert_eq!(app.state().await.unwrap().phase, Phase::Ready);
}

#[tokio::test]
async fn an_app_that_nobody_uses_locks_itself() {
    let device = Device::new();
    let app = device.start().await;
    app.set_pin(pin()).await.unwrap();
    let after = |minutes| AutoLock { after: Some(Duration::from_mins(minutes)), ..AutoLock::default() };
    app.set_auto_lock(after(15)).await.unwrap();
    assert_eq!(app.auto_lock(), after(15));
    let watching = tokio::spawn({
        let app = app.clone();
        async move { app.watch_idle().await }
    });
    device.clock.advance(Duration::from_mins(14));
    app.person_is_here();
    device.clock.advance(Duration::from_mins(14));
    app.check_now();
    tokio::task::yield_now().await;
    assert_eq!(app.state().await.unwrap().phase, Phase::Ready);
    device.clock.advance(Duration::from_mins(1));
    app.check_now();
    is_locked(&device, &app).await;

    app.unlock_with_pin(pin()).await.unwrap();
    assert_eq!(app.auto_lock(), after(15), "it was kept");
    device.clock.advance(Duration::from_mins(3));
    assert_eq!(app.set_auto_lock(after(60)).await.unwrap_err().code(), "person_unverified");
    watching.abort();
}

#[tokio::test]
async fn sleep_and_the_systems_lock_lock_the_app_where_that_is_chosen() {
    let device = Device::new();
    let app = device.start().await;
    app.device_sleeps().await;
    assert_eq!(app.state().await.unwrap().phase, Phase::Ready, "nothing is set up that could be asked");
    app.set_pin(pin()).await.unwrap();
    let never = AutoLock { after: None, on_suspend: false, on_screen_lock: false };
    app.set_auto_lock(never).await.unwrap();
    app.device_sleeps().await;
    app.screen_was_locked().await;
    assert_eq!(app.state().await.unwrap().phase, Phase::Ready);
    app.set_auto_lock(AutoLock { on_suspend: true, ..never }).await.unwrap();
    app.device_sleeps().await;
    is_locked(&device, &app).await;
    app.unlock_with_pin(pin()).await.unwrap();
    app.set_auto_lock(AutoLock { on_screen_lock: true, ..never }).await.unwrap();
    app.screen_was_locked().await;
    is_locked(&device, &app).await;
}

#[tokio::test]
async fn a_locked_app_hears_a_question_and_says_no_but_not_yes() {
    let stage = Stage::linked().await;
    let Stage { app, account, .. } = &stage;
    app.set_pin(pin()).await.unwrap();
    app.lock().await.unwrap();
    let cid = stage.verifier.ask(|_| {}, None);
    let question = stage.question(|_| true).await;
    assert_eq!(question.user, "", "what the vault calls the account is not known");
    assert_eq!(question.service, question.origin.to_string());
    let yes = app.answer_question(*account, cid, Decision::Approve, None).await;
    assert_eq!(yes.unwrap_err().code(), "locked");
    let no = app.answer_question(*account, cid, Decision::Decline, None).await.unwrap();
    assert_eq!(no.outcome, AnswerOutcome::Declined);
    assert_eq!(stage.verifier.decision(), ChallengeState::Declined);
}

#[tokio::test]
async fn after_two_noes_a_locked_device_is_left_in_peace_for_a_quarter_of_an_hour() {
    let stage = Stage::linked().await;
    let Stage { app, account, .. } = &stage;
    app.set_pin(pin()).await.unwrap();
    app.lock().await.unwrap();
    for _ in 0..2 {
        let cid = stage.verifier.ask(|_| {}, None);
        stage.question(|question| question.cid == cid).await;
        app.answer_question(*account, cid, Decision::Decline, None).await.unwrap();
    }
    let polls = || stage.verifier.look(|state| state.requests.len());
    let heard = async |cid| {
        // Once the next poll has begun, what came before it is heard.
        let before = polls();
        let waiting = async {
            while polls() == before {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::time::timeout(PATIENCE, waiting).await.expect("another poll");
        app.questions().into_iter().any(|question| question.cid == cid)
    };
    let cid = stage.verifier.ask(|_| {}, None);
    assert!(!heard(cid).await, "nobody is told of the third");
    // Whoever unlocks the app is the person, and sees it.
    app.unlock_with_pin(pin()).await.unwrap();
    assert!(stage.question(|question| question.cid == cid).await.ended.is_none());
    app.answer_question(*account, cid, Decision::Decline, None).await.unwrap();
    app.lock().await.unwrap();
    let cid = stage.verifier.ask(|_| {}, None);
    stage.question(|question| question.cid == cid).await;
}

#[tokio::test]
async fn names_are_hidden_while_locked_and_yes_counts_after_unlocking() {
    let stage = Stage::linked().await;
    let Stage { app, account, .. } = &stage;
    app.set_pin(pin()).await.unwrap();
    let cid = stage.verifier.ask(|_| {}, None);
    assert_eq!(stage.question(|_| true).await.service, "Example");
    app.lock().await.unwrap();
    assert_ne!(app.questions()[0].service, "Example");
    app.unlock_with_pin(pin()).await.unwrap();
    assert_eq!(app.questions()[0].service, "Example");
    let yes = app.answer_question(*account, cid, Decision::Approve, None).await.unwrap();
    assert_eq!(yes.outcome, AnswerOutcome::Approved);
}

#[tokio::test]
async fn an_app_that_starts_locked_hears_questions_too() {
    let stage = Stage::linked().await;
    stage.app.set_pin(pin()).await.unwrap();
    stage.stop().await;
    let app = stage.device.app();
    let listening = listen(&app);
    assert_eq!(app.state().await.unwrap().phase, Phase::Locked);
    let cid = stage.verifier.ask(|_| {}, None);
    let account = stage.account;
    stage.device.until("a question", async || app.questions().into_iter().find(|each| each.cid == cid)).await;
    let no = app.answer_question(account, cid, Decision::Decline, None).await.unwrap();
    assert_eq!(no.outcome, AnswerOutcome::Declined);
    listening.abort();
    app.close().await;
}
