//! Programs that are not ours: the independent reader in Python, and the public `age` tool.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use countersign_backup::{Backup, Key, Limits, Passphrase, WorkFactor, open, seal};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

use crate::support::{NOW, all, any_backup, every_kind, facts, identity, passphrase};

/// What `tests/reader.py` finds in these bytes.
pub(crate) fn python(kind: &str, bytes: &[u8], key: Option<&str>) -> Value {
    let folder = tempfile::tempdir().expect("a folder");
    let (file, key_file) = (folder.path().join("file"), folder.path().join("key"));
    fs::write(&file, bytes).expect("writes");
    fs::write(&key_file, key.unwrap_or_default()).expect("writes");
    let reader = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/reader.py");
    let mut command = Command::new(python_with_cryptography());
    command.env("PYTHONDONTWRITEBYTECODE", "1").arg(reader).arg(kind).arg(&file);
    command.arg(key.map_or(Path::new("-"), |_| &key_file)).arg(NOW.seconds().to_string());
    let output = command.output().expect("Python starts");
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{kind}: {complaint}");
    serde_json::from_slice(&output.stdout).expect("the reader writes JSON")
}

/// The first Python that has the package; which one differs between machines.
fn python_with_cryptography() -> &'static str {
    let has_it = |python: &&&str| {
        let probe = Command::new(python).args(["-c", "import cryptography"]).stderr(Stdio::null()).status();
        probe.is_ok_and(|status| status.success())
    };
    ["python3", "/usr/bin/python3"]
        .iter()
        .find(has_it)
        .expect("Python 3 with the package `cryptography` (Debian: python3-cryptography)")
}

/// So many random backups, always the same ones.
pub(crate) fn some_backups(count: usize, accounts: usize) -> Vec<Backup> {
    let mut runner = TestRunner::deterministic();
    let made = (0..count).map(|_| any_backup(accounts).new_tree(&mut runner).expect("makes one").current());
    made.collect()
}

/// The facts of all accounts that have codes, as the reader gives them for our own format.
fn expected(backup: &Backup) -> Value {
    let each = backup.accounts.iter().filter_map(|account| {
        let mut value = facts(account)?;
        value["groups"] = json!(account.groups);
        value["note"] = json!(*account.note);
        value["pinned"] = json!(account.is_pinned);
        value["origin"] = json!(account.pairing.as_ref().map(|pairing| &pairing.origin));
        Some(value)
    });
    each.collect()
}

#[test]
fn the_independent_reader_opens_our_backups_and_makes_the_same_codes() {
    let (identity, passphrase) = (identity(), passphrase());
    let identity_text = identity.reveal_text();
    for backup in some_backups(6, 60).into_iter().chain([every_kind()]) {
        let by_identity = seal(&backup, Key::Identity(&identity));
        assert_eq!(python("age", &by_identity, Some(&identity_text)), expected(&backup));
    }
    let by_passphrase = seal(&every_kind(), Key::Passphrase(&passphrase));
    let found = python("age", &by_passphrase, Some("correct horse, blåbær staple"));
    assert_eq!(found, expected(&every_kind()));
}

#[test]
fn the_independent_reader_opens_a_backup_of_several_chunks() {
    let identity = identity();
    let mut backup = every_kind();
    for account in &mut backup.accounts {
        account.note = "long ".repeat(10_000).into();
    }
    let file = seal(&backup, Key::Identity(&identity));
    assert!(file.len() > 5 * 64 * 1024);
    assert_eq!(python("age", &file, Some(&identity.reveal_text())), expected(&backup));
}

/// Runs `age`, which asks for passphrases on a terminal of its own.
fn age(folder: &Path, arguments: &[&str], passphrase: Option<&str>) {
    let output = match passphrase {
        None => Command::new("age").args(arguments).current_dir(folder).output(),
        Some(passphrase) => Command::new("python3")
            .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/with_terminal.py"))
            .arg(passphrase)
            .arg("age")
            .args(arguments)
            .current_dir(folder)
            .output(),
    };
    let output = output.expect("the public age tool starts (Debian: age)");
    let said =
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "age {arguments:?}: {said}");
}

#[test]
fn the_public_tool_opens_ours_and_we_open_its_files_by_identity() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    let (backup, identity) = (every_kind(), identity());
    fs::write(at("ours.age"), seal(&backup, Key::Identity(&identity))).expect("writes");
    fs::write(at("key.txt"), identity.reveal_text().as_bytes()).expect("writes");
    age(folder.path(), &["--decrypt", "-i", "key.txt", "-o", "ours.json", "ours.age"], None);
    for armor in [&["-a"][..], &[]] {
        let _ = fs::remove_file(at("theirs.age"));
        let recipient = identity.recipient();
        let mut arguments = vec!["-r", &recipient, "-o", "theirs.age"];
        arguments.extend(armor);
        arguments.push("ours.json");
        age(folder.path(), &arguments, None);
        let file = fs::read(at("theirs.age")).expect("is there");
        let reading = open(&file, Key::Identity(&identity), Limits::default()).expect("opens");
        assert_eq!(all(&reading.backup), all(&backup));
    }
}

#[test]
fn the_public_tool_opens_ours_and_we_open_its_files_by_passphrase() {
    const WORDS: &str = "correct horse battery staple";
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    let backup = every_kind();
    let passphrase = Passphrase::new(WORDS).costing(WorkFactor::CHEAP);
    fs::write(at("ours.age"), seal(&backup, Key::Passphrase(&passphrase))).expect("writes");
    age(folder.path(), &["--decrypt", "-o", "ours.json", "ours.age"], Some(WORDS));
    age(folder.path(), &["--passphrase", "-o", "theirs.age", "ours.json"], Some(WORDS));
    let file = fs::read(at("theirs.age")).expect("is there");
    // It takes 2^18, our usual cost, too.
    let reading = open(&file, Key::Passphrase(&passphrase), Limits::default()).expect("opens");
    assert_eq!(all(&reading.backup), all(&backup));
}
