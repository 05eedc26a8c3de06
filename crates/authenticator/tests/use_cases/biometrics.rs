//! Fingerprint or face beside the PIN: set, used, refused, lost.

use std::time::Duration;

use countersign_authenticator::{Authenticator, BiometricKind, Phase, SetupKeyOptions};
use countersign_keystore::{Biometrics, Person, StoredSecret};
use zeroize::Zeroizing;

use crate::device::Device;

const PASSPHRASE: &str = "correct horse battery staple moon";
const PIN: &str = "4071";

fn text(text: &str) -> Zeroizing<String> {
    Zeroizing::new(text.to_owned())
}

/// An app with one account and a PIN, on a device with a fingerprint reader.
async fn with_pin(device: &Device) -> Authenticator {
    device.biometrics.enroll(Some(BiometricKind::Fingerprint));
    let app = device.start().await;
    let pending = app.enter_setup_key("Mail", "ada", "JBSWY3DPEHPK3PXP", SetupKeyOptions::default()).unwrap();
    app.confirm_pending(pending.id(), None).await.unwrap();
    app.set_pin(text(PIN)).await.unwrap();
    app
}

async fn is_open(app: &Authenticator) {
    let state = app.state().await.unwrap();
    assert_eq!((state.phase, state.account_count), (Phase::Ready, Some(1)));
}

async fn has_biometrics(app: &Authenticator) -> bool {
    app.state().await.unwrap().has_biometrics
}

async fn restarted(device: &Device, app: Authenticator) -> Authenticator {
    app.close().await;
    let app = device.app();
    assert_eq!(app.state().await.unwrap().phase, Phase::Locked);
    app
}

#[tokio::test]
async fn a_finger_opens_the_vault_beside_the_pin_after_a_lock_and_after_a_restart() {
    let device = Device::new();
    let app = with_pin(&device).await;
    assert!(!has_biometrics(&app).await);
    assert_eq!(app.state().await.unwrap().biometrics, Some(BiometricKind::Fingerprint));
    assert_eq!(app.biometrics_offered().await, None);
    app.set_biometrics().await.unwrap();
    assert_eq!(app.biometrics_offered().await, Some(BiometricKind::Fingerprint));
    app.lock().await.unwrap();
    assert_eq!(app.codes().await.unwrap_err().code(), "locked");
    app.unlock_with_biometrics().await.unwrap();
    is_open(&app).await;

    let app = restarted(&device, app).await;
    assert!(has_biometrics(&app).await);
    app.unlock_with_biometrics().await.unwrap();
    is_open(&app).await;
    let app = restarted(&device, app).await;
    app.unlock_with_pin(text(PIN)).await.unwrap();
    is_open(&app).await;
    assert!(has_biometrics(&app).await, "the PIN takes nothing away");
}

#[tokio::test]
async fn without_pin_or_passphrase_there_is_nothing_to_stand_beside() {
    let device = Device::new();
    device.biometrics.enroll(Some(BiometricKind::Face));
    let app = device.start().await;
    assert_eq!(app.set_biometrics().await.unwrap_err().code(), "nothing_asks");
    assert!(!device.biometrics.keeps_something() && device.biometrics.prompts() == 0);
}

#[tokio::test]
async fn a_device_without_biometrics_says_so_and_changes_nothing() {
    let device = Device::new();
    let app = with_pin(&device).await;
    device.biometrics.enroll(None);
    assert_eq!(app.state().await.unwrap().biometrics, None);
    assert_eq!(app.set_biometrics().await.unwrap_err().code(), "biometrics_unavailable");
    assert!(!has_biometrics(&app).await);
}

#[tokio::test]
async fn a_closed_prompt_and_another_person_open_nothing_and_lose_nothing() {
    let device = Device::new();
    let app = with_pin(&device).await;
    for (person, code) in
        [(Person::Cancels, "biometrics_canceled"), (Person::IsAnother, "biometrics_refused")]
    {
        device.biometrics.person(person);
        assert_eq!(app.set_biometrics().await.unwrap_err().code(), code);
        assert!(!has_biometrics(&app).await);
    }
    device.biometrics.person(Person::IsThere);
    app.set_biometrics().await.unwrap();
    let app = restarted(&device, app).await;
    for (person, code) in
        [(Person::Cancels, "biometrics_canceled"), (Person::IsAnother, "biometrics_refused")]
    {
        device.biometrics.person(person);
        assert_eq!(app.unlock_with_biometrics().await.unwrap_err().code(), code);
        assert_eq!(app.state().await.unwrap().phase, Phase::Locked);
    }
    device.biometrics.person(Person::IsThere);
    app.unlock_with_biometrics().await.unwrap();
    is_open(&app).await;
}

#[tokio::test]
async fn other_fingers_end_this_way_in_and_leave_the_pin() {
    let device = Device::new();
    let app = with_pin(&device).await;
    app.set_biometrics().await.unwrap();
    let app = restarted(&device, app).await;
    device.biometrics.enroll(Some(BiometricKind::Fingerprint));
    assert_eq!(app.unlock_with_biometrics().await.unwrap_err().code(), "biometrics_changed");
    assert!(!has_biometrics(&app).await, "it is not offered again");
    assert_eq!(app.retry_open().await.unwrap().phase, Phase::Locked);
    assert!(!has_biometrics(&app).await, "not even after another look");
    app.unlock_with_pin(text(PIN)).await.unwrap();
    is_open(&app).await;

    let app = restarted(&device, app).await;
    assert!(!has_biometrics(&app).await, "the slot is gone for good");
    assert_eq!(app.unlock_with_biometrics().await.unwrap_err().code(), "biometrics_changed");
    app.unlock_with_pin(text(PIN)).await.unwrap();
    app.set_biometrics().await.unwrap();
    let app = restarted(&device, app).await;
    app.unlock_with_biometrics().await.unwrap();
    is_open(&app).await;
}

#[tokio::test]
async fn a_key_of_another_vault_counts_as_lost() {
    let device = Device::new();
    let app = with_pin(&device).await;
    app.set_biometrics().await.unwrap();
    let app = restarted(&device, app).await;
    for foreign in [vec![7; 32], vec![7; 31]] {
        device.biometrics.keep(&StoredSecret::new(foreign).unwrap()).await.unwrap();
        assert_eq!(app.unlock_with_biometrics().await.unwrap_err().code(), "biometrics_changed");
    }
    app.unlock_with_pin(text(PIN)).await.unwrap();
    is_open(&app).await;
}

#[tokio::test]
async fn a_finger_proves_who_asks_for_two_minutes() {
    let device = Device::new();
    let app = with_pin(&device).await;
    app.set_biometrics().await.unwrap();
    device.clock.advance(Duration::from_mins(2));
    assert_eq!(app.set_biometrics().await.unwrap_err().code(), "person_unverified");
    assert_eq!(app.remove_biometrics().await.unwrap_err().code(), "person_unverified");
    device.biometrics.person(Person::IsAnother);
    assert_eq!(app.verify_person_by_biometrics().await.unwrap_err().code(), "biometrics_refused");
    assert!(!app.is_person_verified());
    device.biometrics.person(Person::IsThere);
    app.verify_person_by_biometrics().await.unwrap();
    assert!(app.is_person_verified());

    device.clock.advance(Duration::from_mins(2));
    device.biometrics.enroll(Some(BiometricKind::Fingerprint));
    assert_eq!(app.verify_person_by_biometrics().await.unwrap_err().code(), "biometrics_changed");
    assert!(!app.is_person_verified() && !has_biometrics(&app).await);
    app.verify_person(text(PIN)).await.unwrap();
}

#[tokio::test]
async fn it_goes_with_the_last_pin_or_passphrase_and_when_the_person_says_so() {
    let device = Device::new();
    let app = with_pin(&device).await;
    app.set_passphrase(text(PASSPHRASE)).await.unwrap();
    app.set_biometrics().await.unwrap();
    app.remove_pin().await.unwrap();
    assert!(has_biometrics(&app).await && device.biometrics.keeps_something(), "the passphrase is left");
    app.remove_passphrase().await.unwrap();
    assert!(!has_biometrics(&app).await && !device.biometrics.keeps_something());
    app.close().await;
    let app = device.start().await;
    is_open(&app).await;

    app.set_pin(text(PIN)).await.unwrap();
    app.set_biometrics().await.unwrap();
    app.remove_biometrics().await.unwrap();
    assert!(!has_biometrics(&app).await && !device.biometrics.keeps_something());
    let app = restarted(&device, app).await;
    assert_eq!(app.unlock_with_biometrics().await.unwrap_err().code(), "biometrics_changed");
    app.unlock_with_pin(text(PIN)).await.unwrap();
}

#[tokio::test]
async fn an_open_vault_asks_nobody() {
    let device = Device::new();
    let app = with_pin(&device).await;
    app.set_biometrics().await.unwrap();
    let asked = device.biometrics.prompts();
    assert_eq!(app.unlock_with_biometrics().await.unwrap_err().code(), "vault_state");
    assert_eq!(device.biometrics.prompts(), asked);
}
