//! "Saved" is said only of a file that was read back, opened and compared; a fault leaves nothing behind.

use std::fs;
use std::path::Path;

use countersign_backup::{
    Backup, Disk, Existing, Key, Limits, OpenError, SaveError, open, put, save, save_over, verify,
};

use crate::faults::{Fault, FaultyDisk};
use crate::support::{NOW, all, backup_of, every_kind, identity, passphrase};

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(folder)
        .expect("the folder is there")
        .map(|entry| entry.expect("an entry").file_name().into_string().expect("a text"))
        .collect();
    names.sort();
    names
}

#[test]
fn a_saved_backup_lies_there_and_opens() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("mine.age");
    let (backup, passphrase) = (every_kind(), passphrase());
    let key = Key::Passphrase(&passphrase);
    let saved = save(&Disk, &path, &backup, key).expect("saves");
    assert_eq!((saved.accounts, saved.path.as_path()), (7, path.as_path()));
    let file = fs::read(&path).expect("is there");
    assert_eq!(file.len(), saved.bytes);
    assert_eq!(all(&open(&file, key, Limits::default()).expect("opens").backup), all(&backup));
    assert_eq!(verify(&Disk, &path, key, Limits::default()).expect("verifies"), saved);
    assert_eq!(names(folder.path()), ["mine.age"]);
}

#[cfg(unix)]
#[test]
fn only_its_owner_can_read_a_saved_backup() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("mine.age");
    save(&Disk, &path, &backup_of(1, NOW), Key::Identity(&identity())).expect("saves");
    let mode = fs::metadata(&path).expect("is there").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn a_file_of_the_same_name_stays_as_it_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("mine.age");
    fs::write(&path, "something else").expect("writes");
    let refused = save(&Disk, &path, &backup_of(1, NOW), Key::Identity(&identity()));
    assert!(matches!(refused, Err(SaveError::AlreadyThere)), "{refused:?}");
    assert_eq!(fs::read(&path).expect("is there"), b"something else");
    assert_eq!(names(folder.path()), ["mine.age"]);
}

#[test]
fn every_fault_is_named_and_leaves_nothing_behind() {
    let named = |fault, error: &SaveError| match fault {
        Fault::Full => matches!(error, SaveError::DiskFull),
        Fault::ReadOnly => matches!(error, SaveError::ReadOnly(_)),
        Fault::ShortWrite | Fault::FlippedBit => matches!(error, SaveError::Different),
        Fault::BrokenSync | Fault::BrokenRead => matches!(error, SaveError::Io(_)),
        Fault::Vanished => matches!(error, SaveError::NoFolder),
        Fault::Undeletable => false,
    };
    for fault in [
        Fault::Full,
        Fault::ReadOnly,
        Fault::ShortWrite,
        Fault::FlippedBit,
        Fault::BrokenSync,
        Fault::BrokenRead,
        Fault::Vanished,
    ] {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("mine.age");
        let error = save(&FaultyDisk::new(fault), &path, &backup_of(3, NOW), Key::Identity(&identity()))
            .expect_err("a fault is never saved");
        assert!(named(fault, &error), "{fault:?}: {error:?}");
        assert!(names(folder.path()).is_empty(), "{fault:?} left {:?}", names(folder.path()));
    }
}

#[test]
fn a_file_that_cannot_be_read_under_its_name_is_not_called_saved() {
    let folder = tempfile::tempdir().expect("a folder");
    let disk = FaultyDisk::new(Fault::BrokenRead);
    disk.after.set(1);
    let path = folder.path().join("mine.age");
    let error = save(&disk, &path, &backup_of(3, NOW), Key::Identity(&identity())).expect_err("unproven");
    assert!(matches!(error, SaveError::Io(_)), "{error:?}");
    assert!(names(folder.path()).is_empty());
}

#[test]
fn a_folder_that_is_not_there_is_said() {
    let folder = tempfile::tempdir().expect("a folder");
    for path in [folder.path().join("gone/mine.age"), Path::new("/dev/null/mine.age").to_path_buf()] {
        let error =
            save(&Disk, &path, &backup_of(1, NOW), Key::Identity(&identity())).expect_err("no folder");
        assert!(matches!(error, SaveError::NoFolder), "{error:?}");
    }
}

#[test]
fn what_an_interrupted_attempt_left_is_no_hindrance() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("mine.age");
    fs::write(folder.path().join(".mine.age.part"), "half").expect("writes");
    save(&Disk, &path, &backup_of(1, NOW), Key::Identity(&identity())).expect("saves");
    assert_eq!(names(folder.path()), ["mine.age"]);
}

#[test]
fn a_backup_whose_entries_would_not_come_back_is_not_called_saved() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("mine.age");
    let mut backup: Backup = backup_of(2, NOW);
    backup.accounts[1].note = "x".repeat(70_000).into();
    let error = save(&Disk, &path, &backup, Key::Identity(&identity())).expect_err("a note is too long");
    assert!(matches!(error, SaveError::Different), "{error:?}");
    assert!(names(folder.path()).is_empty());
}

#[test]
fn verifying_says_what_is_wrong() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("mine.age");
    let (one, other) = (identity(), identity());
    save(&Disk, &path, &backup_of(2, NOW), Key::Identity(&one)).expect("saves");
    let wrong = verify(&Disk, &path, Key::Identity(&other), Limits::default());
    assert!(matches!(wrong, Err(SaveError::Unreadable(OpenError::WrongKey { .. }))), "{wrong:?}");
    let whole = fs::read(&path).expect("is there");
    fs::write(&path, &whole[..whole.len() - 1]).expect("writes");
    let cut = verify(&Disk, &path, Key::Identity(&one), Limits::default());
    assert!(matches!(cut, Err(SaveError::Unreadable(OpenError::Damaged))), "{cut:?}");
    fs::write(&path, "").expect("writes");
    let empty = verify(&Disk, &path, Key::Identity(&one), Limits::default());
    assert!(matches!(empty, Err(SaveError::Unreadable(OpenError::NotAge))), "{empty:?}");
    fs::remove_file(&path).expect("removes");
    assert!(matches!(verify(&Disk, &path, Key::Identity(&one), Limits::default()), Err(SaveError::NoFolder)));
}

#[test]
fn a_backup_takes_the_place_of_another_file_only_when_it_is_proven() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("mine.age");
    let identity = identity();
    let key = Key::Identity(&identity);
    save(&Disk, &path, &backup_of(1, NOW), key).expect("saves");
    let before = fs::read(&path).expect("is there");
    for fault in [Fault::Full, Fault::FlippedBit] {
        let refused = save_over(&FaultyDisk::new(fault), &path, &backup_of(2, NOW), key);
        assert!(refused.is_err(), "{refused:?}");
        assert_eq!(fs::read(&path).expect("is there"), before);
        assert_eq!(names(folder.path()), ["mine.age"]);
    }
    let saved = save_over(&Disk, &path, &backup_of(2, NOW), key).expect("saves");
    assert_eq!((saved.accounts, saved.path.as_path()), (2, path.as_path()));
    assert_eq!(verify(&Disk, &path, key, Limits::default()).expect("verifies"), saved);
    assert_eq!(names(folder.path()), ["mine.age"]);
}

#[test]
fn an_export_takes_the_place_of_another_file_only_when_the_person_said_so() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("accounts.txt");
    put(&Disk, &path, b"one", Existing::Keep).expect("writes");
    let refused = put(&Disk, &path, b"two", Existing::Keep);
    assert!(matches!(refused, Err(SaveError::AlreadyThere)), "{refused:?}");
    assert!(put(&FaultyDisk::new(Fault::FlippedBit), &path, b"two", Existing::Replace).is_err());
    assert_eq!(fs::read(&path).expect("is there"), b"one");
    put(&Disk, &path, b"two", Existing::Replace).expect("writes");
    assert_eq!(fs::read(&path).expect("is there"), b"two");
    assert_eq!(names(folder.path()), ["accounts.txt"]);
}
