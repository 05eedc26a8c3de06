//! The ways to open a vault, changed while it is open.

use countersign_otp::UnixTime;
use countersign_vault::{
    InvalidPin, KeyStoreEntry, NewSlot, Passphrase, PassphraseCost, Pin, SlotKind, Standing, Unlock, Vault,
    VaultError, WrapKey,
};
use zeroize::Zeroizing;

use crate::fixture::{Place, at, code_account};

const CHEAP: PassphraseCost = PassphraseCost::CHEAP;

fn passphrase(text: &str) -> Passphrase {
    Passphrase::new(text.to_owned())
}

fn pin(digits: &str) -> Pin {
    Pin::parse(Zeroizing::new(digits.to_owned())).expect("a PIN")
}

async fn opens(place: &Place, unlock: &Unlock<'_>) -> Result<(), VaultError> {
    let vault = place.open_with(unlock).await?;
    assert_eq!(vault.accounts().await.expect("reads").accounts.len(), 1);
    vault.close().await;
    Ok(())
}

async fn filled(place: &Place) -> Vault {
    let vault = place.create().await;
    vault.add_account(code_account("Bank"), None, at(1)).await.expect("added");
    vault
}

#[tokio::test]
async fn a_pin_opens_only_together_with_its_key() {
    let place = Place::new();
    let vault = filled(&place).await;
    let key = WrapKey::random(place.random.as_ref());
    let digits = pin("4071");
    vault.change_slots(&[NewSlot::Pin(&digits, &key, CHEAP)], &[SlotKind::KeyStore]).await.expect("changed");
    vault.close().await;

    let header = Vault::peek(&place.path()).await.expect("reads");
    assert!(header.has_slot(SlotKind::Pin) && !header.has_slot(SlotKind::KeyStore));
    assert!(matches!(place.open().await, Err(VaultError::NoSuchSlot)));
    let other = WrapKey::random(place.random.as_ref());
    for unlock in [Unlock::Pin(&pin("4072"), &key), Unlock::Pin(&digits, &other)] {
        assert!(matches!(opens(&place, &unlock).await, Err(VaultError::WrongKey)), "{unlock:?}");
    }
    opens(&place, &Unlock::Pin(&digits, &key)).await.expect("both are right");
}

#[tokio::test]
async fn a_slot_of_the_same_kind_is_replaced_and_no_row_is_sealed_again() {
    let place = Place::new();
    let vault = filled(&place).await;
    let (old, new) = (passphrase("old words"), passphrase("new words"));
    vault.change_slots(&[NewSlot::Passphrase(&old, CHEAP)], &[]).await.expect("set");
    vault.close().await;
    let before = rows(&place);
    let vault = place.open().await.expect("opens");
    vault.change_slots(&[NewSlot::Passphrase(&new, CHEAP)], &[SlotKind::KeyStore]).await.expect("set");
    assert!(matches!(vault.check_key(&Unlock::Passphrase(&old)).await, Err(VaultError::WrongKey)));
    vault.check_key(&Unlock::Passphrase(&new)).await.expect("the new one");
    vault.close().await;
    assert_eq!(rows(&place), before);
    assert!(matches!(opens(&place, &Unlock::Passphrase(&old)).await, Err(VaultError::WrongKey)));
    opens(&place, &Unlock::Passphrase(&new)).await.expect("the new one");
}

/// How often the seals of rows changed: sealed rows in the file, as they lie there.
fn rows(place: &Place) -> Vec<u8> {
    let script = "import sqlite3,sys,hashlib\ndb=sqlite3.connect(sys.argv[1])\n\
                  rows=db.execute('SELECT id,sealed FROM records ORDER BY id').fetchall()\n\
                  sys.stdout.write(hashlib.sha256(repr(rows).encode()).hexdigest())";
    let run = std::process::Command::new("python3").args(["-c", script]).arg(place.path()).output();
    let run = run.expect("python3 runs");
    assert!(run.status.success() && run.stdout.len() == 64);
    run.stdout
}

#[tokio::test]
async fn the_last_way_in_stays() {
    let place = Place::new();
    let vault = filled(&place).await;
    let removed = vault.change_slots(&[], &[SlotKind::KeyStore]).await;
    assert!(matches!(removed, Err(VaultError::LastSlot)));
    vault.change_slots(&[], &[SlotKind::Recovery]).await.expect("nothing to do");
    let recovery = vault.reveal_recovery_key().await.expect("a key");
    vault.close().await;
    opens(&place, &Unlock::KeyStore(place.entry.key())).await.expect("as before");
    opens(&place, &Unlock::Recovery(&recovery)).await.expect("as before");
}

#[tokio::test]
async fn a_renewed_recovery_key_takes_the_older_one_s_place() {
    let place = Place::new();
    let vault = filled(&place).await;
    let old = vault.reveal_recovery_key().await.expect("a key");
    let new = vault.renew_recovery_key().await.expect("another");
    assert_ne!(old.reveal(), new.reveal());
    assert_eq!(vault.reveal_recovery_key().await.expect("a key").reveal(), new.reveal());
    vault.close().await;
    assert!(matches!(opens(&place, &Unlock::Recovery(&old)).await, Err(VaultError::WrongKey)));
    opens(&place, &Unlock::Recovery(&new)).await.expect("the new one");
}

#[test]
fn a_pin_is_four_to_twelve_digits() {
    for (text, fits) in [
        ("1234", true),
        ("123456789012", true),
        ("123", false),
        ("1234567890123", false),
        ("12a4", false),
        ("１２３４", false),
        ("12 34", false),
    ] {
        let parsed = Pin::parse(Zeroizing::new(text.to_owned()));
        assert_eq!(parsed.is_ok(), fits, "{text}");
        assert!(fits || matches!(parsed, Err(InvalidPin)));
    }
    assert!(!format!("{:?}", pin("4071")).contains('4'));
}

#[tokio::test]
async fn a_change_of_keys_that_was_cut_off_leaves_both_to_try() {
    let place = Place::new();
    let vault = filled(&place).await;
    let entry = KeyStoreEntry::for_vault(place.entry.vault(), place.random.as_ref());
    let entry = entry.with_next_key(place.random.as_ref());
    let entry = KeyStoreEntry::from_bytes(&entry.reveal_bytes()).expect("its own bytes");
    let next = entry.next_key().expect("a next key");
    vault.change_slots(&[NewSlot::KeyStore(next)], &[]).await.expect("changed");
    vault.close().await;
    opens(&place, &Unlock::KeyStore(next)).await.expect("the slot was made");
    let entry = entry.with_next_key_only();
    assert!(entry.next_key().is_none());
    opens(&place, &Unlock::KeyStore(entry.key())).await.expect("it is the only key now");
}

#[tokio::test]
async fn a_pin_without_its_entry_is_a_missing_key() {
    let place = Place::new();
    let vault = filled(&place).await;
    let slot = NewSlot::Pin(&pin("4071"), place.entry.key(), CHEAP);
    vault.change_slots(&[slot], &[SlotKind::KeyStore]).await.expect("changed");
    vault.close().await;
    let header = Vault::peek(&place.path()).await.expect("reads");
    assert_eq!(Standing::judge(Some(&header), Some(&place.entry)), Standing::PinWanted);
    assert_eq!(Standing::judge(Some(&header), None), Standing::KeyMissing);
}

#[test]
fn wrong_pins_are_counted_in_the_entry_until_a_right_one() {
    let place = Place::new();
    let now = UnixTime::from_seconds(1_800_000_000);
    let mut entry = KeyStoreEntry::begin(place.random.as_ref()).finished();
    for count in 1..=3 {
        entry = KeyStoreEntry::from_bytes(&entry.after_wrong_pin(now).reveal_bytes()).expect("its own bytes");
        assert_eq!(entry.wrong_pins(), (count, now));
    }
    assert_eq!(entry.after_right_pin().wrong_pins().0, 0);
}

#[test]
fn an_entry_of_the_first_version_is_read() {
    let mut bytes = vec![1, 1];
    bytes.extend([5; 16]);
    bytes.extend([7; 32]);
    let entry = KeyStoreEntry::from_bytes(&bytes).expect("50 bytes as they were");
    assert!(entry.is_finished() && entry.next_key().is_none() && entry.wrong_pins().0 == 0);
    bytes.push(0);
    assert!(KeyStoreEntry::from_bytes(&bytes).is_err());
}

#[tokio::test]
async fn a_biometric_slot_opens_by_its_own_key_only_and_never_stands_alone() {
    let place = Place::new();
    let vault = filled(&place).await;
    let key = WrapKey::random(place.random.as_ref());
    let alone = vault.change_slots(&[NewSlot::Biometric(&key)], &[SlotKind::KeyStore]).await;
    assert!(matches!(alone, Err(VaultError::LastSlot)));
    assert!(!vault.slots().await.expect("reads").contains(&SlotKind::Biometric), "nothing was changed");

    let digits = pin("4071");
    let slots = [NewSlot::Pin(&digits, place.entry.key(), CHEAP), NewSlot::Biometric(&key)];
    vault.change_slots(&slots, &[SlotKind::KeyStore]).await.expect("changed");
    let without_pin = vault.change_slots(&[], &[SlotKind::Pin]).await;
    assert!(matches!(without_pin, Err(VaultError::LastSlot)));
    vault.close().await;

    let header = Vault::peek(&place.path()).await.expect("reads");
    assert!(header.has_slot(SlotKind::Biometric));
    assert_eq!(Standing::judge(Some(&header), Some(&place.entry)), Standing::PinWanted);
    let other = WrapKey::random(place.random.as_ref());
    assert!(matches!(opens(&place, &Unlock::Biometric(&other)).await, Err(VaultError::WrongKey)));
    let same = WrapKey::from_bytes(Zeroizing::new(*key.reveal()));
    opens(&place, &Unlock::Biometric(&same)).await.expect("its own key");
    opens(&place, &Unlock::Pin(&digits, place.entry.key())).await.expect("the PIN, too");
}
