//! How a vault is made and opened, and what is said when it cannot be.

use crate::fixture::{Place, at, code_account};
use countersign_vault::{
    Damage, KeyStoreEntry, NewSlot, Passphrase, PassphraseCost, SlotKind, Standing, Unlock, Vault,
    VaultError, VaultId, WrapKey,
};
use zeroize::Zeroizing;

fn passphrase(text: &str) -> Passphrase {
    Passphrase::new(text.to_owned())
}

/// Changes the file from outside, as no program of ours would.
async fn tamper(place: &Place, sql: &'static str) {
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(place.path());
    let pool = sqlx::SqlitePool::connect_with(options).await.expect("opens");
    sqlx::raw_sql(sql).execute(&pool).await.expect("changes the file");
    pool.close().await;
}

async fn closed() -> Place {
    let place = Place::new();
    let vault = place.create().await;
    vault.add_account(code_account("Bank"), None, at(1)).await.expect("added");
    vault.close().await;
    place
}

#[tokio::test]
async fn each_kind_of_key_opens_the_same_vault() {
    let place = Place::new();
    let words = passphrase("correct horse battery staple");
    let slots = [NewSlot::KeyStore(place.entry.key()), NewSlot::Passphrase(&words, PassphraseCost::CHEAP)];
    let vault = place.create_with(&slots).await;
    let id = vault.add_account(code_account("Bank"), None, at(1)).await.expect("added");
    let recovery_key = vault.reveal_recovery_key().await.expect("a recovery key");
    vault.close().await;
    for unlock in
        [Unlock::KeyStore(place.entry.key()), Unlock::Passphrase(&words), Unlock::Recovery(&recovery_key)]
    {
        let vault = place.open_with(&unlock).await.unwrap_or_else(|error| panic!("{unlock:?}: {error}"));
        assert_eq!(vault.account(id).await.expect("there").service, "Bank");
        assert_eq!(vault.id(), place.entry.vault());
        vault.close().await;
    }
}

#[tokio::test]
async fn a_wrong_key_is_told_from_damage() {
    let place = Place::new();
    let words = passphrase("correct horse battery staple");
    let slots = [NewSlot::KeyStore(place.entry.key()), NewSlot::Passphrase(&words, PassphraseCost::CHEAP)];
    place.create_with(&slots).await.close().await;
    let other = WrapKey::random(place.random.as_ref());
    assert!(matches!(place.open_with(&Unlock::KeyStore(&other)).await, Err(VaultError::WrongKey)));
    let typo = passphrase("correct horse battery stable");
    assert!(matches!(place.open_with(&Unlock::Passphrase(&typo)).await, Err(VaultError::WrongKey)));

    for sql in [
        "UPDATE slots SET wrapped = zeroblob(length(wrapped)) WHERE kind = 'passphrase'",
        "UPDATE slots SET parameters = 'argon2id,m=9999999,t=3,p=1,salt=00' WHERE kind = 'passphrase'",
    ] {
        tamper(&place, sql).await;
        match place.open_with(&Unlock::Passphrase(&words)).await {
            Err(VaultError::Damaged(Damage::Column { table: "slots", .. })) => {}
            other => panic!("{sql}: {other:?}"),
        }
    }
    place.open().await.expect("the other slot still opens it");
}

#[tokio::test]
async fn a_slot_that_is_not_there_opens_nothing() {
    let place = closed().await;
    let words = passphrase("correct horse battery staple");
    assert!(matches!(place.open_with(&Unlock::Passphrase(&words)).await, Err(VaultError::NoSuchSlot)));
}

#[tokio::test]
async fn nothing_is_made_by_opening_and_nothing_overwritten_by_making() {
    let place = Place::new();
    assert!(matches!(place.open().await, Err(VaultError::Missing)));
    assert!(matches!(Vault::peek(&place.path()).await, Err(VaultError::Missing)));
    assert!(!Vault::exists(&place.path()).expect("the file system answers"));
    place.create().await.close().await;
    let before = std::fs::read(place.path()).expect("the file");
    let (path, id) = (place.path(), VaultId::random(place.random.as_ref()));
    let again = Vault::create(&path, id, &[], place.random.clone()).await;
    assert!(matches!(again, Err(VaultError::AlreadyThere)));
    assert_eq!(std::fs::read(place.path()).expect("the file"), before);
}

#[tokio::test]
async fn a_vault_that_is_open_can_be_looked_at_and_opened_beside_but_not_made_again() {
    let place = Place::new();
    let vault = place.create().await;
    assert_eq!(Vault::peek(&place.path()).await.expect("reads").vault(), place.entry.vault());
    place.open().await.expect("opens beside").close().await;
    let id = VaultId::random(place.random.as_ref());
    let again = Vault::create(&place.path(), id, &[], place.random.clone()).await;
    assert!(matches!(again, Err(VaultError::AlreadyThere)));
    vault.close().await;
    place.open().await.expect("opens after");
}

#[tokio::test]
async fn what_is_no_vault_is_refused_and_left_alone() {
    for content in [&b""[..], b"this is a text and not a database at all", &[0; 8_192]] {
        let place = closed().await;
        std::fs::write(place.path(), content).expect("written");
        match place.open().await {
            Err(VaultError::Damaged(_)) => {}
            other => panic!("{other:?}"),
        }
        assert_eq!(std::fs::read(place.path()).expect("read"), content);
    }
    let place = closed().await;
    tamper(&place, "PRAGMA application_id = 7").await;
    assert!(matches!(place.open().await, Err(VaultError::Damaged(Damage::NotAVault))));
}

#[tokio::test]
async fn a_cut_or_scribbled_file_is_damaged() {
    let place = closed().await;
    let whole = std::fs::read(place.path()).expect("the file");
    std::fs::write(place.path(), &whole[..whole.len() / 2]).expect("cut");
    assert!(matches!(place.open().await, Err(VaultError::Damaged(_))));
    let mut scribbled = whole.clone();
    scribbled[8_192..8_192 * 2].fill(0x55);
    std::fs::write(place.path(), &scribbled).expect("scribbled");
    assert!(matches!(place.open().await, Err(VaultError::Damaged(_))));
    std::fs::write(place.path(), &whole).expect("mended");
    place.open().await.expect("opens again");
}

#[tokio::test]
async fn a_newer_format_is_left_to_newer_programs() {
    let place = closed().await;
    tamper(&place, "PRAGMA user_version = 99").await;
    assert!(matches!(place.open().await, Err(VaultError::Newer { found: 99, known: 2 })));
    assert!(matches!(Vault::peek(&place.path()).await, Err(VaultError::Newer { .. })));
}

#[tokio::test]
async fn a_lost_header_is_named() {
    let place = closed().await;
    tamper(&place, "DELETE FROM header").await;
    match place.open().await {
        Err(VaultError::Damaged(Damage::Column { table: "header", .. })) => {}
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn an_interrupted_making_leaves_nothing_that_matters() {
    let place = Place::new();
    std::fs::create_dir_all(place.path().parent().expect("a folder")).expect("made");
    std::fs::write(place.path().with_file_name("vault.db.new"), b"half a vault").expect("written");
    assert!(matches!(place.open().await, Err(VaultError::Missing)));
    let vault = place.create().await;
    vault.add_account(code_account("Bank"), None, at(1)).await.expect("added");
    assert!(!place.path().with_file_name("vault.db.new").exists());
}

#[tokio::test]
async fn a_log_without_its_database_is_set_aside() {
    let place = closed().await;
    let log = place.path().with_file_name("vault.db-wal");
    std::fs::remove_file(place.path()).expect("lost");
    std::fs::write(&log, b"a log that belongs to the lost file").expect("left over");
    let vault = place.create().await;
    assert!(vault.accounts().await.expect("a listing").accounts.is_empty());
    assert!(place.path().with_file_name("vault.db-wal.orphan").exists());
}

#[cfg(unix)]
#[tokio::test]
async fn nobody_else_can_read_the_files() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    let place = closed().await;
    std::fs::set_permissions(place.path(), std::fs::Permissions::from_mode(0o644)).expect("loosened");
    let vault = place.open().await.expect("opens");
    vault.add_account(code_account("Mail"), None, at(1)).await.expect("added");
    let folder = place.path().parent().expect("a folder").to_owned();
    let mode = |path: &std::path::Path| std::fs::metadata(path).expect("there").mode() & 0o777;
    assert_eq!(mode(&folder), 0o700);
    let files: Vec<_> =
        std::fs::read_dir(&folder).expect("read").map(|file| file.expect("read").path()).collect();
    assert!(files.len() >= 3, "{files:?}");
    for file in files {
        assert_eq!(mode(&file), 0o600, "{}", file.display());
    }
}

#[tokio::test]
async fn file_and_key_store_together_say_what_is_the_case() {
    let place = Place::new();
    let begun = &place.entry;
    assert_eq!(Standing::judge(None, None), Standing::New);
    assert_eq!(Standing::judge(None, Some(begun)), Standing::New, "the making was interrupted");
    place.create().await.close().await;
    let header = Vault::peek(&place.path()).await.expect("reads");
    assert!(header.has_slot(SlotKind::KeyStore) && header.has_slot(SlotKind::Recovery));
    assert_eq!(Standing::judge(Some(&header), Some(begun)), Standing::Ready, "only the mark was missing");
    assert_eq!(Standing::judge(Some(&header), None), Standing::KeyMissing);
    let other = KeyStoreEntry::begin(place.random.as_ref()).finished();
    assert_eq!(Standing::judge(Some(&header), Some(&other)), Standing::KeyMissing);
    assert_eq!(Standing::judge(None, Some(&other)), Standing::VaultMissing);

    let by_words = Place::new();
    let words = passphrase("correct horse battery staple");
    by_words.create_with(&[NewSlot::Passphrase(&words, PassphraseCost::CHEAP)]).await.close().await;
    let header = Vault::peek(&by_words.path()).await.expect("reads");
    assert_eq!(Standing::judge(Some(&header), None), Standing::PassphraseWanted);
    assert_eq!(Standing::judge(Some(&header), Some(&other)), Standing::PassphraseWanted);
}

#[test]
fn the_key_store_s_entry_comes_back_as_it_was() {
    let place = Place::new();
    let bytes = place.entry.reveal_bytes();
    assert!(bytes.len() <= 2_500);
    let read = KeyStoreEntry::from_bytes(&bytes).expect("its own bytes");
    assert!(!read.is_finished() && read.vault() == place.entry.vault());
    let finished = read.finished().reveal_bytes();
    assert!(KeyStoreEntry::from_bytes(&finished).expect("its own bytes").is_finished());
    for damaged in [&bytes[1..], &[], &[9; 50], &[2; 92]] {
        assert!(KeyStoreEntry::from_bytes(damaged).is_err());
    }
}

#[test]
fn keys_do_not_show_in_debug() {
    let place = Place::new();
    let key = countersign_vault::RecoveryKey::from_bytes(Zeroizing::new([7; 16]));
    let shown = format!("{:?} {:?} {key:?}", place.entry, passphrase("correct horse"));
    assert!(!shown.contains("horse") && !shown.contains("7, 7"), "{shown}");
}
