//! Exports: what they lose is said first, and what goes arrives as it was.

use countersign_backup::export::{Format, Loss, aegis_encrypted, aegis_plain, losses, otpauth_list};
use countersign_backup::{Account, Backup};
use serde_json::{Value, json};

use crate::outside::{python, some_backups};
use crate::support::{CANARY, NOW, backup_of, every_kind, facts, plain, random};

const FORMATS: [Format; 5] =
    [Format::OtpauthList, Format::Aegis, Format::GoogleMigration, Format::Sheet, Format::AccountQr];

pub(crate) fn of(account: Account) -> Backup {
    Backup { made_at: NOW, groups: Vec::new(), accounts: vec![account] }
}

pub(crate) fn losses_of(format: Format, backup: &Backup, index: usize) -> Vec<Loss> {
    let losses = losses(format, backup);
    losses.accounts.into_iter().find(|each| each.index == index).map(|each| each.losses).unwrap_or_default()
}

/// The facts of the accounts that go, in the format's own terms.
pub(crate) fn expected(format: Format, backup: &Backup) -> Vec<Value> {
    let goes = |index: &usize| !losses_of(format, backup, *index).iter().any(|loss| loss.stops_account());
    let each = (0..backup.accounts.len()).filter(goes).filter_map(|index| {
        let mut value = facts(&backup.accounts[index])?;
        let lost = losses_of(format, backup, index);
        if lost.contains(&Loss::Pin) {
            (value["pin"], value["code"]) = (Value::Null, Value::Null);
        }
        if lost.contains(&Loss::Names) {
            (value["service"], value["user"]) = (Value::Null, Value::Null);
        }
        if format == Format::Aegis {
            let account = &backup.accounts[index];
            value["groups"] = json!(account.groups);
            value["note"] = json!(*account.note);
            value["pinned"] = json!(account.is_pinned);
        }
        Some(value)
    });
    each.collect()
}

/// Names that may arrive divided in another way are not compared.
pub(crate) fn assert_same(found: Value, expected: &[Value]) {
    let Value::Array(mut found) = found else { panic!("no list") };
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter_mut().zip(expected) {
        if expected["service"].is_null() {
            (found["service"], found["user"]) = (Value::Null, Value::Null);
        }
        assert_eq!(found, expected);
    }
}

#[test]
fn each_format_says_what_cannot_go() {
    let backup = every_kind();
    let full = |format| losses_of(format, &backup, 0);
    let text = [Loss::Pairing, Loss::GivenNames, Loss::Groups, Loss::Note, Loss::Pinned, Loss::Icon];
    assert_eq!(full(Format::OtpauthList), text);
    assert_eq!(full(Format::AccountQr), text);
    assert_eq!(full(Format::GoogleMigration), text);
    assert_eq!(full(Format::Aegis), [Loss::Pairing, Loss::GivenNames, Loss::Icon]);
    assert_eq!(
        full(Format::Sheet),
        [Loss::Pairing, Loss::GivenNames, Loss::Groups, Loss::Pinned, Loss::Icon]
    );
    for format in FORMATS {
        assert_eq!(losses_of(format, &backup, 6), [Loss::NoCodes]);
        let leaving = losses(format, &backup).leaving;
        assert_eq!(leaving, if format == Format::GoogleMigration { 2 } else { 6 }, "{format:?}");
    }
    assert_eq!(losses_of(Format::GoogleMigration, &backup, 1), [Loss::Digits, Loss::Period]);
    assert_eq!(losses_of(Format::GoogleMigration, &backup, 3), [Loss::Kind]);
    assert_eq!(losses_of(Format::OtpauthList, &backup, 5), [Loss::Pin]);
    assert_eq!(losses_of(Format::Aegis, &backup, 5), []);
    assert_eq!(losses(Format::Aegis, &backup_of(3, NOW)).accounts, []);
}

#[test]
fn names_with_colons_go_whole_or_the_loss_is_said() {
    for (service, user, is_lost) in [
        ("A", "b:c", false),
        ("A:B", "c", false),
        ("A:B", "c:d", true),
        ("", "c:d", true),
        ("", "c", false),
        ("A", "", false),
        (" A", "b", true),
    ] {
        let backup = of(Account::new(service, user, Some(plain(CANARY))));
        let lost = losses_of(Format::OtpauthList, &backup, 0).contains(&Loss::Names);
        assert_eq!(lost, is_lost, "{service}|{user}");
        assert_same(
            python("otpauth", otpauth_list(&backup).as_bytes(), None),
            &expected(Format::OtpauthList, &backup),
        );
    }
}

#[test]
fn an_otpauth_list_arrives_as_it_was() {
    for backup in some_backups(4, 60).into_iter().chain([every_kind()]) {
        let found = python("otpauth", otpauth_list(&backup).as_bytes(), None);
        assert_same(found, &expected(Format::OtpauthList, &backup));
    }
}

#[test]
fn aegis_files_arrive_as_they_were() {
    for backup in some_backups(3, 40).into_iter().chain([every_kind()]) {
        let expected = expected(Format::Aegis, &backup);
        assert_same(python("aegis", &aegis_plain(&backup, &random), None), &expected);
    }
    let backup = every_kind();
    let sealed = aegis_encrypted(&backup, "pässword", &random);
    assert_same(python("aegis", &sealed, Some("pässword")), &expected(Format::Aegis, &backup));
    let text = String::from_utf8(sealed).expect("it is JSON");
    assert!(!text.contains(CANARY) && !text.contains("ada@example.org"));
}

#[test]
fn aegis_files_have_the_shape_that_aegis_writes() {
    let plain: Value = serde_json::from_slice(&aegis_plain(&every_kind(), &random)).expect("it is JSON");
    assert_eq!(plain["header"], json!({"slots": null, "params": null}));
    assert_eq!((&plain["version"], &plain["db"]["version"]), (&json!(1), &json!(3)));
    let kinds: Vec<_> =
        plain["db"]["entries"].as_array().expect("a list").iter().map(|e| &e["type"]).collect();
    assert_eq!(kinds, ["totp", "totp", "hotp", "steam", "yandex", "motp"]);
    let uuid = plain["db"]["entries"][0]["uuid"].as_str().expect("a text");
    assert!(uuid.len() == 36 && &uuid[14..15] == "4" && "89ab".contains(&uuid[19..20]), "{uuid}");
    let sealed = aegis_encrypted(&backup_of(1, NOW), "x", &random);
    let sealed: Value = serde_json::from_slice(&sealed).expect("it is JSON");
    let slot = &sealed["header"]["slots"][0];
    assert_eq!(
        (&slot["type"], &slot["n"], &slot["r"], &slot["p"]),
        (&json!(1), &json!(32768), &json!(8), &json!(1))
    );
    let length = |value: &Value| value.as_str().map(str::len);
    assert_eq!(length(&slot["key"]), Some(64));
    assert_eq!(length(&sealed["header"]["params"]["nonce"]), Some(24));
    assert_eq!(length(&sealed["header"]["params"]["tag"]), Some(32));
}
