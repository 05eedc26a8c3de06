//! What comes along beside the codes: groups, notes, pins, icons, order; and what is left out, with its reason.

use countersign_enrollment::import::{Icon, Note, Place, SkipReason, TableMapping, read_table};
use countersign_otp::SecretError;
use countersign_protocol::PersonText;

use crate::fixture::{ACCOUNTS, file, lines, opened};

fn groups(name: &str) -> Vec<String> {
    let entry = opened(name).entries.remove(0);
    entry.groups().iter().map(|group| group.as_str().to_owned()).collect()
}

#[test]
fn groups_tags_and_folders_come_along() {
    for name in [
        "aegis-encrypted.json",
        "ente-encrypted.json",
        "2fas-encrypted.json",
        "andotp.json",
        "stratum.json",
        "bitwarden-argon2.json",
        "bitwarden.csv",
        "keepassxc.csv",
        "lastpass.json",
        "proton-pass.zip",
    ] {
        assert_eq!(groups(name), ["Work"], "{name}");
    }
    assert_eq!(groups("1password.1pux"), ["Work", "Tagged"]);
}

#[test]
fn notes_come_along_and_do_not_show() {
    for name in ["aegis.json", "ente.txt", "bitwarden.json", "proton.json"] {
        let entry = opened(name).entries.remove(0);
        assert_eq!(entry.note().map(Note::reveal), Some("back door: none"), "{name}");
        assert!(!format!("{entry:?}").contains("back door"));
    }
}

#[test]
fn pins_and_favorites_come_along() {
    for name in [
        "aegis.json",
        "ente.txt",
        "bitwarden.json",
        "bitwarden.csv",
        "1password.csv",
        "1password.1pux",
        "lastpass.json",
        "raivo.zip",
        "proton-pass.json",
    ] {
        let pinned: Vec<bool> = opened(name)
            .entries
            .iter()
            .map(countersign_enrollment::import::ImportedEntry::is_pinned)
            .collect();
        assert_eq!(pinned[..3], [false, true, false], "{name}");
    }
}

#[test]
fn the_apps_own_order_and_icons_come_along() {
    let positions = |name| {
        opened(name)
            .entries
            .iter()
            .map(countersign_enrollment::import::ImportedEntry::position)
            .collect::<Vec<_>>()
    };
    assert_eq!(positions("2fas.json"), [9, 8, 7, 6, 5].map(Some));
    assert_eq!(positions("freeotp-plus.json"), [3, 2, 1, 0].map(Some));
    assert_eq!(positions("freeotp.xml"), [3, 2, 1, 0].map(Some));
    let icon = opened("aegis.json").entries[2].icon().cloned();
    let expected = Icon::Picture { media_type: "image/png".into(), bytes: b"\x89PNG not really".to_vec() };
    assert_eq!(icon, Some(expected));
}

#[test]
fn what_does_not_come_is_listed_with_its_place_and_reason() {
    for (name, place, reason, called) in [
        ("ente.txt", Place::Line(6), SkipReason::InTrash, "Gone"),
        ("bitwarden.json", Place::Path("items[5]".into()), SkipReason::InTrash, "Gone"),
        ("microsoft.sqlite", Place::Path("accounts[2]".into()), SkipReason::Sealed, "Sealed"),
        ("duo.json", Place::Path("[2]".into()), SkipReason::NoSecret, "Approvals"),
        (
            "others.json",
            Place::Path("backup.groups[0].entries[5]".into()),
            SkipReason::Secret(SecretError::NotBase32 { position: 1 }),
            "Broken",
        ),
    ] {
        let skipped = opened(name).skipped;
        assert_eq!(skipped.len(), 1, "{name}");
        let found = (&skipped[0].place, &skipped[0].reason, skipped[0].name.as_ref().map(PersonText::as_str));
        assert_eq!(found, (&place, &reason, Some(called)), "{name}");
    }
}

#[test]
fn one_bad_entry_does_not_keep_the_good_ones_out() {
    let text = String::from_utf8(file("andotp.json")).unwrap();
    let text =
        text.replace("OBWGKYLTMUQHEZLBMQQHI2DF", "0189").replacen("\"digits\": 8", "\"digits\": 99", 1);
    let text = text.replacen("\"secret\": \"NVQ", "\"secret\": [], \"x\": \"NVQ", 1);
    let imported = countersign_enrollment::import::read(text.as_bytes(), None).expect("reads on");
    assert_eq!(lines(&imported.entries), [ACCOUNTS[3], ACCOUNTS[4]]);
    let reasons: Vec<String> = imported.skipped.iter().map(|skipped| skipped.reason.to_string()).collect();
    assert_eq!(reasons, ["its secret is not valid", "it asks for codes that do not exist", "it is damaged",]);
    assert_eq!(imported.skipped[2].name.as_ref().map(PersonText::as_str), Some("Quarry & Söhne"));
}

#[test]
fn a_persons_own_table_is_read_by_the_columns_that_the_person_names() {
    let table = "ada@harbor.example;OBWGKYLTMUQHEZLBMQQHI2DF;Harbor Mail\n;;\nx;not base32!;Bad\n";
    let mapping = TableMapping { secret: 1, account: Some(0), issuer: Some(2), ..TableMapping::default() };
    let imported = read_table(table.as_bytes(), &mapping).expect("a table");
    assert_eq!(lines(&imported.entries), [ACCOUNTS[0]]);
    assert_eq!(imported.skipped[0].place, Place::Line(3));
}
