//! What file and key store mean together.

use countersign_authenticator::{Event, Phase, SetupKeyOptions};
use countersign_keystore::{Failure, KeyStore, SecretName, StoredSecret};
use countersign_vault::{KeyStoreEntry, SystemRandom};
use zeroize::Zeroizing;

use crate::device::Device;

const PASSPHRASE: &str = "correct horse battery staple moon";

fn passphrase(text: &str) -> Zeroizing<String> {
    Zeroizing::new(text.to_owned())
}

fn vault_entry() -> SecretName {
    SecretName::new("vault").unwrap()
}

#[tokio::test]
async fn the_first_start_makes_a_vault_and_the_next_one_opens_it() {
    let device = Device::new();
    let app = device.app();
    let state = app.state().await.unwrap();
    assert_eq!((state.phase, state.account_count, state.has_passphrase), (Phase::Ready, Some(0), false));
    assert!(device.ears.has_heard(Event::VaultStateChanged));
    let pending = app.enter_setup_key("Mail", "ada", "JBSWY3DPEHPK3PXP", SetupKeyOptions::default()).unwrap();
    app.confirm_pending(pending.id(), None).await.unwrap();
    app.close().await;
    assert_eq!(app.accounts().await.unwrap_err().code(), "locked");

    let app = device.app();
    assert_eq!(app.state().await.unwrap().account_count, Some(1));
}

#[tokio::test]
async fn two_first_calls_at_once_make_one_vault() {
    let device = Device::new();
    let app = device.app();
    let (one, other) = tokio::join!(app.state(), app.state());
    assert_eq!(one.unwrap(), other.unwrap());
}

#[tokio::test]
async fn a_second_process_shares_the_vault_and_the_first_hears_of_its_changes() {
    let device = Device::new();
    let first = device.start().await;
    let second = device.start().await;
    let options = SetupKeyOptions::default();
    let pending = second.enter_setup_key("Mail", "ada", "JBSWY3DPEHPK3PXP", options).unwrap();
    second.confirm_pending(pending.id(), None).await.unwrap();
    assert_eq!(first.accounts().await.unwrap().len(), 1);
    let told = async || device.ears.has_heard(Event::NoticesChanged).then_some(());
    device.until("the news of it", told).await;
}

#[tokio::test]
async fn without_a_key_store_a_passphrase_opens_the_vault() {
    let device = Device::new();
    device.key_store.fail_with(Some(Failure::NoStore));
    let app = device.app();
    assert_eq!(app.state().await.unwrap().phase, Phase::PassphraseWanted);
    assert_eq!(app.choose_passphrase(passphrase("password1")).await.unwrap_err().code(), "passphrase_weak");
    assert!(!device.vault().exists());
    app.choose_passphrase(passphrase(PASSPHRASE)).await.unwrap();
    let state = app.state().await.unwrap();
    assert_eq!((state.phase, state.has_passphrase), (Phase::Ready, true));
    app.close().await;

    // A key store that has come meanwhile changes nothing.
    device.key_store.fail_with(None);
    let app = device.app();
    assert_eq!(app.state().await.unwrap().phase, Phase::Locked);
    assert_eq!(app.unlock(passphrase("something else")).await.unwrap_err().code(), "passphrase_wrong");
    app.unlock(passphrase(PASSPHRASE)).await.unwrap();
    assert_eq!(app.state().await.unwrap().phase, Phase::Ready);
}

#[tokio::test]
async fn a_locked_key_store_is_never_taken_for_an_empty_one() {
    for failure in [Failure::Locked, Failure::Denied, Failure::Other] {
        let device = Device::new();
        device.start().await.close().await;
        let before = std::fs::read(device.vault()).unwrap();
        device.key_store.fail_with(Some(failure));
        let app = device.app();
        assert_eq!(app.state().await.unwrap().phase, Phase::KeyStoreLocked);
        assert_eq!(app.retry_open().await.unwrap().phase, Phase::KeyStoreLocked);
        assert_eq!(app.start_over_without_vault().await.unwrap_err().code(), "vault_state");
        assert_eq!(std::fs::read(device.vault()).unwrap(), before);
        device.key_store.fail_with(None);
        assert_eq!(app.retry_open().await.unwrap().phase, Phase::Ready);
    }
}

#[tokio::test]
async fn a_vault_whose_key_is_gone_stays_as_it_is() {
    let device = Device::new();
    device.start().await.close().await;
    let before = std::fs::read(device.vault()).unwrap();
    device.key_store.delete(&vault_entry()).await.unwrap();
    let app = device.app();
    assert_eq!(app.state().await.unwrap().phase, Phase::KeyMissing);
    assert_eq!(app.start_over_without_vault().await.unwrap_err().code(), "vault_state");
    assert_eq!(app.choose_passphrase(passphrase(PASSPHRASE)).await.unwrap_err().code(), "vault_state");
    assert_eq!(std::fs::read(device.vault()).unwrap(), before);
    assert!(device.key_store.names().is_empty());
}

#[tokio::test]
async fn a_vault_that_is_gone_is_made_anew_only_when_the_person_says_so() {
    let device = Device::new();
    device.start().await.close().await;
    std::fs::remove_file(device.vault()).unwrap();
    let app = device.app();
    assert_eq!(app.state().await.unwrap().phase, Phase::VaultMissing);
    assert!(!device.vault().exists());
    app.start_over_without_vault().await.unwrap();
    assert_eq!(app.state().await.unwrap().account_count, Some(0));
}

#[tokio::test]
async fn a_damaged_vault_is_named_and_left_alone() {
    let device = Device::new();
    device.start().await.close().await;
    std::fs::write(device.vault(), b"not a database at all, but long enough to be looked at as one").unwrap();
    let before = std::fs::read(device.vault()).unwrap();
    let app = device.app();
    assert_eq!(app.state().await.unwrap().phase, Phase::VaultDamaged);
    assert_eq!(std::fs::read(device.vault()).unwrap(), before);
}

#[tokio::test]
async fn a_crash_before_the_file_was_there_is_no_lost_vault() {
    let device = Device::new();
    let begun = StoredSecret::new(KeyStoreEntry::begin(&SystemRandom).reveal_bytes()).unwrap();
    device.key_store.put(&vault_entry(), &begun).await.unwrap();
    assert_eq!(device.app().state().await.unwrap().phase, Phase::Ready);
}

#[tokio::test]
async fn an_entry_that_cannot_be_read_is_not_overwritten() {
    let device = Device::new();
    device.key_store.put(&vault_entry(), &StoredSecret::new(vec![9; 50]).unwrap()).await.unwrap();
    assert_eq!(device.app().state().await.unwrap().phase, Phase::VaultMissing);
    assert_eq!(device.key_store.get(&vault_entry()).await.unwrap().reveal(), [9; 50]);
}
