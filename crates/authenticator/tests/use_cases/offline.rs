//! Questions that are read from their page: what is believed, what is said about their age, what a NO does.

use std::time::Duration;

use countersign_authenticator::{AnswerOutcome, Decision, EndedAs, PendingView, QuestionMode};
use countersign_protocol::message::{Challenge, DeclineReason, Mode};
use countersign_protocol::{AccountId, ChallengeState, OfflineLink};

use crate::approving::Stage;
use crate::verifier::Weather;

/// The link of a page whose question is answered without network.
fn page(stage: &Stage, change: impl FnOnce(&mut Challenge)) -> String {
    stage.verifier.ask(
        |challenge| {
            challenge.mode = Mode::Offline;
            change(challenge);
        },
        None,
    );
    let challenge = stage.verifier.look(|state| state.challenge.as_ref().unwrap().jws.clone());
    OfflineLink { server: stage.verifier.origin.clone(), challenge }.to_link()
}

/// Without network nothing arrives but what is scanned.
async fn cut_off() -> Stage {
    let stage = Stage::linked().await;
    stage.verifier.with(|state| state.weather = Weather::Down);
    stage
}

#[tokio::test]
async fn what_is_scanned_is_believed_only_under_a_kept_key_for_this_account() {
    let stage = cut_off().await;
    let refused = |text: &str| stage.app.read_text(text).unwrap_err().code();
    let good = page(&stage, |_| {});
    assert_eq!(refused(&good.replace("j=eyJ", "j=eyK")), "offline_not_believed");
    assert_eq!(refused(&good[..good.len() - 2]), "offline_not_believed");
    assert_eq!(refused(&page(&stage, |challenge| challenge.mode = Mode::Tap)), "offline_not_believed");
    let elsewhere = |challenge: &mut Challenge| challenge.aud = AccountId::from_random([9; 16]);
    assert_eq!(refused(&page(&stage, elsewhere)), "device_unknown");
    assert_eq!(
        refused(&good.replace(&stage.verifier.origin.to_string(), "https://elsewhere.example")),
        "device_unknown"
    );
    stage.verifier.rotate(true);
    assert_eq!(refused(&page(&stage, |_| {})), "offline_not_believed");

    assert!(matches!(stage.app.read_text(&good).unwrap(), PendingView::Question { .. }));
    let question = stage.question(|question| question.mode == QuestionMode::Offline { scanned: true }).await;
    let yes =
        stage.app.answer_question(stage.account, question.cid, Decision::Approve, None).await.unwrap_err();
    assert_eq!(yes.code(), "only_no", "a YES over the network is none");
    let digits = stage.app.reveal_offline_digits(stage.account, question.cid).await.unwrap();
    assert!(digits.len() == 8 && digits.bytes().all(|byte| byte.is_ascii_digit()));
}

#[tokio::test]
async fn its_age_is_not_known_and_its_digits_end_after_a_lifetime_at_the_latest() {
    let stage = cut_off().await;
    stage.app.read_text(&page(&stage, |challenge| challenge.iat -= 60)).unwrap();
    let question = stage.question(|_| true).await;
    assert_eq!((question.started_ago, question.left), (None, question.lifetime));
    stage.device.clock.advance(question.lifetime + Duration::from_secs(1));
    assert_eq!(stage.app.questions()[0].ended.as_ref().unwrap().how, EndedAs::Expired);
    let late = stage.app.reveal_offline_digits(stage.account, question.cid).await.unwrap_err();
    assert_eq!(late.code(), "question_unknown");
}

#[tokio::test]
async fn a_no_is_over_at_once_and_the_server_hears_of_it_when_it_can() {
    let stage = cut_off().await;
    stage.app.read_text(&page(&stage, |_| {})).unwrap();
    let question = stage.question(|_| true).await;
    let answer =
        stage.app.answer_question(stage.account, question.cid, Decision::Decline, None).await.unwrap();
    assert_eq!(answer.outcome, AnswerOutcome::Declined);
    assert!(stage.app.reveal_offline_digits(stage.account, question.cid).await.is_err());
    stage.verifier.with(|state| state.weather = Weather::Fair);
    stage.app.check_now();
    let declined = |state: &crate::verifier::State| {
        state.challenge.as_ref().is_some_and(|asked| asked.state == ChallengeState::Declined)
    };
    stage.verifier.until("the NO", declined).await;
    stage.app.report_not_me(stage.account, question.cid).await.unwrap();
    let reported = stage
        .verifier
        .look(|state| state.answers.iter().any(|each| each.1.reason == Some(DeclineReason::NotMe)));
    assert!(reported);
}

#[tokio::test]
async fn one_that_came_by_network_waits_for_its_page_to_be_scanned() {
    let stage = Stage::linked().await;
    let link = page(&stage, |_| {});
    let question = stage.question(|_| true).await;
    assert_eq!(question.mode, QuestionMode::Offline { scanned: false });
    assert_eq!(question.started_ago, Some(Duration::from_secs(4)));
    let early = stage.app.reveal_offline_digits(stage.account, question.cid).await.unwrap_err();
    assert_eq!(early.code(), "scan_first");
    assert_eq!(stage.app.dismiss_question(question.cid).unwrap_err().code(), "question_unknown");
    stage.app.read_text(&link).unwrap();
    let scanned = stage.question(|question| question.mode == QuestionMode::Offline { scanned: true }).await;
    assert_eq!(scanned.started_ago, Some(Duration::from_secs(4)), "its age stays known");
    stage.app.reveal_offline_digits(stage.account, question.cid).await.unwrap();
}
