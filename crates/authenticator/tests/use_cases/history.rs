//! The history: what was asked, as it was shown, and how it ended.

use std::time::Duration;

use countersign_authenticator::{
    Authenticator, Decision, Event, HistoryEnd, HistoryView, QuestionMode, Reason,
};
use countersign_protocol::message::Mode;
use countersign_protocol::{ChallengeId, ChallengeState, OfflineLink};
use zeroize::Zeroizing;

use crate::approving::Stage;
use crate::verifier::Weather;

async fn all(app: &Authenticator) -> Vec<HistoryView> {
    app.history(None).await.unwrap()
}

impl Stage {
    /// Asks a plain question, answers it, and puts it away.
    async fn answered(&self, decision: Decision) -> ChallengeId {
        let cid = self.verifier.ask(|_| {}, None);
        self.question(|question| question.cid == cid).await;
        self.app.answer_question(self.account, cid, decision, None).await.unwrap();
        self.app.dismiss_question(cid).unwrap();
        cid
    }

    async fn entry(&self, wanted: impl Fn(&HistoryView) -> bool) -> HistoryView {
        let look = async || all(&self.app).await.into_iter().find(&wanted);
        self.device.until("an entry of the history", look).await
    }
}

#[tokio::test]
async fn what_was_shown_and_answered_is_in_the_history_after_a_restart_and_no_number() {
    let mut stage = Stage::linked().await;
    let cid = stage.verifier.ask(
        |challenge| {
            challenge.ctx.browser = "Fire\u{202e}fox".into();
            challenge.digits = Some(6);
        },
        Some("071950"),
    );
    stage.question(|_| true).await;
    let open = stage.entry(|_| true).await;
    assert_eq!((open.end, open.may_report), (HistoryEnd::Open, false));
    stage.app.answer_question(stage.account, cid, Decision::Approve, Some("071950")).await.unwrap();
    stage.restart().await;
    let entries = all(&stage.app).await;
    let [entry] = entries.as_slice() else { panic!("{entries:?}") };
    assert_eq!((entry.cid, entry.account, entry.end), (cid, stage.account, HistoryEnd::Yes));
    assert_eq!((entry.service.as_str(), entry.user.as_str()), ("Example", "ada"));
    assert_eq!(
        (entry.browser.as_str(), entry.system.as_str(), entry.ip.as_str()),
        ("Firefox", "Linux", "203.0.113.7")
    );
    assert_eq!((&entry.reason, entry.mode), (&Reason::SignIn, QuestionMode::Number { digits: 6 }));
    assert_eq!((entry.origin.clone(), entry.only_no), (stage.verifier.origin.clone(), false));
    assert!(!format!("{entry:?}").contains("071950"));
    assert!(entry.may_report && !entry.is_reported);
}

#[tokio::test]
async fn each_way_of_ending_is_told_apart() {
    let stage = Stage::linked().await;
    let no = stage.answered(Decision::Decline).await;
    assert_eq!(end_of(&stage.app, no).await, HistoryEnd::No);
    let elsewhere = stage.verifier.ask(|_| {}, None);
    stage.question(|question| question.cid == elsewhere).await;
    stage.verifier.decide(ChallengeState::Approved, Some("Robin's phone"));
    let entry = stage.entry(|entry| entry.cid == elsewhere && entry.ended_at.is_some()).await;
    assert_eq!((entry.end, entry.by.as_deref()), (HistoryEnd::YesElsewhere, Some("Robin's phone")));
    let cancelled = stage.verifier.ask(|_| {}, None);
    stage.question(|question| question.cid == cancelled).await;
    stage.verifier.decide(ChallengeState::Cancelled, None);
    stage.entry(|entry| entry.cid == cancelled && entry.end == HistoryEnd::Cancelled).await;
    stage.device.clock.advance(Duration::from_secs(1));
    let expired = stage.verifier.ask(|_| {}, None);
    stage.question(|question| question.cid == expired).await;
    stage.device.clock.advance(Duration::from_mins(3));
    stage.app.questions();
    assert_eq!(end_of(&stage.app, expired).await, HistoryEnd::Expired);
    let order: Vec<_> = all(&stage.app).await.iter().map(|entry| entry.cid).collect();
    assert_eq!((order.len(), order[0]), (4, expired), "the latest is the first");
}

async fn end_of(app: &Authenticator, cid: ChallengeId) -> HistoryEnd {
    all(app).await.into_iter().find(|entry| entry.cid == cid).unwrap().end
}

#[tokio::test]
async fn what_ended_while_the_app_was_away_is_asked_for_once() {
    let mut stage = Stage::linked().await;
    let cid = stage.verifier.ask(|_| {}, None);
    stage.question(|_| true).await;
    stage.stop().await;
    stage.verifier.decide(ChallengeState::Declined, Some("Robin's phone"));
    stage.restart().await;
    let entry = stage.entry(|entry| entry.ended_at.is_some()).await;
    assert_eq!((entry.cid, entry.end), (cid, HistoryEnd::NoElsewhere));
}

#[tokio::test]
async fn not_me_is_offered_for_a_day_after_the_end_also_after_a_restart() {
    let mut stage = Stage::linked().await;
    let other = stage.answered(Decision::Decline).await;
    let cid = stage.answered(Decision::Approve).await;
    stage.restart().await;
    stage.device.clock.advance(Duration::from_hours(23));
    assert!(stage.entry(|entry| entry.cid == cid).await.may_report);
    stage.app.report_not_me(stage.account, cid).await.unwrap();
    let reported = stage.verifier.look(|state| {
        state.answers.last().map(|(_, answer, by_uv)| (answer.cid, answer.is_not_me(), *by_uv))
    });
    assert_eq!(reported, Some((cid, true, true)));
    let entry = stage.entry(|entry| entry.cid == cid).await;
    assert_eq!((entry.end, entry.is_reported, entry.may_report), (HistoryEnd::Yes, true, false));
    stage.device.clock.advance(Duration::from_hours(2));
    assert!(!stage.entry(|entry| entry.cid == other).await.may_report);
    let late = stage.app.report_not_me(stage.account, other).await;
    assert_eq!(late.unwrap_err().code(), "question_unknown");
}

#[tokio::test]
async fn what_was_answered_while_locked_is_added_when_the_vault_opens() {
    let stage = Stage::linked().await;
    let pin = || Zeroizing::new("4071".to_owned());
    stage.app.set_pin(pin()).await.unwrap();
    stage.app.lock().await.unwrap();
    assert_eq!(stage.app.history(None).await.unwrap_err().code(), "locked");
    let cid = stage.verifier.ask(|_| {}, None);
    stage.question(|_| true).await;
    stage.app.answer_question(stage.account, cid, Decision::Decline, None).await.unwrap();
    stage.device.clock.advance(Duration::from_hours(50));
    stage.app.questions();
    stage.app.unlock_with_pin(pin()).await.unwrap();
    let entry = stage.entry(|entry| entry.cid == cid).await;
    assert_eq!((entry.end, entry.service.as_str()), (HistoryEnd::No, "Example"));
    assert!(!entry.may_report, "it ended two days ago");
    assert!(stage.device.ears.has_heard(Event::HistoryChanged));
}

#[tokio::test]
async fn digits_for_a_page_are_in_the_history_as_shown_and_not_as_digits() {
    let stage = Stage::linked().await;
    let cid = stage.verifier.ask(|challenge| challenge.mode = Mode::Offline, None);
    stage.verifier.with(|state| state.weather = Weather::Down);
    let jws = stage.verifier.look(|state| state.challenge.as_ref().unwrap().jws.clone());
    let link = OfflineLink { server: stage.verifier.origin.clone(), challenge: jws };
    stage.app.read_text(&link.to_link()).unwrap();
    stage.question(|question| question.mode == QuestionMode::Offline { scanned: true }).await;
    let digits = stage.app.reveal_offline_digits(stage.account, cid).await.unwrap();
    let entry = stage.entry(|entry| entry.end == HistoryEnd::Digits).await;
    assert_eq!(entry.cid, cid);
    assert!(!format!("{entry:?}").contains(digits.as_str()));
}

#[tokio::test]
async fn a_history_is_erased_for_one_account_or_for_all() {
    let stage = Stage::linked().await;
    stage.answered(Decision::Approve).await;
    let stranger = "0123456789abcdef0123456789abcdef".parse().unwrap();
    stage.app.erase_history(Some(stranger)).await.unwrap();
    assert_eq!(all(&stage.app).await.len(), 1);
    assert_eq!(stage.app.history(Some(stranger)).await.unwrap(), []);
    stage.app.erase_history(Some(stage.account)).await.unwrap();
    assert_eq!(all(&stage.app).await, []);
    stage.answered(Decision::Decline).await;
    stage.app.erase_history(None).await.unwrap();
    assert_eq!(all(&stage.app).await, []);
}

#[tokio::test]
async fn a_year_later_it_is_forgotten() {
    let mut stage = Stage::linked().await;
    stage.answered(Decision::Approve).await;
    stage.stop().await;
    stage.device.clock.advance(Duration::from_hours(366 * 24));
    stage.restart().await;
    assert_eq!(all(&stage.app).await, []);
}
