//! Renewing this device's keys, with the app stopped, the network gone and the key store failing at any step.

use std::time::Duration;

use countersign_authenticator::{AnswerOutcome, Approvals, Decision};
use countersign_keystore::{Failure, KeyStore, SecretName, StoredSecret};
use countersign_protocol::message::Verification;
use countersign_protocol::{Signer, SigningKey};
use zeroize::Zeroizing;

use crate::approving::{Stage, listen};
use crate::device::{Device, random, soon};
use crate::linking::link;
use crate::verifier::{Verifier, Weather};

const A_YEAR: Duration = Duration::from_hours(365 * 24);

impl Stage {
    /// What the server knows of the device: `pop`, `uv`.
    fn pair(&self) -> (String, String) {
        self.verifier.look(|state| {
            let device = &state.devices[0];
            (device.pop.thumbprint().to_string(), device.uv.thumbprint().to_string())
        })
    }

    /// How often the app has asked for questions.
    fn polls(&self) -> usize {
        self.verifier
            .look(|state| state.requests.iter().filter(|request| request.ends_with("/challenges")).count())
    }

    fn exchanges(&self) -> usize {
        self.verifier.look(|state| state.exchanges.len())
    }

    /// Somebody signs in, and a YES from here counts: both keys of the pair are the server's.
    async fn says_yes(&self) {
        let cid = self.verifier.ask(|_| {}, None);
        self.question(|question| question.cid == cid).await;
        let answer = self.app.answer_question(self.account, cid, Decision::Approve, None).await.unwrap();
        assert_eq!(answer.outcome, AnswerOutcome::Approved);
    }

    async fn key_entry(&self) -> (SecretName, StoredSecret) {
        let names = self.device.key_store.names();
        let name = names.into_iter().find(|name| name.as_str().starts_with("pairing.")).unwrap();
        let entry = self.device.key_store.get(&name).await.unwrap();
        (name, entry)
    }

    async fn keys_in_entry(&self) -> usize {
        let (_, entry) = self.key_entry().await;
        let json: serde_json::Value = serde_json::from_slice(entry.reveal()).unwrap();
        ["pop", "other"].iter().filter(|member| json.get(member).is_some()).count()
    }

    async fn settled(&self) {
        self.device.clock.advance(Duration::from_hours(1));
        self.app.check_now();
        soon("one pair only", async || self.keys_in_entry().await == 1).await;
    }
}

#[tokio::test]
async fn keys_are_renewed_by_hand_and_the_old_pair_is_gone() {
    let stage = Stage::linked().await;
    let (old, made_at) = (stage.pair(), stage.details().await);
    stage.device.clock.advance(Duration::from_mins(1));
    stage.app.renew_device_keys(stage.account).await.unwrap();
    let new = stage.pair();
    assert!(old.0 != new.0 && old.1 != new.1, "both keys are new");
    assert_eq!(stage.details().await, made_at + 60);
    assert_eq!(stage.keys_in_entry().await, 1);
    stage.says_yes().await;
    stage.app.renew_device_keys(stage.account).await.unwrap();
    assert_eq!(stage.exchanges(), 2, "as often as the person wants");
    stage.says_yes().await;
}

impl Stage {
    /// When the keys were made, in seconds.
    async fn details(&self) -> u64 {
        self.app.account_details(self.account).await.unwrap().keys_made_at.unwrap().seconds()
    }
}

#[tokio::test]
async fn a_pair_that_is_a_year_old_is_renewed_by_itself_but_not_while_a_question_waits() {
    let mut stage = Stage::linked().await;
    stage.says_yes().await;
    assert_eq!(stage.exchanges(), 0);
    // The app was away; its first look at the keys, which are old enough by now, comes together with a question.
    stage.verifier.with(|state| state.weather = Weather::Down);
    stage.device.clock.advance(A_YEAR);
    stage.restart().await;
    let cid = stage.verifier.ask(|_| {}, None);
    stage.verifier.with(|state| state.weather = Weather::Fair);
    stage.app.check_now();
    stage.question(|question| question.cid == cid).await;
    let before = stage.polls();
    stage.app.check_now();
    soon("another look", async || stage.polls() > before + 1).await;
    assert_eq!(stage.exchanges(), 0, "what the person is answering now is signed by one pair");
    stage.app.answer_question(stage.account, cid, Decision::Decline, None).await.unwrap();
    stage.device.clock.advance(Duration::from_hours(2));
    stage.app.check_now();
    soon("new keys", async || stage.exchanges() == 1).await;
    stage.settled().await;
    stage.says_yes().await;
}

#[tokio::test]
async fn a_reply_that_is_lost_leaves_a_pair_that_the_server_knows() {
    let mut stage = Stage::linked().await;
    let old = stage.pair();
    stage.verifier.with(|state| state.weather = Weather::DownAfterExchange);
    let error = stage.app.renew_device_keys(stage.account).await.unwrap_err();
    assert_eq!(error.code(), "server_unavailable");
    assert_ne!(stage.pair(), old, "the server has the new pair");
    assert_eq!(stage.keys_in_entry().await, 2, "the device has both");
    // And then the app was killed.
    stage.restart().await;
    stage.verifier.with(|state| state.weather = Weather::Fair);
    stage.app.check_now();
    stage.says_yes().await;
    stage.settled().await;
    assert_eq!(stage.exchanges(), 1);
}

#[tokio::test]
async fn a_message_that_never_arrived_is_sent_again_as_it_was() {
    let mut stage = Stage::linked().await;
    let old = stage.pair();
    stage.verifier.with(|state| state.weather = Weather::Down);
    stage.app.renew_device_keys(stage.account).await.unwrap_err();
    stage.restart().await;
    stage.verifier.with(|state| state.weather = Weather::Fair);
    // The app goes on with it by itself: what was begun needs nobody.
    stage.device.clock.advance(Duration::from_hours(1));
    stage.app.check_now();
    soon("the exchange", async || stage.pair() != old).await;
    stage.settled().await;
    assert_eq!(stage.exchanges(), 1);
    stage.says_yes().await;
}

#[tokio::test]
async fn a_key_store_that_fails_at_any_step_leaves_a_device_that_works() {
    for calls in 0..4 {
        let mut stage = Stage::linked().await;
        stage.says_yes().await;
        stage.device.key_store.fail_after(calls, Failure::Locked);
        let renewed = stage.app.renew_device_keys(stage.account).await;
        assert_eq!(renewed.is_err(), stage.exchanges() == 0, "{calls}: {renewed:?}");
        stage.device.key_store.fail_with(None);
        stage.restart().await;
        stage.says_yes().await;
        stage.app.renew_device_keys(stage.account).await.unwrap();
        assert_eq!(stage.keys_in_entry().await, 1, "{calls}");
        stage.says_yes().await;
    }
}

#[tokio::test]
async fn a_crash_between_vault_and_key_store_is_found_out() {
    let mut stage = Stage::linked().await;
    stage.verifier.with(|state| state.weather = Weather::Down);
    stage.app.renew_device_keys(stage.account).await.unwrap_err();
    let (name, with_both) = stage.key_entry().await;
    stage.verifier.with(|state| state.weather = Weather::Fair);
    stage.app.renew_device_keys(stage.account).await.unwrap();
    stage.stop().await;
    stage.device.key_store.put(&name, &with_both).await.unwrap();
    stage.restart().await;
    stage.says_yes().await;
    stage.settled().await;
}

#[tokio::test]
async fn a_locked_app_finds_the_pair_that_the_server_knows_and_says_no() {
    let stage = Stage::linked().await;
    let pin = || Zeroizing::new("4071".to_owned());
    stage.app.set_pin(pin()).await.unwrap();
    stage.verifier.with(|state| state.weather = Weather::DownAfterExchange);
    stage.app.renew_device_keys(stage.account).await.unwrap_err();
    stage.app.lock().await.unwrap();
    stage.verifier.with(|state| state.weather = Weather::Fair);
    stage.app.check_now();
    let cid = stage.verifier.ask(|_| {}, None);
    stage.question(|question| question.cid == cid).await;
    let no = stage.app.answer_question(stage.account, cid, Decision::Decline, None).await.unwrap();
    assert_eq!(no.outcome, AnswerOutcome::Declined);
    assert_eq!(stage.keys_in_entry().await, 2, "nothing is settled while the vault is closed");
    stage.app.unlock_with_pin(pin()).await.unwrap();
    stage.says_yes().await;
    stage.settled().await;
    assert_eq!(stage.exchanges(), 1, "it was only to be settled");
    stage.says_yes().await;
}

/// Nobody signs a refusal, so none makes the app let go of a pair.
#[tokio::test]
async fn a_forged_refusal_takes_neither_pair_away() {
    let mut stage = Stage::linked().await;
    for weather in [Weather::KeyUnknown, Weather::Html, Weather::DeviceUnknown] {
        stage.verifier.with(|state| state.weather = weather);
        stage.app.renew_device_keys(stage.account).await.unwrap_err();
        assert_eq!(stage.keys_in_entry().await, 2);
        stage.restart().await;
        stage.verifier.with(|state| state.weather = Weather::Fair);
        stage.app.check_now();
        stage.says_yes().await;
    }
    stage.app.renew_device_keys(stage.account).await.unwrap();
    stage.says_yes().await;
}

#[tokio::test]
async fn a_pair_that_nobody_knows_is_told_and_keeps_account_and_codes() {
    let stage = Stage::linked().await;
    let stranger = SigningKey::generate(random);
    stage.verifier.with(|state| state.devices[0].pop = stranger.public().clone());
    stage.app.check_now();
    stage
        .device
        .until("the state", async || {
            let accounts = stage.app.accounts().await.unwrap();
            (accounts[0].approvals == Approvals::DeviceUnknown).then_some(())
        })
        .await;
    assert_eq!(stage.app.codes().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_report_goes_out_before_the_key_that_signed_it() {
    let stage = Stage::linked().await;
    let cid = stage.verifier.ask(|_| {}, None);
    stage.question(|question| question.cid == cid).await;
    stage.verifier.with(|state| state.weather = Weather::Down);
    let _ = stage.app.report_not_me(stage.account, cid).await;
    assert_eq!(stage.app.renew_device_keys(stage.account).await.unwrap_err().code(), "server_unreachable");
    assert_eq!(stage.keys_in_entry().await, 1, "nothing was begun");
    stage.verifier.with(|state| state.weather = Weather::Fair);
    stage.app.renew_device_keys(stage.account).await.unwrap();
    let reports = stage
        .verifier
        .look(|state| state.answers.iter().filter(|(_, answer, by_uv)| answer.is_not_me() && *by_uv).count());
    assert_eq!(reports, 1, "it arrived");
    assert!(stage.verifier.look(|state| state.answers[0].1.uv == Verification::None));
}

#[tokio::test]
async fn another_shell_on_the_same_vault_takes_the_new_pair_up() {
    let stage = Stage::linked().await;
    let other = stage.device.start().await;
    let details = other.account_details(stage.account).await.unwrap();
    assert!(details.devices.unwrap().is_ok(), "it has the pair in use");
    stage.app.renew_device_keys(stage.account).await.unwrap();
    let details = other.account_details(stage.account).await.unwrap();
    assert!(details.devices.unwrap().is_ok(), "it found the new one");
    other.close().await;
}

#[tokio::test]
async fn without_a_key_store_both_pairs_lie_in_the_vault() {
    let (device, verifier) = (Device::new(), Verifier::start().await);
    device.key_store.fail_with(Some(Failure::NoStore));
    let passphrase = || Zeroizing::new("correct horse battery staple moon".to_owned());
    let app = device.app();
    app.state().await.unwrap();
    app.choose_passphrase(passphrase()).await.unwrap();
    let account = link(&device, &app, &verifier).await;
    verifier.with(|state| state.weather = Weather::DownAfterExchange);
    app.renew_device_keys(account).await.unwrap_err();
    app.close().await;
    verifier.with(|state| state.weather = Weather::Fair);
    let app = device.app();
    app.state().await.unwrap();
    app.unlock(passphrase()).await.unwrap();
    let listening = listen(&app);
    let cid = verifier.ask(|_| {}, None);
    device
        .until("the question", async || app.questions().into_iter().find(|question| question.cid == cid))
        .await;
    let answer = app.answer_question(account, cid, Decision::Approve, None).await.unwrap();
    assert_eq!(answer.outcome, AnswerOutcome::Approved);
    listening.abort();
}

#[tokio::test]
async fn an_entry_with_both_keys_fits_every_key_store() {
    let (device, verifier) = (Device::new(), Verifier::start().await);
    verifier.with(|state| state.keys.extend((0..7).map(|_| SigningKey::generate(random))));
    let app = device.start().await;
    let account = link(&device, &app, &verifier).await;
    verifier.with(|state| state.weather = Weather::DownAfterExchange);
    assert_eq!(app.renew_device_keys(account).await.unwrap_err().code(), "server_unavailable");
}
