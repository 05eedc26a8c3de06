//! A process that is killed while it writes loses nothing that it has confirmed.

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};

use crate::fixture::{Place, at, code_account};
use countersign_vault::{AccountId, KeyStoreEntry, Unlock, Vault};

const PATH: &str = "COUNTERSIGN_TEST_VAULT";
const ENTRY: &str = "COUNTERSIGN_TEST_ENTRY";

/// Not a test by itself: the process that is killed.
#[tokio::test]
async fn writer() {
    let (Ok(path), Ok(entry)) = (std::env::var(PATH), std::env::var(ENTRY)) else { return };
    let bytes = data_encoding::HEXLOWER.decode(entry.as_bytes()).expect("hexadecimal");
    let entry = KeyStoreEntry::from_bytes(&bytes).expect("an entry");
    let random = std::sync::Arc::new(countersign_vault::SystemRandom);
    let vault = Vault::open(path.as_ref(), &Unlock::KeyStore(entry.key()), random).await.expect("opens");
    let mut out = std::io::stdout();
    for round in 0_u32.. {
        let id = vault.add_account(code_account("Bank"), None, at(1)).await.expect("added");
        writeln!(out, "added {id}").expect("told");
        if round % 3 == 2 {
            vault.erase_account(id).await.expect("erased");
            writeln!(out, "erased {id}").expect("told");
        } else {
            vault.update_account(id, |account| account.user = "changed".into()).await.expect("changed");
            writeln!(out, "changed {id}").expect("told");
        }
    }
}

#[tokio::test]
async fn what_was_confirmed_before_a_kill_is_there_afterwards() {
    let place = Place::new();
    place.create().await.close().await;
    let entry = data_encoding::HEXLOWER.encode(&place.entry.reveal_bytes());
    let mut known: std::collections::BTreeMap<AccountId, bool> = std::collections::BTreeMap::new();
    for lines in [1, 2, 3, 5, 8, 13, 4, 7] {
        let mut child = Command::new(std::env::current_exe().expect("this program"))
            .args(["--exact", "kill::writer", "--nocapture"])
            .env(PATH, place.path())
            .env(ENTRY, &entry)
            .stdout(Stdio::piped())
            .spawn()
            .expect("starts");
        let output = BufReader::new(child.stdout.take().expect("piped"));
        let mut seen = 0;
        let mut erased = Vec::new();
        for line in output.lines().map_while(Result::ok) {
            let mut words = line.rsplit(' ');
            let Some(Ok(id)) = words.next().map(str::parse::<AccountId>) else { continue };
            match words.next() {
                Some("added") => drop(known.entry(id).or_insert(false)),
                Some("changed") => drop(known.insert(id, true)),
                Some("erased") => erased.push(id),
                _ => continue,
            }
            seen += 1;
            if seen == lines {
                child.kill().expect("killed");
            }
        }
        child.wait().expect("ended");
        assert!(seen >= lines, "the writer wrote {seen} lines");
        let vault = place.open().await.expect("opens after the kill");
        let listing = vault.accounts().await.expect("a listing");
        assert_eq!(listing.unreadable, []);
        for id in erased {
            known.remove(&id);
            assert!(listing.accounts.iter().all(|account| account.id() != id), "erased for good");
        }
        // The last one added may have been erased by a transaction that nobody heard of any more.
        let lost: Vec<_> = known
            .keys()
            .filter(|id| listing.accounts.iter().all(|account| account.id() != **id))
            .copied()
            .collect();
        assert!(lost.len() <= 1, "lost: {lost:?}");
        for id in lost {
            assert_eq!(known.remove(&id), Some(false), "a changed account is never erased");
        }
        for account in &listing.accounts {
            if known.get(&account.id()) == Some(&true) {
                assert_eq!(account.user, "changed");
            }
            // What nobody heard of may be there too; from now on it is known.
            known.entry(account.id()).or_insert(account.user == "changed");
        }
        vault.close().await;
    }
}
