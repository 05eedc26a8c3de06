//! What goes in comes out; what others add does no harm; what is bad is named and leaves the rest alone.

use countersign_backup::{Key, KeyKind, Limits, OpenError, ReadError, Reading, SkipReason, open, seal};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::support::{CANARY, all, any_backup, every_kind, identity, passphrase};

/// Seals a text as a stranger would, and opens it as a backup.
fn read(text: &str) -> Result<Reading, OpenError> {
    let identity = identity();
    let recipient: age::x25519::Recipient = identity.recipient().parse().expect("a recipient");
    let file = age::encrypt(&recipient, text.as_bytes()).expect("encrypts");
    open(&file, Key::Identity(&identity), Limits::default())
}

fn document(accounts: &Value) -> String {
    json!({
        "format": "countersign-backup", "version": 1, "made_at": 1, "groups": [], "accounts": accounts,
    })
    .to_string()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_backup_comes_back_as_it_was(backup in any_backup(12)) {
        let (identity, passphrase) = (identity(), passphrase());
        for key in [Key::Identity(&identity), Key::Passphrase(&passphrase)] {
            let reading = open(&seal(&backup, key), key, Limits::default()).expect("opens");
            prop_assert_eq!(all(&reading.backup), all(&backup));
            prop_assert!(reading.skipped.is_empty());
        }
    }

    #[test]
    fn no_text_makes_the_reader_panic(text in "\\PC{0,200}") {
        prop_assert!(read(&text).is_err());
    }
}

#[test]
fn everything_of_every_kind_comes_back() {
    let (backup, identity) = (every_kind(), identity());
    let file = seal(&backup, Key::Identity(&identity));
    let reading = open(&file, Key::Identity(&identity), Limits::default()).expect("opens");
    assert_eq!(all(&reading.backup), all(&backup));
}

#[test]
fn members_that_a_later_version_adds_are_passed_over() {
    let text = json!({
        "format": "countersign-backup", "version": 1, "made_at": 1, "weather": {"deep": [1]},
        "accounts": [{"service": "A", "color": "red", "codes": {"kind": "totp", "secret": CANARY, "x": null}}],
    });
    let reading = read(&text.to_string()).expect("reads");
    assert_eq!(reading.backup.accounts.len(), 1);
}

#[test]
fn a_bad_entry_is_named_and_the_others_come() {
    let codes = |codes: Value| json!({"service": "Bad", "codes": codes});
    let entries = json!([
        {"service": "Good", "codes": {"kind": "totp", "secret": CANARY}},
        codes(json!({"kind": "quantum", "secret": CANARY})),
        codes(json!({"kind": "totp", "secret": "0189"})),
        codes(json!({"kind": "totp", "secret": CANARY, "digits": 3})),
        codes(json!({"kind": "motp", "secret": CANARY})),
        codes(json!({"kind": "hotp", "secret": CANARY})),
        codes(json!({"kind": "yaotp", "secret": CANARY, "pin": "1234"})),
        "no entry at all",
        {"user": "without a service"},
        {"service": "Also good", "user": "ada"},
    ]);
    let reading = read(&document(&entries)).expect("reads");
    let came: Vec<_> = reading.backup.accounts.iter().map(|account| account.names.service.as_str()).collect();
    assert_eq!(came, ["Good", "Also good"]);
    let skipped: Vec<_> = reading.skipped.iter().map(|each| (each.index, each.service.as_str())).collect();
    assert_eq!(
        skipped,
        [(1, "Bad"), (2, "Bad"), (3, "Bad"), (4, "Bad"), (5, "Bad"), (6, "Bad"), (7, ""), (8, "")]
    );
    assert_eq!(reading.skipped[0].reason, SkipReason::Kind);
    assert!(matches!(reading.skipped[1].reason, SkipReason::Secret(_)));
    assert!(matches!(reading.skipped[2].reason, SkipReason::Parameter(_)));
    assert!(matches!(reading.skipped[3].reason, SkipReason::Pin(_)));
    assert_eq!(reading.skipped[4].reason, SkipReason::Shape);
    assert!(matches!(reading.skipped[5].reason, SkipReason::Yandex(_)));
}

#[test]
fn other_texts_are_told_from_newer_ones_and_from_damaged_ones() {
    let content = |text: &str| match read(text) {
        Err(OpenError::Content(error)) => error,
        other => panic!("{text}: {other:?}"),
    };
    assert_eq!(content(r#"{"accounts": []}"#), ReadError::NotABackup);
    assert_eq!(content(r#"{"format": "countersign-backup"}"#), ReadError::NotABackup);
    let newer = r#"{"format": "countersign-backup", "version": 2, "entirely": "different"}"#;
    assert_eq!(content(newer), ReadError::Newer { found: 2, known: 1 });
    let shapeless = r#"{"format": "countersign-backup", "version": 1, "accounts": 7}"#;
    assert!(matches!(content(shapeless), ReadError::Shape { line: 1, column: 53.. }), "{shapeless}");
    assert!(matches!(content("no JSON"), ReadError::Shape { .. }));
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert!(matches!(content(&deep), ReadError::Shape { .. }));
    let twice = r#"{"format": "countersign-backup", "format": "x", "version": 1}"#;
    assert!(matches!(content(twice), ReadError::Shape { .. }));
    let many = vec![json!(0); 50_001];
    assert_eq!(content(&document(&json!(many))), ReadError::TooMany { limit: 50_000 });
}

#[test]
fn nothing_of_a_backup_shows_in_debug_or_in_errors() {
    let (backup, identity, passphrase) = (every_kind(), identity(), passphrase());
    let key = Key::Passphrase(&passphrase);
    let bad = json!([{"service": "Bad", "codes": {"kind": "totp", "secret": CANARY, "digits": CANARY}}]);
    let shown = [
        format!("{backup:?} {:?} {:?}", backup.accounts, backup.accounts[0].names),
        format!("{:?} {:?}", backup.accounts[0].pairing, backup.accounts[0].codes),
        format!("{identity:?} {passphrase:?} {key:?} {:?}", KeyKind::Identity),
        format!("{:?} {:?}", read(&document(&bad)), read(CANARY)),
        format!("{:?}", open(&seal(&backup, key), Key::Identity(&identity), Limits::default())),
    ];
    for text in shown {
        for secret in
            [CANARY, "horse", "AGE-SECRET", "ada@example.org", "1234", "backup codes", "auth.example"]
        {
            assert!(!text.contains(secret), "{secret} in {text}");
        }
    }
}
