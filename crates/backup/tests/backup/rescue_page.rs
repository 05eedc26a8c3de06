//! `rescue.html`, in a real browser without any network.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use countersign_backup::{Key, Passphrase, WorkFactor, identity_words, rescue, seal};
use serde_json::json;

use crate::support::{NOW, every_kind, facts, identity};

const WORDS: &str = "correct horse, blåbær staple";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Runs a script by Node.
fn node(script: &str, arguments: &[&Path]) {
    let output = Command::new("node").arg(root().join(script)).args(arguments).current_dir(root()).output();
    let output = output.expect("Node starts");
    let said =
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{script}: {said}");
}

#[test]
fn the_committed_page_is_the_one_that_its_sources_give() {
    node("scripts/build-rescue.mjs", &[Path::new("--check")]);
}

#[test]
fn the_page_may_load_and_send_nothing() {
    let policy =
        rescue::PAGE.split("content=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a policy");
    let allowed: Vec<_> = policy.split("; ").collect();
    assert_eq!(allowed[0], "default-src 'none'");
    assert!(allowed[1].starts_with("script-src 'sha256-") && allowed[2].starts_with("style-src 'sha256-"));
    assert_eq!(allowed[3..], ["base-uri 'none'", "form-action 'none'"]);
    for wrong in [" src=", "<link", "@import", "url(http", "unsafe-"] {
        assert!(!rescue::PAGE.contains(wrong), "{wrong}");
    }
}

#[test]
fn the_page_shows_the_right_codes_in_a_browser_without_network() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    let (backup, identity) = (every_kind(), identity());
    let passphrase = Passphrase::new(WORDS).costing(WorkFactor::new(10));
    let by_identity = seal(&backup, Key::Identity(&identity));
    let mut damaged = by_identity.clone();
    *damaged.last_mut().expect("not empty") ^= 1;
    fs::write(at("identity.age"), by_identity).expect("writes");
    fs::write(at("damaged.age"), damaged).expect("writes");
    fs::write(at("passphrase.age"), seal(&backup, Key::Passphrase(&passphrase))).expect("writes");
    fs::write(at("letter.age"), "dear").expect("writes");
    fs::write(at("rescue.html"), rescue::PAGE).expect("writes");
    let spaced: String = identity.reveal_text().chars().flat_map(|character| [character, ' ']).collect();
    let expected = json!({
        "now": NOW.seconds(),
        "passphrase": WORDS,
        "identity": spaced,
        "words": *identity_words(&identity),
        "accounts": backup.accounts.iter().map(|account| facts(account).map(|facts| json!({
            "title": if account.names.service.is_empty() { &account.names.user } else { &account.names.service },
            "code": facts["code"],
            "secret": facts["secret"],
        }))).collect::<Vec<_>>(),
    });
    fs::write(at("expected.json"), expected.to_string()).expect("writes");
    node("crates/backup/tests/rescue.mjs", &[folder.path()]);
}
