//! A damaged vault is read as far as it goes and made whole, or set aside. Whatever was there is kept.

use std::path::PathBuf;

use countersign_authenticator::{Authenticator, OpenBy, Phase, Recovered, SetupKeyOptions};
use countersign_backup::recovery_key_words;
use countersign_keystore::{Failure, KeyStore, SecretName};
use zeroize::Zeroizing;

use crate::device::Device;

const PASSPHRASE: &str = "correct horse battery staple moon";
const PIN: &str = "4071";

fn text(text: &str) -> Zeroizing<String> {
    Zeroizing::new(text.to_owned())
}

fn vault_entry() -> SecretName {
    SecretName::new("vault").unwrap()
}

async fn with_accounts(device: &Device, count: usize) -> Authenticator {
    let app = device.start().await;
    for number in 0..count {
        let options = SetupKeyOptions::default();
        let (service, key) = (format!("Bank {number}"), base32(number));
        let pending = app.enter_setup_key(&service, "ada", &key, options).unwrap();
        app.confirm_pending(pending.id(), None).await.unwrap();
    }
    app
}

/// Each account has a key of its own; two with the same one are the same.
fn base32(number: usize) -> String {
    let letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let tail = [number / 32, number % 32].map(|place| char::from(letters[place]));
    format!("JBSWY3DPEHPK3P{}{}", tail[0], tail[1])
}

/// Makes SQLite refuse the file; all rows are still there.
fn damage(device: &Device) -> Vec<u8> {
    let mut bytes = std::fs::read(device.vault()).unwrap();
    bytes[..100].fill(0x55);
    std::fs::write(device.vault(), &bytes).unwrap();
    bytes
}

async fn damaged_app(device: &Device) -> Authenticator {
    let app = device.app();
    assert_eq!(app.state().await.unwrap().phase, Phase::VaultDamaged);
    app
}

fn kept(device: &Device, suffix: &str) -> PathBuf {
    let mut name = device.vault().into_os_string();
    name.push(suffix);
    name.into()
}

#[tokio::test]
async fn what_can_be_read_is_shown_and_saved_and_the_damaged_file_is_kept() {
    let device = Device::new();
    with_accounts(&device, 3).await.close().await;
    let damaged = damage(&device);
    let app = damaged_app(&device).await;
    assert_eq!(app.save_readable().await.unwrap_err().code(), "vault_state", "nobody has looked");
    let view = app.look_at_damage(OpenBy::DeviceKey).await.unwrap();
    let names: Vec<_> = view.accounts.iter().map(|account| account.service.as_str()).collect();
    assert_eq!(names, ["Bank 0", "Bank 1", "Bank 2"]);
    assert_eq!((view.trashed, view.unreadable), (0, 0));
    assert_eq!(std::fs::read(device.vault()).unwrap(), damaged, "looking changes nothing");
    let saved = app.save_readable().await.unwrap();
    assert_eq!((saved.accounts, &saved.kept), (3, &kept(&device, ".damaged")));
    assert_eq!(std::fs::read(&saved.kept).unwrap(), damaged);
    assert_eq!(app.codes().await.unwrap().len(), 3);
    app.close().await;
    assert_eq!(device.start().await.state().await.unwrap().account_count, Some(3));
}

#[tokio::test]
async fn pin_passphrase_and_words_read_it_too_and_go_on_to_open_it() {
    let device = Device::new();
    let app = with_accounts(&device, 1).await;
    app.set_passphrase(text(PASSPHRASE)).await.unwrap();
    app.set_pin(text(PIN)).await.unwrap();
    let words = recovery_key_words(app.renew_recovery_key().await.unwrap().reveal());
    app.close().await;
    damage(&device);
    let app = damaged_app(&device).await;
    let state = app.state().await.unwrap();
    assert!(state.has_pin && state.has_passphrase);
    let look = async |by| app.look_at_damage(by).await.map(|view| view.accounts.len());
    assert_eq!(look(OpenBy::DeviceKey).await.unwrap_err().code(), "vault_state");
    assert_eq!(look(OpenBy::Pin(text("0000"))).await.unwrap_err().code(), "pin_wrong");
    assert_eq!(look(OpenBy::Passphrase(text("another"))).await.unwrap_err().code(), "passphrase_wrong");
    assert_eq!(look(OpenBy::RecoveryWords(text("no words"))).await.unwrap_err().code(), "words_malformed");
    let other = OpenBy::RecoveryWords(recovery_key_words(&[7; 16]));
    assert_eq!(look(other).await.unwrap_err().code(), "recovery_words_wrong");
    assert_eq!(look(OpenBy::RecoveryWords(words)).await.unwrap(), 1);
    assert_eq!(look(OpenBy::Passphrase(text(PASSPHRASE))).await.unwrap(), 1);
    assert_eq!(look(OpenBy::Pin(text(PIN))).await.unwrap(), 1);
    app.save_readable().await.unwrap();
    app.close().await;
    let app = device.app();
    assert_eq!(app.state().await.unwrap().phase, Phase::Locked);
    app.unlock_with_pin(text(PIN)).await.unwrap();
    assert_eq!(app.state().await.unwrap().account_count, Some(1));
}

#[tokio::test]
async fn damage_that_shows_only_at_unlocking_leads_there_too() {
    let device = Device::new();
    let app = with_accounts(&device, 40).await;
    app.set_passphrase(text(PASSPHRASE)).await.unwrap();
    app.close().await;
    let mut bytes = std::fs::read(device.vault()).unwrap();
    let last = bytes.len() - 8_192;
    bytes[last..].fill(0x55);
    std::fs::write(device.vault(), &bytes).unwrap();
    let app = device.app();
    assert_eq!(app.state().await.unwrap().phase, Phase::Locked);
    assert_eq!(app.unlock(text(PASSPHRASE)).await.unwrap_err().code(), "vault_damaged");
    assert_eq!(app.state().await.unwrap().phase, Phase::VaultDamaged);
    let view = app.look_at_damage(OpenBy::Passphrase(text(PASSPHRASE))).await.unwrap();
    assert!(view.accounts.len() > 20 && view.damaged_pages + view.unreadable > 0, "{view:?}");
    let saved = app.save_readable().await.unwrap();
    assert_eq!(saved.accounts, view.accounts.len());
}

#[tokio::test]
async fn a_vault_without_its_key_is_set_aside_and_comes_back_with_the_words() {
    let device = Device::new();
    let app = with_accounts(&device, 2).await;
    let words = recovery_key_words(app.renew_recovery_key().await.unwrap().reveal());
    assert_eq!(app.start_over_beside_vault().await.unwrap_err().code(), "vault_state");
    app.close().await;
    let before = std::fs::read(device.vault()).unwrap();
    device.key_store.delete(&vault_entry()).await.unwrap();
    let app = device.app();
    assert_eq!(app.state().await.unwrap().phase, Phase::KeyMissing);
    let aside = app.start_over_beside_vault().await.unwrap();
    assert_eq!(aside, kept(&device, ".set-aside"));
    assert_eq!(std::fs::read(&aside).unwrap(), before);
    assert_eq!(app.state().await.unwrap().account_count, Some(0));
    app.close().await;
    std::fs::rename(&aside, device.vault()).unwrap();
    let app = device.app();
    assert_eq!(app.state().await.unwrap().phase, Phase::KeyMissing);
    assert_eq!(app.unlock_with_recovery_words(words).await.unwrap(), Recovered::KeyRenewed);
    assert_eq!(app.state().await.unwrap().account_count, Some(2));
}

#[tokio::test]
async fn the_key_of_a_vault_that_is_gone_is_kept_when_an_empty_one_begins() {
    let device = Device::new();
    with_accounts(&device, 1).await.close().await;
    let lost = std::fs::read(device.vault()).unwrap();
    let key = device.key_store.get(&vault_entry()).await.unwrap();
    std::fs::remove_file(device.vault()).unwrap();
    let app = device.app();
    assert_eq!(app.state().await.unwrap().phase, Phase::VaultMissing);
    app.start_over_without_vault().await.unwrap();
    app.close().await;
    let names = device.key_store.names();
    let aside = names.iter().find(|name| name.as_str().starts_with("vault.set-aside.")).unwrap();
    assert_eq!(device.key_store.get(aside).await.unwrap().reveal(), key.reveal());
    // The file turns up again.
    std::fs::write(device.vault(), &lost).unwrap();
    device.key_store.put(&vault_entry(), &key).await.unwrap();
    assert_eq!(device.start().await.state().await.unwrap().account_count, Some(1));
}

#[tokio::test]
async fn where_there_is_no_key_store_a_damaged_vault_gives_place_to_a_new_passphrase() {
    let device = Device::new();
    device.key_store.fail_with(Some(Failure::NoStore));
    let app = device.app();
    assert_eq!(app.state().await.unwrap().phase, Phase::PassphraseWanted);
    app.choose_passphrase(text(PASSPHRASE)).await.unwrap();
    app.close().await;
    let damaged = damage(&device);
    let app = damaged_app(&device).await;
    let aside = app.start_over_beside_vault().await.unwrap();
    assert_eq!(std::fs::read(aside).unwrap(), damaged);
    assert_eq!(app.state().await.unwrap().phase, Phase::PassphraseWanted);
    app.choose_passphrase(text(PASSPHRASE)).await.unwrap();
    assert_eq!(app.state().await.unwrap().account_count, Some(0));
}
