//! Several processes on one vault: nothing is lost, and each sees what the others do.

use std::process::{Child, Command};

use countersign_otp::{Algorithm, Digits, Generator, Hotp, Secret};
use countersign_vault::{AccountId, Bringing, DocumentName, KeyStoreEntry, NewAccount, Unlock, Vault};

use crate::fixture::{Place, at, code_account};

const PATH: &str = "COUNTERSIGN_TEST_SHARED_VAULT";
const ENTRY: &str = "COUNTERSIGN_TEST_SHARED_ENTRY";
const COUNTED: &str = "COUNTERSIGN_TEST_SHARED_ACCOUNT";
const ROUNDS: u64 = 10;
const PROCESSES: u64 = 3;

fn by_counter() -> NewAccount {
    let secret = Secret::from_bytes(b"12345678901234567890".to_vec()).expect("not empty");
    let hotp = Hotp::new(secret, Algorithm::Sha1, Digits::new(6).expect("valid"));
    NewAccount {
        codes: Some(Generator::Hotp(hotp, countersign_otp::Counter::new(0))),
        ..code_account("Bank")
    }
}

async fn count(vault: &Vault, id: AccountId) {
    let change = |account: &mut countersign_vault::Account| {
        if let Some(Generator::Hotp(_, counter)) = &mut account.codes {
            *counter = counter.following();
        }
    };
    vault.update_account(id, change).await.expect("counted");
}

/// Not a test by itself: one of the processes.
#[tokio::test]
async fn another_process() {
    let (Ok(path), Ok(entry)) = (std::env::var(PATH), std::env::var(ENTRY)) else { return };
    let counted: AccountId = std::env::var(COUNTED).expect("told").parse().expect("an id");
    let bytes = data_encoding::HEXLOWER.decode(entry.as_bytes()).expect("hexadecimal");
    let entry = KeyStoreEntry::from_bytes(&bytes).expect("an entry");
    let random = std::sync::Arc::new(countersign_vault::SystemRandom);
    let vault = Vault::open(path.as_ref(), &Unlock::KeyStore(entry.key()), random).await.expect("opens");
    for round in 0..ROUNDS {
        count(&vault, counted).await;
        let id = vault.add_account(code_account("Added"), None, at(round)).await.expect("added");
        vault.move_account(id, 0).await.expect("moved");
        let accounts = vec![code_account("Brought"), code_account("Brought")];
        let bringing = Bringing { source: "Aegis".into(), accounts, replaced: Vec::new() };
        vault.import(bringing, at(round)).await.expect("imported");
    }
    vault.close().await;
}

fn start(place: &Place, counted: AccountId) -> Child {
    Command::new(std::env::current_exe().expect("this program"))
        .args(["--exact", "sharing::another_process", "--nocapture"])
        .env(PATH, place.path())
        .env(ENTRY, data_encoding::HEXLOWER.encode(&place.entry.reveal_bytes()))
        .env(COUNTED, counted.to_string())
        .stdout(std::process::Stdio::null())
        .spawn()
        .expect("starts")
}

#[tokio::test]
async fn processes_that_write_at_once_lose_no_change_of_each_other() {
    let place = Place::new();
    let vault = place.create().await;
    let counted = vault.add_account(by_counter(), None, at(1)).await.expect("added");
    let children: Vec<_> = (0..PROCESSES).map(|_| start(&place, counted)).collect();
    for _ in 0..ROUNDS {
        count(&vault, counted).await;
        vault.accounts().await.expect("a listing");
    }
    for mut child in children {
        let status = tokio::task::spawn_blocking(move || child.wait()).await.expect("waits").expect("ends");
        assert!(status.success());
    }
    assert!(vault.changed_elsewhere().await.expect("looks"));
    let listing = vault.accounts().await.expect("a listing");
    assert_eq!(listing.unreadable, []);
    let named = |name: &str| listing.accounts.iter().filter(|account| account.service == name).count() as u64;
    assert_eq!((named("Added"), named("Brought")), (PROCESSES * ROUNDS, 2 * PROCESSES * ROUNDS));
    assert_eq!(vault.imports(at(1)).await.expect("read").len() as u64, PROCESSES * ROUNDS);
    let Some(Generator::Hotp(_, reached)) = &vault.account(counted).await.expect("there").codes else {
        panic!("it goes by a counter")
    };
    assert_eq!(reached.value(), (PROCESSES + 1) * ROUNDS);
}

#[tokio::test]
async fn each_sees_what_the_other_changes_and_is_told_of_it_once() {
    let place = Place::new();
    let one = place.create().await;
    let other = place.open().await.expect("opens beside");
    let id = one.add_account(code_account("Bank"), None, at(1)).await.expect("added");
    assert!(!one.changed_elsewhere().await.expect("looks"), "its own change is none elsewhere");
    assert!(other.changed_elsewhere().await.expect("looks"));
    assert!(!other.changed_elsewhere().await.expect("looks"), "that was told already");

    assert_eq!(other.accounts().await.expect("a listing").accounts.len(), 1);
    one.remove_account(id, at(2)).await.expect("removed");
    assert!(other.accounts().await.expect("a listing").accounts.is_empty(), "not the listing of before");
    assert!(other.changed_elsewhere().await.expect("looks"), "reading does not use the news up");
    one.close().await;
    other.restore_account(id).await.expect("goes on alone");
}

#[tokio::test]
async fn of_two_that_make_a_document_for_the_first_time_the_first_one_counts() {
    let place = Place::new();
    let (one, other) = (place.create().await, place.open().await.expect("shared"));
    let name = DocumentName::new("made-once").expect("a name");
    let (first, second) =
        tokio::join!(one.document_or_put(&name, b"one"), other.document_or_put(&name, b"other"));
    let (first, second) = (first.expect("put"), second.expect("put"));
    assert_eq!(first.reveal(), second.reveal());
    let kept = other.document(&name).await.expect("read").expect("there");
    assert_eq!(kept.reveal(), first.reveal());
}

/// Both read a list and put their own words behind it, at the same time.
#[tokio::test]
async fn changes_of_one_document_at_once_lose_none() {
    let place = Place::new();
    let (one, other) = (place.create().await, place.open().await.expect("opens"));
    let name = DocumentName::new("backup.kept").expect("a name");
    let add = async |vault: &Vault, word: &str| {
        let change = |before: Option<&[u8]>| {
            let mut after = before.unwrap_or_default().to_vec();
            after.extend_from_slice(word.as_bytes());
            (Some(after.into()), ())
        };
        for _ in 0..20 {
            vault.change_document(&name, change).await.expect("changed");
            tokio::task::yield_now().await;
        }
    };
    tokio::join!(add(&one, "a"), add(&other, "b"));
    let document = one.document(&name).await.expect("read").expect("there");
    let text = std::str::from_utf8(document.reveal()).expect("a text");
    assert_eq!((text.matches('a').count(), text.matches('b').count()), (20, 20));
}
