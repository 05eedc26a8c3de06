//! PIN, passphrase and recovery words: set, changed, lost, guessed at.

use std::time::Duration;

use countersign_authenticator::{Authenticator, PersonCheck, Phase, Recovered, SetupKeyOptions};
use countersign_backup::recovery_key_words;
use countersign_keystore::{Failure, KeyStore, SecretName, StoredSecret};
use zeroize::Zeroizing;

use crate::device::{Device, START};

const PASSPHRASE: &str = "correct horse battery staple moon";
const PIN: &str = "4071";

fn text(text: &str) -> Zeroizing<String> {
    Zeroizing::new(text.to_owned())
}

fn vault_entry() -> SecretName {
    SecretName::new("vault").unwrap()
}

async fn with_account(device: &Device) -> Authenticator {
    let app = device.start().await;
    let pending = app.enter_setup_key("Mail", "ada", "JBSWY3DPEHPK3PXP", SetupKeyOptions::default()).unwrap();
    app.confirm_pending(pending.id(), None).await.unwrap();
    app
}

async fn is_whole(app: &Authenticator) {
    let state = app.state().await.unwrap();
    assert_eq!((state.phase, state.account_count), (Phase::Ready, Some(1)));
}

/// The app starts anew, and has the vault shut.
async fn restarted(device: &Device, app: Authenticator) -> Authenticator {
    app.close().await;
    let app = device.app();
    assert_eq!(app.state().await.unwrap().phase, Phase::Locked);
    app
}

#[tokio::test]
async fn a_pin_is_asked_for_from_the_next_start_on() {
    let device = Device::new();
    let app = with_account(&device).await;
    assert_eq!(app.person_check(), PersonCheck::None);
    app.set_pin(text(PIN)).await.unwrap();
    assert_eq!(app.person_check(), PersonCheck::Pin);
    let app = restarted(&device, app).await;
    let state = app.state().await.unwrap();
    assert!(state.has_pin && !state.has_passphrase && state.pin_pause.is_none());
    assert_eq!(app.codes().await.unwrap_err().code(), "locked");
    assert_eq!(app.unlock_with_pin(text("4072")).await.unwrap_err().code(), "pin_wrong");
    assert_eq!(app.unlock_with_pin(text("12")).await.unwrap_err().code(), "pin_malformed");
    app.unlock_with_pin(text(PIN)).await.unwrap();
    is_whole(&app).await;

    app.set_pin(text("882211")).await.unwrap();
    let app = restarted(&device, app).await;
    assert_eq!(app.unlock_with_pin(text(PIN)).await.unwrap_err().code(), "pin_wrong");
    app.unlock_with_pin(text("882211")).await.unwrap();
    app.remove_pin().await.unwrap();
    app.close().await;
    is_whole(&device.start().await).await;
}

#[tokio::test]
async fn with_a_passphrase_too_either_opens_and_each_can_be_removed() {
    let device = Device::new();
    let app = with_account(&device).await;
    assert_eq!(app.set_passphrase(text("password1")).await.unwrap_err().code(), "passphrase_weak");
    app.set_passphrase(text(PASSPHRASE)).await.unwrap();
    assert_eq!(app.person_check(), PersonCheck::Passphrase);
    app.set_pin(text(PIN)).await.unwrap();
    let app = restarted(&device, app).await;
    app.unlock(text(PASSPHRASE)).await.unwrap();
    is_whole(&app).await;
    app.remove_pin().await.unwrap();
    let app = restarted(&device, app).await;
    assert_eq!(app.unlock_with_pin(text(PIN)).await.unwrap_err().code(), "vault_state");
    app.unlock(text(PASSPHRASE)).await.unwrap();
    app.remove_passphrase().await.unwrap();
    app.close().await;
    is_whole(&device.start().await).await;
}

#[tokio::test]
async fn wrong_pins_make_people_wait_and_a_restart_forgets_none() {
    let device = Device::new();
    let app = with_account(&device).await;
    app.set_pin(text(PIN)).await.unwrap();
    let mut app = restarted(&device, app).await;
    for _ in 0..4 {
        let error = app.unlock_with_pin(text("0000")).await.unwrap_err();
        assert_eq!((error.code(), error.details().retry_after), ("pin_wrong", None));
    }
    let minutes = |minutes| Some(Duration::from_mins(minutes));
    for pause in [1, 5, 15, 60, 60] {
        let error = app.unlock_with_pin(text("0000")).await.unwrap_err();
        assert_eq!((error.code(), error.details().retry_after), ("pin_wrong", minutes(pause)));
        // Not even the right one is taken now, neither by this run of the app nor by the next.
        assert_eq!(app.unlock_with_pin(text(PIN)).await.unwrap_err().code(), "pin_pause");
        app = restarted(&device, app).await;
        assert_eq!(app.state().await.unwrap().pin_pause, minutes(pause));
        device.clock.advance(Duration::from_secs(pause * 60 - 1));
        let error = app.unlock_with_pin(text(PIN)).await.unwrap_err();
        assert_eq!(error.details().retry_after, Some(Duration::from_secs(1)));
        device.clock.advance(Duration::from_secs(1));
        assert_eq!(app.state().await.unwrap().pin_pause, None);
    }
    app.unlock_with_pin(text(PIN)).await.unwrap();
    let app = restarted(&device, app).await;
    assert_eq!(app.unlock_with_pin(text("0000")).await.unwrap_err().details().retry_after, None);
}

#[tokio::test]
async fn setting_the_clock_neither_ends_the_pause_of_a_running_app_nor_makes_it_endless() {
    let device = Device::new();
    let app = with_account(&device).await;
    app.set_pin(text(PIN)).await.unwrap();
    let app = restarted(&device, app).await;
    for _ in 0..5 {
        app.unlock_with_pin(text("0000")).await.unwrap_err();
    }
    device.clock.set(START + 900_000);
    assert_eq!(app.unlock_with_pin(text(PIN)).await.unwrap_err().code(), "pin_pause");
    device.clock.set(START - 900_000);
    let app = restarted(&device, app).await;
    assert_eq!(app.state().await.unwrap().pin_pause, Some(Duration::from_mins(1)));
    device.clock.advance(Duration::from_mins(1));
    app.unlock_with_pin(text(PIN)).await.unwrap();
}

#[tokio::test]
async fn wherever_the_key_store_fails_the_vault_still_opens() {
    #[derive(Debug, Clone, Copy)]
    enum Change {
        Set,
        Again,
        Remove,
        NoPassphrase,
    }
    for change in [Change::Set, Change::Again, Change::Remove, Change::NoPassphrase] {
        let mut was_done = false;
        for calls in 0..4 {
            let device = Device::new();
            let app = with_account(&device).await;
            match change {
                Change::Set => {}
                Change::Again | Change::Remove => app.set_pin(text(PIN)).await.unwrap(),
                Change::NoPassphrase => app.set_passphrase(text(PASSPHRASE)).await.unwrap(),
            }
            device.key_store.fail_after(calls, Failure::Other);
            let done = match change {
                Change::Set | Change::Again => app.set_pin(text("882211")).await,
                Change::Remove => app.remove_pin().await,
                Change::NoPassphrase => app.remove_passphrase().await,
            };
            was_done |= done.is_ok();
            assert!(calls > 0 || done.is_err(), "{change:?} without a key store");
            app.close().await;
            device.key_store.fail_with(None);
            let app = device.app();
            let phase = app.state().await.unwrap().phase;
            match (change, done.is_ok()) {
                (Change::Set, false) | (Change::Remove | Change::NoPassphrase, true) => {
                    assert_eq!(phase, Phase::Ready, "{change:?} {calls}");
                }
                (Change::Set | Change::Again, true) => {
                    app.unlock_with_pin(text("882211")).await.unwrap();
                }
                (Change::Again | Change::Remove, false) => {
                    app.unlock_with_pin(text(PIN)).await.unwrap();
                }
                (Change::NoPassphrase, false) => app.unlock(text(PASSPHRASE)).await.unwrap(),
            }
            is_whole(&app).await;
        }
        assert!(was_done, "{change:?}");
    }
}

#[tokio::test]
async fn the_recovery_words_open_what_the_key_store_has_lost_and_put_a_new_key_in_place() {
    let device = Device::new();
    let app = with_account(&device).await;
    app.set_pin(text(PIN)).await.unwrap();
    let words = recovery_key_words(app.renew_recovery_key().await.unwrap().reveal());
    app.close().await;
    device.key_store.delete(&vault_entry()).await.unwrap();

    let app = device.app();
    assert_eq!(app.state().await.unwrap().phase, Phase::KeyMissing);
    let other = recovery_key_words(&[7; 16]);
    let unlock = async |words: &str| app.unlock_with_recovery_words(text(words)).await;
    assert_eq!(unlock("twelve words").await.unwrap_err().code(), "words_malformed");
    assert_eq!(unlock(&other).await.unwrap_err().code(), "recovery_words_wrong");
    assert_eq!(unlock(&words.to_uppercase()).await.unwrap(), Recovered::KeyRenewed);
    is_whole(&app).await;
    assert_eq!(app.person_check(), PersonCheck::None);
    app.close().await;
    is_whole(&device.start().await).await;
}

#[tokio::test]
async fn an_entry_of_another_vault_is_kept_when_a_new_key_takes_its_place() {
    let device = Device::new();
    let app = with_account(&device).await;
    let words = recovery_key_words(app.renew_recovery_key().await.unwrap().reveal());
    app.close().await;
    let foreign = StoredSecret::new(vec![9; 50]).unwrap();
    device.key_store.put(&vault_entry(), &foreign).await.unwrap();
    let app = device.app();
    assert_eq!(app.state().await.unwrap().phase, Phase::KeyMissing);
    assert_eq!(app.unlock_with_recovery_words(words).await.unwrap(), Recovered::KeyRenewed);
    let names = device.key_store.names();
    let aside = names.iter().find(|name| name.as_str().starts_with("vault.set-aside.")).unwrap();
    assert_eq!(device.key_store.get(aside).await.unwrap().reveal(), foreign.reveal());
}

#[tokio::test]
async fn a_key_store_that_is_locked_costs_no_pin() {
    let device = Device::new();
    let app = with_account(&device).await;
    app.set_passphrase(text(PASSPHRASE)).await.unwrap();
    app.set_pin(text(PIN)).await.unwrap();
    let words = recovery_key_words(app.renew_recovery_key().await.unwrap().reveal());
    app.close().await;
    device.key_store.fail_with(Some(Failure::Locked));
    let app = device.app();
    assert_eq!(app.state().await.unwrap().phase, Phase::KeyStoreLocked);
    app.unlock(text(PASSPHRASE)).await.unwrap();
    is_whole(&app).await;
    app.close().await;
    let app = device.app();
    app.state().await.unwrap();
    assert_eq!(app.unlock_with_recovery_words(words).await.unwrap(), Recovered::KeyNotRenewed);
    app.close().await;
    device.key_store.fail_with(None);
    let app = device.app();
    app.state().await.unwrap();
    app.unlock_with_pin(text(PIN)).await.unwrap();
}

#[tokio::test]
async fn the_person_is_asked_again_after_two_minutes() {
    let device = Device::new();
    let app = with_account(&device).await;
    assert!(app.is_person_verified(), "nothing is set up that could be asked");
    app.set_pin(text(PIN)).await.unwrap();
    assert!(app.is_person_verified());
    device.clock.advance(Duration::from_secs(119));
    assert!(app.is_person_verified());
    device.clock.advance(Duration::from_secs(1));
    for refused in [
        app.set_pin(text("1111")).await,
        app.remove_pin().await,
        app.set_passphrase(text(PASSPHRASE)).await,
        app.renew_recovery_key().await.map(drop),
    ] {
        assert_eq!(refused.unwrap_err().code(), "person_unverified");
    }
    assert_eq!(app.verify_person(text("0000")).await.unwrap_err().code(), "pin_wrong");
    app.verify_person(text(PIN)).await.unwrap();
    app.remove_pin().await.unwrap();

    app.set_passphrase(text(PASSPHRASE)).await.unwrap();
    device.clock.advance(Duration::from_mins(2));
    assert_eq!(app.verify_person(text("another one")).await.unwrap_err().code(), "passphrase_wrong");
    app.verify_person(text(PASSPHRASE)).await.unwrap();
    assert!(app.is_person_verified());
}
