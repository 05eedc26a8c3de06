//! Exports as QR codes: for another phone, and of one account.

use countersign_backup::export::{Format, Loss, account_qr, migration_pages, otpauth_list};
use countersign_backup::{Account, Backup};
use countersign_otp::{Algorithm, Generator, Kind};

use crate::exports::{assert_same, expected, losses_of, of};
use crate::outside::{python, some_backups};
use crate::support::{CANARY, every_kind, plain, random, totp};

#[test]
fn migration_pages_arrive_as_they_were_in_any_order() {
    let large = Backup { accounts: (0..3).flat_map(|_| many()).collect(), ..every_kind() };
    for backup in some_backups(4, 80).into_iter().chain([large]) {
        let pages = migration_pages(&backup, &random);
        let expected = expected(Format::GoogleMigration, &backup);
        assert_eq!(pages.iter().map(|page| page.accounts).sum::<usize>(), expected.len());
        if pages.is_empty() {
            continue;
        }
        let texts: Vec<_> = pages.iter().rev().map(|page| page.uri.as_str()).collect();
        assert_same(python("migration", texts.join("\n").as_bytes(), None), &expected);
        for (index, page) in pages.iter().enumerate() {
            assert_eq!((page.number, page.of), (index + 1, pages.len()));
            assert!((1..=10).contains(&page.accounts));
        }
    }
}

/// Accounts that go into Google's format, some of them large.
fn many() -> Vec<Account> {
    let large = "ABCDEFGH".repeat(60);
    let codes = |index: usize| match index % 3 {
        0 => plain(CANARY),
        1 => totp(CANARY, Algorithm::Sha256, 8, 30),
        _ => totp(&large, Algorithm::Sha512, 6, 30),
    };
    (0..12).map(|index| Account::new(format!("Sérvice {index}"), "ada", Some(codes(index)))).collect()
}

#[test]
fn what_no_camera_could_read_stays_behind() {
    let long = of(Account::new("A", "x".repeat(3_000), Some(plain(CANARY))));
    assert_eq!(losses_of(Format::AccountQr, &long, 0), [Loss::TooLarge]);
    assert_eq!(losses_of(Format::GoogleMigration, &long, 0), [Loss::TooLarge]);
    assert!(matches!(account_qr(&long.accounts[0]), Err(Loss::TooLarge)));
    assert!(migration_pages(&long, &random).is_empty());
    assert_eq!(losses_of(Format::OtpauthList, &long, 0), []);
    assert!(matches!(account_qr(&Account::new("A", "b", None)), Err(Loss::NoCodes)));
}

#[test]
fn the_code_of_one_account_is_that_of_the_list() {
    let backup = every_kind();
    let list = otpauth_list(&backup);
    for (account, line) in backup.accounts.iter().zip(list.lines()) {
        let qr = account_qr(account).expect("fits");
        assert_eq!(*qr.uri, line);
        assert_eq!(crate::paper::texts_in(&qr.svg), [line]);
    }
    let kinds: Vec<_> = backup.accounts.iter().flat_map(|each| &each.codes).map(Generator::kind).collect();
    assert_eq!(kinds, [Kind::Totp, Kind::Totp, Kind::Hotp, Kind::Steam, Kind::Yandex, Kind::Motp]);
}

#[test]
fn migration_codes_can_be_scanned() {
    let backup = Backup { accounts: many(), ..every_kind() };
    for page in migration_pages(&backup, &random) {
        assert_eq!(crate::paper::texts_in(&page.svg), [page.uri.as_str()]);
    }
}
