//! Vaults that do not open as they should: damaged, or opened by the words of the recovery sheet.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use countersign_backup::recovery_key_words;
use countersign_vault::{Passphrase, SystemRandom, Unlock, Vault};
use zeroize::Zeroizing;

use crate::computer::{Computer, PASSPHRASE, RFC_KEY};

/// Two accounts in a vault at a place of its own.
fn with_vault() -> (Computer, PathBuf) {
    let computer = Computer::new();
    let links = [
        format!("otpauth://totp/GitHub:ada?secret={RFC_KEY}"),
        "otpauth://totp/Mail:ada?secret=JBSWY3DPEHPK3PXP".to_owned(),
    ];
    computer.run_with(&["add", "-", "--vault", "own.db"], &links.join("\n")).done();
    let vault = computer.path("own.db");
    (computer, vault)
}

/// Makes SQLite refuse the file; its rows are whole.
fn damage(vault: &Path) -> Vec<u8> {
    let mut bytes = fs::read(vault).unwrap();
    bytes[..100].fill(0x55);
    fs::write(vault, &bytes).unwrap();
    bytes
}

fn recovery_words(vault: &Path) -> String {
    let passphrase = Passphrase::new(Zeroizing::new(PASSPHRASE.to_owned()));
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let unlock = Unlock::Passphrase(&passphrase);
        let vault = Vault::open(vault, &unlock, Arc::new(SystemRandom)).await.unwrap();
        let key = vault.reveal_recovery_key().await.unwrap();
        vault.close().await;
        recovery_key_words(key.reveal()).to_string()
    })
}

#[test]
fn a_damaged_vault_is_shown_saved_and_kept() {
    let (computer, vault) = with_vault();
    let damaged = damage(&vault);
    let list = computer.run(&["list", "--vault", "own.db", "--json"]).ended(5);
    assert_eq!(list.failure(), "vault_damaged");
    assert!(list.said("countersign salvage"), "{}", list.beside);
    let doctor = computer.run(&["doctor", "--vault", "own.db"]).ended(8);
    assert!(doctor.said("2 accounts can be read"), "{}", doctor.out);
    let shown = computer.run(&["salvage", "--preview", "--vault", "own.db"]).done();
    assert!(shown.said("GitHub") && shown.said("Mail"), "{}", shown.out);
    assert_eq!(fs::read(&vault).unwrap(), damaged, "showing changes nothing");
    // Nobody can be asked.
    computer.run(&["salvage", "--vault", "own.db"]).ended(7);
    let report = computer.run(&["salvage", "--yes", "--json", "--vault", "own.db"]).done().json();
    assert_eq!(report["accounts"].as_array().unwrap().len(), 2);
    assert_eq!(report["saved"]["accounts"], 2);
    assert_eq!(report["saved"]["kept"], "own.db.damaged");
    assert_eq!(fs::read(computer.path("own.db.damaged")).unwrap(), damaged);
    let code = computer.run(&["code", "github", "--at", "59", "--vault", "own.db"]).done();
    assert_eq!(code.out, "287082\n");
    let sound = computer.run(&["salvage", "--vault", "own.db"]).done();
    assert!(sound.said("not damaged"), "{}", sound.beside);
}

#[test]
fn what_nothing_can_be_read_of_gives_place_to_a_backup() {
    let (computer, vault) = with_vault();
    computer.file("backup-passphrase", format!("{PASSPHRASE}\n"));
    let arguments = ["backup", "saved.age", "--new-passphrase-file", "backup-passphrase"];
    let with_place = [&arguments[..], &["--vault", "own.db"]].concat();
    computer.run(&with_place).done();
    let junk = vec![0x55; 40_000];
    fs::write(&vault, &junk).unwrap();
    let lost = computer.run(&["salvage", "--yes", "--vault", "own.db", "--json"]).ended(5);
    assert_eq!(lost.failure(), "vault_damaged");
    assert!(lost.said("--begin-anew"), "{}", lost.beside);
    let restore =
        ["restore", "saved.age", "--password-file", "backup-passphrase", "--begin-anew", "--vault", "own.db"];
    computer.run(&restore).done();
    assert_eq!(fs::read(computer.path("own.db.set-aside")).unwrap(), junk);
    let code = computer.run(&["code", "github", "--at", "59", "--vault", "own.db"]).done();
    assert_eq!(code.out, "287082\n");
}

#[test]
fn the_words_of_the_recovery_sheet_open_the_vault_in_place_of_the_passphrase() {
    let (computer, vault) = with_vault();
    let words = computer.file("words", recovery_words(&vault));
    let given = ["code", "github", "--at", "59", "--vault", "own.db", "--passphrase-file"];
    let arguments = [&given[..], &[words.to_str().unwrap()]].concat();
    assert_eq!(computer.run_bare(&arguments, "").done().out, "287082\n");
    let other = computer.file("other-words", recovery_key_words(&[7; 16]).as_str());
    let arguments = [&given[..], &[other.to_str().unwrap()]].concat();
    computer.run_bare(&arguments, "").ended(5);
    let neither = computer.file("neither", "something else");
    let arguments = [&given[..], &[neither.to_str().unwrap(), "--json"]].concat();
    assert_eq!(computer.run_bare(&arguments, "").ended(5).failure(), "passphrase_wrong");
    // A damaged one is read by them too.
    damage(&vault);
    let arguments = ["salvage", "--yes", "--vault", "own.db", "--passphrase-file", words.to_str().unwrap()];
    computer.run_bare(&arguments, "").done();
    computer.run(&["code", "github", "--vault", "own.db"]).done();
}
