//! A process that is killed at any moment loses nothing that it has confirmed.
//!
//! `COUNTERSIGN_KILLS` says how often, all three tests together; by hand 1,000, else 100.

use std::io::{BufRead, BufReader};
use std::process::Command;
use std::time::Duration;

use countersign_vault::{KeyStoreEntry, Unlock, Vault};

use crate::fixture::Place;
use crate::formats::{FORMAT_1, FORMAT_1_ENTRY};
use crate::writer::{Dice, Expected, command};

/// This many of a hundred kills.
fn kills(of_hundred: u64) -> u64 {
    let all = std::env::var("COUNTERSIGN_KILLS").map_or(100, |text| text.parse().expect("a number"));
    (all * of_hundred).div_ceil(100)
}

/// Starts the process, kills it this long after its first word, and hears what it has said until then.
fn kill_after(mut command: Command, delay: Duration, mut hear: impl FnMut(&str)) {
    let mut child = command.spawn().expect("starts");
    let mut output = BufReader::new(child.stdout.take().expect("piped"));
    let mut line = String::new();
    while !line.starts_with(":begin") {
        line.clear();
        assert!(output.read_line(&mut line).expect("read") > 0, "the process began");
    }
    std::thread::sleep(delay);
    child.kill().expect("killed");
    child.wait().expect("ended");
    output.lines().map_while(Result::ok).for_each(|line| hear(&line));
}

#[tokio::test]
async fn while_it_writes_and_imports() {
    let place = Place::new();
    place.create().await.close().await;
    let (mut dice, mut expected) = (Dice(1), Expected::default());
    for kill in 0..kills(70) {
        let delay = Duration::from_micros(dice.below(120_000));
        kill_after(command(&place, kill), delay, |line| expected.hear(line));
        let vault = place.open().await.unwrap_or_else(|error| panic!("kill {kill}: {error:?}"));
        expected.check(&vault, &format!("kill {kill}")).await;
        vault.close().await;
    }
    assert_eq!(expected.failures.len(), 0, "{:?}", expected.failures);
    assert!(expected.confirmed > 0, "it was always killed before it did anything");
}

#[tokio::test]
async fn while_it_brings_an_older_vault_up() {
    let bytes = data_encoding::HEXLOWER.decode(FORMAT_1_ENTRY.as_bytes()).expect("hexadecimal");
    let mut dice = Dice(2);
    for kill in 0..kills(15) {
        let mut place = Place::new();
        place.entry = KeyStoreEntry::from_bytes(&bytes).expect("an entry");
        std::fs::create_dir_all(place.path().parent().expect("a folder")).expect("made");
        std::fs::write(place.path(), FORMAT_1).expect("written");
        kill_after(command(&place, kill), Duration::from_micros(dice.below(25_000)), |_| ());
        let vault = place.open().await.unwrap_or_else(|error| panic!("kill {kill}: {error:?}"));
        let listing = vault.accounts().await.expect("a listing");
        let has = |name: &str| listing.accounts.iter().any(|account| account.service == name);
        assert!(has("Bank") && has("Mail") && listing.unreadable.is_empty(), "kill {kill}: {listing:?}");
        vault.close().await;
    }
}

#[tokio::test]
async fn while_it_makes_a_vault() {
    let mut dice = Dice(3);
    for kill in 0..kills(15) {
        let place = Place::new();
        kill_after(command(&place, kill), Duration::from_micros(dice.below(25_000)), |_| ());
        if Vault::exists(&place.path()).expect("the file system answers") {
            place.open().await.unwrap_or_else(|error| panic!("kill {kill}: {error:?}")).close().await;
        } else {
            place.create().await.close().await;
        }
        let unlock = Unlock::KeyStore(place.entry.key());
        place.open_with(&unlock).await.unwrap_or_else(|error| panic!("kill {kill}: {error:?}"));
    }
}
