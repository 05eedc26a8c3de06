//! A damaged vault gives place to a whole one, and one that does not open is set aside. Nothing is written over.

use std::path::{Path, PathBuf};

use countersign_vault::{
    DocumentName, NewSlot, Passphrase, PassphraseCost, Replaced, SlotKind, Unlock, Vault, VaultError,
};
use zeroize::Zeroizing;

use crate::fixture::{Place, at, code_account};

const PAGE: usize = 8_192;
const ACCOUNTS: usize = 40;

async fn filled() -> (Place, Vault) {
    let place = Place::new();
    let passphrase = passphrase();
    let slots =
        [NewSlot::KeyStore(place.entry.key()), NewSlot::Passphrase(&passphrase, PassphraseCost::CHEAP)];
    let vault = place.create_with(&slots).await;
    for number in 0..ACCOUNTS {
        vault.add_account(code_account(&format!("Bank {number}")), None, at(1)).await.expect("added");
    }
    vault.put_document(&groups(), b"[\"Work\"]").await.expect("written");
    (place, vault)
}

fn passphrase() -> Passphrase {
    Passphrase::new(Zeroizing::new("correct horse battery staple".to_owned()))
}

fn groups() -> DocumentName {
    DocumentName::new("groups").expect("a name")
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

async fn replace(place: &Place) -> Result<Replaced, VaultError> {
    let salvaged = Vault::salvage(&place.path(), &Unlock::KeyStore(place.entry.key())).await?;
    Vault::replace_damaged(&salvaged, place.random.clone()).await
}

#[tokio::test]
async fn whatever_page_is_lost_the_new_vault_has_what_was_read_and_opens_as_before() {
    let (place, vault) = filled().await;
    vault.close().await;
    let bytes = std::fs::read(place.path()).expect("the file");
    let mut replaced_some = 0;
    for page in 0..bytes.len() / PAGE {
        let mut damaged = bytes.clone();
        damaged[page * PAGE..(page + 1) * PAGE].fill(0x55);
        std::fs::write(place.path(), &damaged).expect("damaged");
        let Ok(salvaged) = Vault::salvage(&place.path(), &Unlock::KeyStore(place.entry.key())).await else {
            continue;
        };
        let read = salvaged.listing.accounts.len();
        let Replaced { vault, kept } =
            Vault::replace_damaged(&salvaged, place.random.clone()).await.expect("replaced");
        assert_eq!(std::fs::read(&kept).expect("kept"), damaged, "page {page}");
        let listing = vault.accounts().await.expect("a listing");
        assert_eq!((listing.accounts.len(), listing.unreadable.len()), (read, 0), "page {page}");
        let recovery_key = vault.reveal_recovery_key().await.expect("a recovery key");
        vault.close().await;
        place.open_with(&Unlock::Passphrase(&passphrase())).await.expect("opens").close().await;
        place.open_with(&Unlock::Recovery(&recovery_key)).await.expect("opens").close().await;
        place.open().await.expect("opens").close().await;
        replaced_some += 1;
    }
    assert!(replaced_some > 5, "{replaced_some}");
}

#[tokio::test]
async fn a_vault_that_lost_no_row_keeps_its_documents_and_its_recovery_key() {
    let (place, vault) = filled().await;
    let before = vault.reveal_recovery_key().await.expect("a key");
    vault.close().await;
    let mut damaged = std::fs::read(place.path()).expect("the file");
    damaged[..100].fill(0x55);
    std::fs::write(place.path(), &damaged).expect("damaged");
    assert!(matches!(place.open().await, Err(VaultError::Damaged(_))));
    let left = Vault::slots_left(&place.path()).expect("looked");
    assert_eq!(left, [SlotKind::KeyStore, SlotKind::Passphrase, SlotKind::Recovery]);
    let Replaced { vault, kept } = replace(&place).await.expect("replaced");
    assert_eq!(kept, beside(&place.path(), ".damaged"));
    assert_eq!(vault.accounts().await.expect("a listing").accounts.len(), ACCOUNTS);
    let document = vault.document(&groups()).await.expect("read").expect("there");
    assert_eq!(document.reveal(), b"[\"Work\"]");
    assert_eq!(vault.reveal_recovery_key().await.expect("a key").reveal(), before.reveal());
}

#[tokio::test]
async fn what_only_the_log_has_comes_along_and_the_log_is_kept() {
    let (place, vault) = filled().await;
    // The process is gone without closing: the log stays. Here it is a copy of what a running one has.
    let log = std::fs::read(beside(&place.path(), "-wal")).expect("a log");
    let mut damaged = std::fs::read(place.path()).expect("the file");
    vault.close().await;
    damaged.truncate(damaged.len().max(200));
    damaged[..16].fill(0x55);
    std::fs::write(place.path(), &damaged).expect("damaged");
    std::fs::write(beside(&place.path(), "-wal"), &log).expect("written");
    let Replaced { vault, kept } = replace(&place).await.expect("replaced");
    assert_eq!(vault.accounts().await.expect("a listing").accounts.len(), ACCOUNTS);
    assert_eq!(std::fs::read(&kept).expect("kept"), damaged);
    assert_eq!(std::fs::read(beside(&kept, "-wal")).expect("kept"), log);
    vault.close().await;
    assert_eq!(place.open().await.expect("opens").accounts().await.expect("read").accounts.len(), ACCOUNTS);
}

#[tokio::test]
async fn files_that_have_changed_meanwhile_and_a_vault_in_use_stay() {
    let (place, vault) = filled().await;
    let salvaged = Vault::salvage(&place.path(), &Unlock::KeyStore(place.entry.key())).await;
    let error = Vault::replace_damaged(&salvaged.expect("salvaged"), place.random.clone()).await;
    assert!(matches!(error, Err(VaultError::InUse)), "{error:?}");
    assert!(matches!(Vault::set_aside(&place.path()), Err(VaultError::InUse)));
    vault.close().await;
    let salvaged = Vault::salvage(&place.path(), &Unlock::KeyStore(place.entry.key())).await;
    std::fs::write(place.path(), b"another file").expect("written");
    let error = Vault::replace_damaged(&salvaged.expect("salvaged"), place.random.clone()).await;
    assert!(matches!(error, Err(VaultError::AlreadyThere)), "{error:?}");
    assert_eq!(std::fs::read(place.path()).expect("the file"), b"another file");
    assert!(!beside(&place.path(), ".damaged").exists());
}

#[tokio::test]
async fn each_vault_that_is_set_aside_has_a_name_of_its_own() {
    let (place, vault) = filled().await;
    vault.close().await;
    let first = std::fs::read(place.path()).expect("the file");
    let aside = Vault::set_aside(&place.path()).expect("set aside");
    assert!(!place.path().exists());
    assert_eq!(std::fs::read(&aside).expect("kept"), first);
    place.create().await.close().await;
    let other = Vault::set_aside(&place.path()).expect("set aside");
    assert_ne!(aside, other);
    assert_eq!(std::fs::read(&aside).expect("kept"), first);
    assert!(matches!(Vault::set_aside(&place.path()), Err(VaultError::Missing)));
    std::fs::rename(&aside, place.path()).expect("brought back");
    assert_eq!(place.open().await.expect("opens").accounts().await.expect("read").accounts.len(), ACCOUNTS);
}
