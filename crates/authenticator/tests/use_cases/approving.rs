//! Questions and answers, with and without a network, before and after a restart.

use std::time::Duration;

use countersign_authenticator::{
    AccountId, AnswerOutcome, Answerable, Authenticator, ChallengeId, Decision, EndedAs, Event, LinkFollowed,
    QuestionMode, QuestionView, Reason, Sending,
};
use countersign_protocol::ChallengeState;
use countersign_protocol::message::{DeclineReason, Mode, Verification};
use tokio::task::JoinHandle;
use zeroize::Zeroizing;

use crate::device::{Device, START};
use crate::linking::link;
use crate::verifier::{Verifier, Weather};

/// A linked app that listens.
pub(crate) struct Stage {
    pub(crate) device: Device,
    pub(crate) verifier: Verifier,
    pub(crate) app: Authenticator,
    pub(crate) account: AccountId,
    pub(crate) listening: JoinHandle<()>,
}

impl Stage {
    pub(crate) async fn linked() -> Self {
        let (device, verifier) = (Device::new(), Verifier::start().await);
        let app = device.start().await;
        let account = link(&device, &app, &verifier).await;
        let listening = listen(&app);
        Self { device, verifier, app, account, listening }
    }

    pub(crate) async fn stop(&self) {
        self.listening.abort();
        self.app.close().await;
    }

    pub(crate) async fn restart(&mut self) {
        self.stop().await;
        self.app = self.device.start().await;
        self.listening = listen(&self.app);
    }

    pub(crate) async fn question(&self, wanted: impl Fn(&QuestionView) -> bool) -> QuestionView {
        self.device.until("a question", async || self.app.questions().into_iter().find(&wanted)).await
    }

    async fn answer(&self, cid: ChallengeId, decision: Decision, number: Option<&str>) -> AnswerOutcome {
        self.app.answer_question(self.account, cid, decision, number).await.unwrap().outcome
    }
}

pub(crate) fn listen(app: &Authenticator) -> JoinHandle<()> {
    let app = app.clone();
    tokio::spawn(async move { app.listen().await })
}

#[tokio::test]
async fn a_question_shows_what_is_signed_and_yes_counts() {
    let stage = Stage::linked().await;
    let cid = stage.verifier.ask(|challenge| challenge.ctx.browser = "Fire\u{202e}fox".into(), None);
    let question = stage.question(|_| true).await;
    assert_eq!((question.account, question.cid), (stage.account, cid));
    assert_eq!((question.service.as_str(), question.user.as_str()), ("Example", "ada"));
    assert_eq!((question.browser.as_str(), question.ip.as_str()), ("Firefox", "203.0.113.7"));
    assert_eq!((question.mode, question.answerable), (QuestionMode::Tap, Answerable::YesNo));
    assert_eq!((question.reason, question.sending), (Reason::SignIn, Sending::Idle));
    assert_eq!((question.left, question.lifetime), (Duration::from_mins(2), Duration::from_mins(2)));
    assert_eq!(question.started_ago, Some(Duration::from_secs(4)));

    assert_eq!(stage.answer(cid, Decision::Approve, None).await, AnswerOutcome::Approved);
    let by_uv = stage.verifier.look(|state| state.answers[0].2);
    assert!(by_uv && stage.verifier.decision() == ChallengeState::Approved);
    assert_eq!(stage.app.questions()[0].ended.as_ref().unwrap().how, EndedAs::Approved);
    stage.app.dismiss_question(cid).unwrap();
    assert!(stage.app.questions().is_empty());
}

#[tokio::test]
async fn the_number_is_judged_by_the_server() {
    let stage = Stage::linked().await;
    let cid = stage.verifier.ask(|_| {}, Some("07"));
    let question = stage.question(|_| true).await;
    assert_eq!(question.mode, QuestionMode::Number { digits: 2 });
    for malformed in [None, Some("7"), Some("007"), Some("ab")] {
        let error =
            stage.app.answer_question(stage.account, cid, Decision::Approve, malformed).await.unwrap_err();
        assert_eq!(error.code(), "number_malformed");
    }
    let wrong = stage.app.answer_question(stage.account, cid, Decision::Approve, Some("08")).await.unwrap();
    assert_eq!((wrong.outcome, wrong.tries_left), (AnswerOutcome::WrongNumber, Some(2)));
    assert!(stage.app.questions()[0].ended.is_none());
    assert_eq!(stage.answer(cid, Decision::Approve, Some(" 07 ")).await, AnswerOutcome::Approved);
}

#[tokio::test]
async fn three_wrong_numbers_end_the_question() {
    let stage = Stage::linked().await;
    let cid = stage.verifier.ask(|_| {}, Some("07"));
    stage.question(|_| true).await;
    for number in ["01", "02"] {
        assert_eq!(stage.answer(cid, Decision::Approve, Some(number)).await, AnswerOutcome::WrongNumber);
    }
    let last = stage.app.answer_question(stage.account, cid, Decision::Approve, Some("03")).await.unwrap();
    assert_eq!((last.tries_left, last.ended.unwrap().how), (Some(0), EndedAs::Failed));
}

#[tokio::test]
async fn no_is_signed_by_the_background_key() {
    let stage = Stage::linked().await;
    let cid = stage.verifier.ask(|_| {}, Some("07"));
    stage.question(|_| true).await;
    assert_eq!(stage.answer(cid, Decision::Decline, None).await, AnswerOutcome::Declined);
    let (answer, by_uv) = stage.verifier.look(|state| (state.answers[0].1.clone(), state.answers[0].2));
    assert!(!by_uv && answer.reason.is_none());
    assert_eq!(stage.verifier.decision(), ChallengeState::Declined);
}

#[tokio::test]
async fn not_me_is_signed_by_the_persons_key_and_opens_the_page() {
    let stage = Stage::linked().await;
    let cid = stage.verifier.ask(|_| {}, None);
    stage.question(|_| true).await;
    stage.answer(cid, Decision::Decline, None).await;
    stage.app.dismiss_question(cid).unwrap();
    stage.app.report_not_me(stage.account, cid).await.unwrap();
    let (answer, by_uv) = stage.verifier.look(|state| (state.answers[1].1.clone(), state.answers[1].2));
    assert!(by_uv && answer.reason == Some(DeclineReason::NotMe));
    assert_eq!(stage.device.browser.last(), Some(stage.verifier.origin.at("/secure")));
}

#[tokio::test]
async fn not_me_without_a_network_is_delivered_after_a_restart() {
    let mut stage = Stage::linked().await;
    let cid = stage.verifier.ask(|_| {}, None);
    stage.question(|_| true).await;
    stage.verifier.with(|state| state.weather = Weather::Down);
    stage.app.report_not_me(stage.account, cid).await.unwrap();
    assert!(stage.verifier.look(|state| state.answers.is_empty()));
    stage.stop().await;
    stage.verifier.with(|state| state.weather = Weather::Fair);
    stage.restart().await;
    // It is sent before the question is looked at that the server still has.
    stage.question(|_| true).await;
    assert!(stage.verifier.look(|state| state.answers.iter().any(|(_, answer, _)| answer.is_not_me())));
}

#[tokio::test]
async fn a_question_expires_by_the_servers_time_whatever_the_devices_clock_says() {
    let stage = Stage::linked().await;
    stage.device.clock.set(START - 3_600);
    stage.verifier.with(|state| state.now += 30);
    let cid = stage.verifier.ask(|challenge| (challenge.iat, challenge.exp) = (START, START + 120), None);
    let question = stage.question(|_| true).await;
    assert_eq!(question.left, Duration::from_secs(90));
    stage.device.clock.advance(Duration::from_secs(89));
    assert_eq!(stage.app.questions()[0].left, Duration::from_secs(1));
    stage.device.clock.advance(Duration::from_secs(1));
    assert_eq!(stage.app.questions()[0].ended.as_ref().unwrap().how, EndedAs::Expired);
    assert_eq!(stage.answer(cid, Decision::Approve, None).await, AnswerOutcome::Ended);
    assert!(stage.verifier.look(|state| state.answers.is_empty()), "nothing is signed for what is over");
}

#[tokio::test]
async fn a_question_that_was_answered_elsewhere_says_by_whom() {
    let stage = Stage::linked().await;
    stage.verifier.ask(|_| {}, None);
    stage.question(|question| question.ended.is_none()).await;
    stage.verifier.decide(ChallengeState::Declined, Some("Tablet"));
    let question = stage.question(|question| question.ended.is_some()).await;
    let ended = question.ended.unwrap();
    assert_eq!((ended.how, ended.by.as_deref()), (EndedAs::Declined, Some("Tablet")));

    let cid = stage.verifier.ask(|_| {}, None);
    stage.question(|question| question.cid == cid).await;
    assert_eq!(stage.app.questions().len(), 1, "the next question takes the last one's place");
    stage.verifier.decide(ChallengeState::Cancelled, None);
    let ended = stage.question(|question| question.ended.is_some()).await.ended.unwrap();
    assert_eq!(ended.how, EndedAs::Cancelled);
}

#[tokio::test]
async fn an_answer_without_a_network_arrives_as_the_same_bytes() {
    let stage = Stage::linked().await;
    let cid = stage.verifier.ask(|_| {}, None);
    stage.question(|_| true).await;
    stage.verifier.with(|state| state.weather = Weather::Html);
    let (app, account) = (stage.app.clone(), stage.account);
    let answering =
        tokio::spawn(async move { app.answer_question(account, cid, Decision::Approve, None).await });
    stage.question(|question| question.sending == Sending::WaitingForNetwork).await;
    stage.verifier.with(|state| state.weather = Weather::Fair);
    stage.app.check_now();
    assert_eq!(answering.await.unwrap().unwrap().outcome, AnswerOutcome::Approved);
    assert_eq!(stage.verifier.look(|state| state.answers.len()), 1);
}

#[tokio::test]
async fn a_no_overtakes_a_yes_that_has_not_arrived() {
    let stage = Stage::linked().await;
    let cid = stage.verifier.ask(|_| {}, None);
    stage.question(|_| true).await;
    stage.verifier.with(|state| state.weather = Weather::Down);
    let (app, account) = (stage.app.clone(), stage.account);
    let yes = tokio::spawn(async move { app.answer_question(account, cid, Decision::Approve, None).await });
    stage.question(|question| question.sending == Sending::WaitingForNetwork).await;
    stage.verifier.with(|state| state.weather = Weather::Fair);
    assert_eq!(stage.answer(cid, Decision::Decline, None).await, AnswerOutcome::Declined);
    stage.app.check_now();
    assert_ne!(yes.await.unwrap().unwrap().outcome, AnswerOutcome::Approved);
    assert_eq!(stage.verifier.decision(), ChallengeState::Declined);
}

#[tokio::test]
async fn an_app_killed_at_the_question_is_asked_again_and_has_approved_nothing() {
    let mut stage = Stage::linked().await;
    let cid = stage.verifier.ask(|_| {}, None);
    stage.question(|_| true).await;
    stage.verifier.with(|state| state.weather = Weather::Down);
    let (app, account) = (stage.app.clone(), stage.account);
    let answering =
        tokio::spawn(async move { app.answer_question(account, cid, Decision::Approve, None).await });
    stage.question(|question| question.sending == Sending::WaitingForNetwork).await;
    answering.abort();
    let _ = answering.await;
    stage.stop().await;
    stage.verifier.with(|state| state.weather = Weather::Fair);
    stage.restart().await;
    let question = stage.question(|question| question.cid == cid).await;
    assert!(question.ended.is_none() && stage.verifier.decision() == ChallengeState::Pending);
}

#[tokio::test]
async fn what_cannot_be_shown_can_only_be_declined() {
    let changes: [fn(&mut countersign_protocol::message::Challenge); 3] = [
        |challenge| challenge.mode = Mode::Other("dance".into()),
        |challenge| challenge.ctx.reason = Reason::Other("sell-house".into()),
        |challenge| challenge.must_show = Some(vec!["price".into()]),
    ];
    for change in changes {
        let stage = Stage::linked().await;
        let cid = stage.verifier.ask(change, None);
        assert_eq!(stage.question(|_| true).await.answerable, Answerable::NoOnly);
        let error = stage.app.answer_question(stage.account, cid, Decision::Approve, None).await.unwrap_err();
        assert_eq!(error.code(), "only_no");
        assert_eq!(stage.answer(cid, Decision::Decline, None).await, AnswerOutcome::Declined);
    }
}

#[tokio::test]
async fn a_link_to_a_question_opens_it_and_decides_nothing() {
    let stage = Stage::linked().await;
    let cid = stage.verifier.ask(|_| {}, None);
    let link = format!("countersign://open#v=1&s={}&i={cid}", stage.verifier.origin);
    assert_eq!(stage.app.follow_link(&link).await.unwrap(), LinkFollowed::Question);
    let opened = Event::QuestionOpened(stage.account, cid);
    stage.device.until("the question", async || stage.device.ears.has_heard(opened).then_some(())).await;
    assert_eq!(stage.verifier.decision(), ChallengeState::Pending);
    let other = "countersign://open#v=1&s=https://other.example&i=h3SSTMzwvfuG72BI9uBkeQ";
    assert_eq!(stage.app.follow_link(other).await.unwrap_err().code(), "device_unknown");
}

#[tokio::test]
async fn an_unknown_question_has_no_answer() {
    let stage = Stage::linked().await;
    let cid = ChallengeId::parse("h3SSTMzwvfuG72BI9uBkeQ").unwrap();
    let error = stage.app.answer_question(stage.account, cid, Decision::Approve, None).await.unwrap_err();
    assert_eq!(error.code(), "question_unknown");
    assert_eq!(stage.app.report_not_me(stage.account, cid).await.unwrap_err().code(), "question_unknown");
    assert_eq!(stage.app.dismiss_question(cid).unwrap_err().code(), "question_unknown");
}

#[tokio::test]
async fn a_server_that_wants_to_be_sure_of_the_person_gets_a_yes_only_after_the_pin() {
    let stage = Stage::linked().await;
    stage.verifier.look(|state| state.is_strict = true);
    let ask = async || {
        let cid = stage.verifier.ask(|challenge| challenge.digits = Some(6), Some("482913"));
        stage.question(|question| question.cid == cid).await;
        cid
    };
    let cid = ask().await;
    let yes =
        async |cid| stage.app.answer_question(stage.account, cid, Decision::Approve, Some("482913")).await;
    assert_eq!(yes(cid).await.unwrap_err().code(), "person_unverifiable", "no PIN is set");
    stage.app.set_pin(Zeroizing::new("4071".into())).await.unwrap();
    stage.device.clock.advance(Duration::from_mins(3));
    let cid = ask().await;
    assert_eq!(yes(cid).await.unwrap_err().code(), "person_unverified", "it was not asked for lately");
    assert!(stage.app.verify_person(Zeroizing::new("4072".into())).await.is_err());
    assert_eq!(yes(cid).await.unwrap_err().code(), "person_unverified");
    stage.app.verify_person(Zeroizing::new("4071".into())).await.unwrap();
    assert_eq!(yes(cid).await.unwrap().outcome, AnswerOutcome::Approved);
    let said =
        stage.verifier.look(|state| state.answers.iter().map(|(_, answer, _)| answer.uv).collect::<Vec<_>>());
    assert_eq!(said, [Verification::Pin]);
    // Where the person is known, every server hears so.
    stage.verifier.look(|state| state.is_strict = false);
    let cid = stage.verifier.ask(|_| {}, None);
    stage.question(|question| question.cid == cid).await;
    stage.answer(cid, Decision::Approve, None).await;
    assert_eq!(stage.verifier.look(|state| state.answers.last().unwrap().1.uv), Verification::Pin);
}
