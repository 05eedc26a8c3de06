//! What we export, our own importer reads: the same accounts, and none lost on the way.

use countersign_backup::Backup;
use countersign_backup::export::{
    Format, Loss, aegis_encrypted, aegis_plain, losses, migration_pages, otpauth_list,
};
use countersign_enrollment::import::{ImportedEntry, Passphrase, read, read_texts};
use countersign_otp::{Counter, Generator, Period, Pin};
use serde_json::{Value, json};

use crate::outside::some_backups;
use crate::support::{NOW, every_kind, random};

/// Random accounts of every kind, with names that the importer does not clean.
fn backups() -> Vec<Backup> {
    let mut backups = some_backups(6, 40);
    backups.push(every_kind());
    for account in backups.iter_mut().flat_map(|backup| backup.accounts.iter_mut().enumerate()) {
        let (index, account) = account;
        account.names.service = format!("Service & {index}");
        account.names.user = format!("user{index}@example.org");
    }
    backups
}

fn codes(codes: &Generator) -> Value {
    json!({
        "kind": codes.kind().name(),
        "secret": *codes.reveal_secret().reveal_base32(),
        "algorithm": codes.algorithm_name(),
        "digits": codes.length(),
        "period": codes.period().map(Period::seconds),
        "counter": codes.counter().map(Counter::value),
        "pin": codes.reveal_pin().map(Pin::reveal),
        "code": *codes.reveal_preview(NOW),
    })
}

fn found(entries: &[ImportedEntry]) -> Vec<Value> {
    let each = entries.iter().map(|entry| json!([entry.issuer(), entry.account(), codes(entry.generator())]));
    each.collect()
}

/// The accounts that go with the format and need no PIN asked for.
fn expected(format: Format, backup: &Backup) -> Vec<Value> {
    let lost = losses(format, backup);
    let stays = |index| {
        let lost = lost.accounts.iter().find(|each| each.index == index);
        lost.is_some_and(|each| each.losses.iter().any(|loss| loss.stops_account() || *loss == Loss::Pin))
    };
    let going = backup.accounts.iter().enumerate().filter(|(index, _)| !stays(*index));
    going
        .filter_map(|(_, account)| Some((account, account.codes.as_ref()?)))
        .map(|(account, made)| json!([account.names.service, account.names.user, codes(made)]))
        .collect()
}

#[test]
fn otpauth_lists_come_back() {
    for backup in backups() {
        let list = otpauth_list(&backup);
        let read = read_texts([list.as_str()]).expect("reads");
        let expected = expected(Format::OtpauthList, &backup);
        assert_eq!(found(&read.accounts), expected);
        let without_pin = losses(Format::OtpauthList, &backup).leaving - expected.len();
        assert_eq!(
            read.skipped.len(),
            without_pin,
            "only what lacks its PIN stays behind: {:?}",
            read.skipped
        );
    }
}

#[test]
fn aegis_files_come_back_with_groups_and_notes() {
    for backup in backups() {
        let read = read(&aegis_plain(&backup, &random), None).expect("reads");
        assert_eq!(found(&read.entries), expected(Format::Aegis, &backup));
        let going = backup.accounts.iter().filter(|account| account.codes.is_some());
        for (entry, account) in read.entries.iter().zip(going) {
            assert_eq!(entry.groups().len(), account.groups.len());
            for (group, expected) in entry.groups().iter().zip(&account.groups) {
                assert_eq!(group.as_str(), expected);
            }
            assert_eq!(entry.is_pinned(), account.is_pinned);
            if account.note.bytes().all(|byte| byte.is_ascii_graphic()) {
                assert_eq!(entry.note().map_or("", |note| note.reveal()), account.note.as_str());
            }
        }
    }
    let backup = &backups()[6];
    let sealed = aegis_encrypted(backup, "pässword", &random);
    let read = read(&sealed, Some(&Passphrase::new("pässword".to_owned()))).expect("opens");
    assert_eq!(found(&read.entries), expected(Format::Aegis, backup));
}

#[test]
fn migration_codes_come_back_in_any_order() {
    for backup in backups() {
        let pages = migration_pages(&backup, &random);
        let read = read_texts(pages.iter().rev().map(|page| page.uri.as_str())).expect("reads");
        assert_eq!(found(&read.accounts), expected(Format::GoogleMigration, &backup));
        assert!(read.skipped.is_empty(), "{:?}", read.skipped);
        if pages.len() > 1 {
            let cut = read_texts(pages[1..].iter().map(|page| page.uri.as_str())).expect("reads");
            assert_eq!(cut.skipped.len(), 1, "the missing part is named");
        }
    }
}
