//! Automatic backups in a real folder.

use std::fs;
use std::path::Path;
use std::time::Duration;

use countersign_backup::{
    Automatic, Condition, Disk, FileName, Identity, Key, Policy, Question, SaveError, back_up, rescue, save,
    survey,
};
use countersign_otp::UnixTime;

use crate::faults::{Fault, FaultyDisk};
use crate::support::{backup_of, identity, passphrase};

const POLICY: Policy = Policy { keep_newest: 1, keep_at_most: 3, oldest: Duration::from_hours(24 * 365) };

fn automatic<'a>(folder: &'a Path, identity: &'a Identity) -> Automatic<'a> {
    Automatic { folder, identity, policy: POLICY, accepted_until: None }
}

fn at(minute: u64) -> UnixTime {
    UnixTime::from_seconds(1_764_000_000 + minute * 60)
}

#[test]
fn each_round_saves_one_and_lets_the_oldest_go() {
    let folder = tempfile::tempdir().expect("a folder");
    let identity = identity();
    for minute in 0..6 {
        let report =
            back_up(&Disk, &backup_of(4, at(minute)), &automatic(folder.path(), &identity)).expect("saves");
        assert_eq!(report.saved.accounts, 4);
        assert_eq!(report.removed.len(), usize::from(minute >= 3));
        assert!(
            report.questions.is_empty() && report.not_removed.is_empty() && report.without_rescue.is_none()
        );
    }
    let lying = survey(&Disk, folder.path(), &identity).expect("surveys");
    assert_eq!(lying.iter().map(|each| each.made_at).collect::<Vec<_>>(), [at(3), at(4), at(5)]);
    assert!(lying.iter().all(|each| each.condition == Condition::Good { accounts: 4 }));
    let page = fs::read_to_string(folder.path().join("rescue.html")).expect("the page lies beside");
    assert_eq!(page, rescue::PAGE);
}

#[test]
fn what_others_put_there_is_left_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let (ours, theirs, passphrase) = (identity(), identity(), passphrase());
    back_up(&Disk, &backup_of(9, at(0)), &automatic(folder.path(), &theirs)).expect("saves");
    save(&Disk, &folder.path().join("by-hand.age"), &backup_of(9, at(0)), Key::Passphrase(&passphrase))
        .expect("saves");
    fs::write(folder.path().join("letter.txt"), "dear").expect("writes");
    fs::create_dir(folder.path().join("countersign-2026-11-24T09-14-05Z-0123456789abcdef.age"))
        .expect("a folder");
    for minute in 1..9 {
        let report =
            back_up(&Disk, &backup_of(2, at(minute)), &automatic(folder.path(), &ours)).expect("saves");
        assert!(report.questions.is_empty());
    }
    let lying = survey(&Disk, folder.path(), &ours).expect("surveys");
    assert_eq!(lying.len(), 4);
    assert_eq!(lying[0].condition, Condition::Foreign);
    assert!(folder.path().join("by-hand.age").is_file() && folder.path().join("letter.txt").is_file());
}

#[test]
fn damage_by_a_synchronizing_program_is_noticed_and_asked_about() {
    let folder = tempfile::tempdir().expect("a folder");
    let identity = identity();
    let first = back_up(&Disk, &backup_of(2, at(0)), &automatic(folder.path(), &identity)).expect("saves");
    fs::write(&first.saved.path, "").expect("writes");
    let second = back_up(&Disk, &backup_of(2, at(1)), &automatic(folder.path(), &identity)).expect("saves");
    let name = first.saved.path.file_name().expect("a name").to_str().expect("a text").to_owned();
    assert_eq!(second.questions, [Question::Unreadable { names: vec![name] }]);
    assert!(first.saved.path.exists());
}

#[test]
fn fewer_accounts_are_saved_and_asked_about() {
    let folder = tempfile::tempdir().expect("a folder");
    let identity = identity();
    let large = back_up(&Disk, &backup_of(12, at(0)), &automatic(folder.path(), &identity)).expect("saves");
    for minute in 1..8 {
        let report =
            back_up(&Disk, &backup_of(1, at(minute)), &automatic(folder.path(), &identity)).expect("saves");
        assert_eq!(report.questions, [Question::Fewer { before: 12, now: 1 }]);
        assert!(large.saved.path.exists());
    }
    let accepting = Automatic { accepted_until: Some(at(7)), ..automatic(folder.path(), &identity) };
    let report = back_up(&Disk, &backup_of(1, at(8)), &accepting).expect("saves");
    assert!(report.questions.is_empty() && !large.saved.path.exists());
}

#[test]
fn a_fault_removes_nothing_and_is_said() {
    for fault in [
        Fault::Full,
        Fault::ReadOnly,
        Fault::ShortWrite,
        Fault::FlippedBit,
        Fault::BrokenSync,
        Fault::Vanished,
    ] {
        let folder = tempfile::tempdir().expect("a folder");
        let identity = identity();
        for minute in 0..3 {
            back_up(&Disk, &backup_of(4, at(minute)), &automatic(folder.path(), &identity)).expect("saves");
        }
        let before = survey(&Disk, folder.path(), &identity).expect("surveys");
        let disk = FaultyDisk::new(fault);
        back_up(&disk, &backup_of(4, at(3)), &automatic(folder.path(), &identity)).expect_err("a fault");
        assert_eq!(survey(&Disk, folder.path(), &identity).expect("surveys"), before, "{fault:?}");
        assert_eq!(fs::read_dir(folder.path()).expect("is there").count(), 4, "{fault:?} left something");
    }
}

#[test]
fn a_page_that_cannot_be_put_beside_does_not_hide_that_the_backup_is_saved() {
    let folder = tempfile::tempdir().expect("a folder");
    let identity = identity();
    let disk = FaultyDisk::new(Fault::Full);
    disk.after.set(1);
    let report = back_up(&disk, &backup_of(4, at(0)), &automatic(folder.path(), &identity)).expect("saves");
    assert!(matches!(report.without_rescue, Some(SaveError::DiskFull)));
    assert!(report.saved.path.is_file() && !folder.path().join("rescue.html").exists());
}

#[test]
fn what_cannot_be_removed_is_said_and_does_no_harm() {
    let folder = tempfile::tempdir().expect("a folder");
    let identity = identity();
    for minute in 0..3 {
        back_up(&Disk, &backup_of(4, at(minute)), &automatic(folder.path(), &identity)).expect("saves");
    }
    let disk = FaultyDisk::new(Fault::Undeletable);
    let report = back_up(&disk, &backup_of(4, at(3)), &automatic(folder.path(), &identity)).expect("saves");
    assert!(report.removed.is_empty());
    assert_eq!(report.not_removed.len(), 1);
}

#[test]
fn a_folder_that_vanished_is_an_error_not_an_empty_folder() {
    let folder = tempfile::tempdir().expect("a folder");
    let gone = folder.path().join("stick");
    let identity = identity();
    assert!(matches!(survey(&Disk, &gone, &identity), Err(SaveError::NoFolder)));
    let result = back_up(&Disk, &backup_of(4, at(0)), &automatic(&gone, &identity));
    assert!(matches!(result, Err(SaveError::NoFolder)));
    assert!(!gone.exists(), "no folder is made where a stick was taken out");
}

#[test]
fn a_changed_rescue_page_is_put_right() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("rescue.html");
    fs::write(&path, "<script>evil</script>").expect("writes");
    rescue::put_beside(&Disk, folder.path()).expect("puts");
    assert_eq!(fs::read_to_string(&path).expect("is there"), rescue::PAGE);
    assert_eq!(fs::read_dir(folder.path()).expect("is there").count(), 1);
}

#[test]
fn in_a_folder_of_others_a_file_of_the_pages_name_stays_and_an_older_page_does_not() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("rescue.html");
    rescue::put_beside_others(&Disk, folder.path()).expect("puts");
    fs::write(&path, rescue::PAGE.replace("version", "older")).expect("writes");
    rescue::put_beside_others(&Disk, folder.path()).expect("puts");
    assert_eq!(fs::read_to_string(&path).expect("is there"), rescue::PAGE);
    fs::write(&path, "<h1>Rescue boats</h1>").expect("writes");
    let refused = rescue::put_beside_others(&Disk, folder.path());
    assert!(matches!(refused, Err(SaveError::AlreadyThere)));
    assert_eq!(fs::read_to_string(&path).expect("is there"), "<h1>Rescue boats</h1>");
}

#[test]
fn names_say_when_and_only_ours_are_taken_for_ours() {
    let name = FileName::of(b"file", UnixTime::from_millis(1_764_018_845_678));
    let text = name.to_string();
    let rest =
        text.strip_prefix("countersign-2025-11-24T21-14-05Z-").and_then(|rest| rest.strip_suffix(".age"));
    assert_eq!(rest.map(str::len), Some(16), "{text}");
    assert_eq!(FileName::parse(&text).expect("ours"), name);
    for other in [
        "countersign.age",
        "countersign-backup-2025-11-24.age",
        "countersign-2025-13-24T21-14-05Z-0123456789abcdef.age",
        "countersign-2025-11-24T21-14-05Z-0123456789ABCDEF.age",
        "countersign-2025-11-24T21-14-05Z-0123456789abcde.age",
        &format!("{text}.part"),
        &format!(".{text}"),
    ] {
        assert!(FileName::parse(other).is_none(), "{other}");
    }
}
