//! `export`, `backup`, `verify`, and a backup that is restored elsewhere.

use std::fs;

use crate::computer::{Computer, PASSPHRASE, RFC_KEY, Ran};

const FILE_PASSPHRASE: &str = "amber violin ladder 88 meadow\n";

fn computer() -> Computer {
    let computer = Computer::with(&[&format!("otpauth://totp/Harbor:ada?secret={RFC_KEY}&issuer=Harbor")]);
    computer.file("file-passphrase", FILE_PASSPHRASE);
    computer
}

fn back_up(computer: &Computer, more: &[&str]) -> Ran {
    let mut arguments = vec!["backup", "all.age", "--new-passphrase-file", "file-passphrase", "--json"];
    arguments.extend(more);
    computer.run(&arguments)
}

#[test]
fn a_backup_is_checked_and_restored_elsewhere() {
    let here = computer();
    assert_eq!(back_up(&here, &[]).done().json()["accounts"], 1);
    let file = here.path("all.age");
    let bytes = fs::read(&file).unwrap();
    assert!(bytes.starts_with(b"age-encryption.org/v1"));
    assert!(!String::from_utf8_lossy(&bytes).contains(RFC_KEY));
    assert_eq!(back_up(&here, &[]).ended(1).failure(), "file_exists");
    back_up(&here, &["--replace"]).done();
    let verified = here.run(&["verify", "all.age", "--password-file", "file-passphrase", "--json"]).done();
    assert_eq!(verified.json()["accounts"], 1);
    let wrong = here.run(&["verify", "all.age", "--password-file", "passphrase", "--json"]).ended(6);
    assert_eq!(wrong.failure(), "file_password_wrong");
    assert_eq!(here.run(&["verify", "all.age", "--json"]).ended(6).failure(), "file_password_needed");
    assert_eq!(here.run(&["verify", "passphrase", "--json"]).ended(6).failure(), "file_unknown");

    let there = Computer::new();
    there.file("file-passphrase", FILE_PASSPHRASE);
    let path = file.to_str().unwrap();
    let restored =
        there.run(&["restore", path, "--password-file", "file-passphrase", "--json"]).done().json();
    assert_eq!(restored["done"]["added"], 1);
    assert_eq!(there.run(&["code", "harbor", "--at", "59"]).done().out, "287082\n");
    let export = there.file("no-backup", format!("otpauth://totp/x?secret={RFC_KEY}"));
    let refused = there.run(&["restore", export.to_str().unwrap(), "--json"]).ended(6);
    assert_eq!(refused.failure(), "file_unknown");
}

#[test]
fn a_weak_passphrase_makes_no_backup() {
    let computer = computer();
    computer.file("file-passphrase", "secret\n");
    assert_eq!(back_up(&computer, &[]).ended(1).failure(), "passphrase_weak");
    assert!(!computer.path("all.age").exists());
    assert_eq!(computer.run(&["backup", "--json"]).ended(1).failure(), "backup_folder_missing");
}

#[test]
fn an_export_asks_first_and_can_be_imported_again() {
    let computer = computer();
    let refused = computer.run_with(&["export", "otpauth", "-o", "list.txt"], "n\n").ended(7);
    assert!(refused.said("Whoever has what is written can make these codes"), "{}", refused.beside);
    assert!(!computer.path("list.txt").exists());
    for (form, file, format) in [
        ("otpauth", "list.txt", "URI list"),
        ("aegis", "aegis.json", "Aegis"),
        ("aegis-encrypted", "aegis-encrypted.json", "Aegis (encrypted)"),
    ] {
        let arguments =
            ["export", form, "-o", file, "--yes", "--json", "--new-passphrase-file", "file-passphrase"];
        assert_eq!(computer.run(&arguments).done().json()["accounts"], 1, "{form}");
        assert_eq!(computer.run(&arguments).ended(1).failure(), "file_exists");
        let preview =
            ["import", file, "--preview", "--json", "--at", "59", "--password-file", "file-passphrase"];
        let preview = computer.run(&preview).done().json();
        assert_eq!(
            (&preview["entries"][0]["code"], &preview["entries"][0]["standing"]),
            (&"287082".into(), &"here".into()),
            "{form}"
        );
        assert!(preview["format"].as_str().is_some_and(|name| !name.is_empty()), "{form} {format}");
    }
}

#[test]
fn codes_leave_as_pictures_for_their_owner_only() {
    let computer = computer();
    computer.run(&["export", "qr", "--account", "harbor", "-o", "harbor.svg", "--yes"]).done();
    computer.run(&["export", "google", "-o", "google", "--yes"]).done();
    for picture in ["harbor.svg", "google/google-1-of-1.svg"] {
        let path = computer.path(picture);
        #[cfg(unix)]
        {
            let mode = std::os::unix::fs::PermissionsExt::mode(&fs::metadata(&path).unwrap().permissions());
            assert_eq!(mode & 0o777, 0o600);
        }
        let scanned = computer
            .run(&["scan", path.to_str().unwrap(), "--preview", "--json", "--at", "59"])
            .done()
            .json();
        assert_eq!(scanned["entries"][0]["code"], "287082", "{picture}");
    }
    assert!(computer.run(&["export", "qr", "-o", "x.svg"]).ended(2).out.is_empty());
}

#[test]
fn the_doctor_says_whether_people_can_get_back_in() {
    let computer = computer();
    let before = computer.run(&["doctor"]).done().out;
    assert!(before.contains("note  If this device is lost: no, for 1 of 1 accounts."), "{before}");
    back_up(&computer, &["--elsewhere"]).done();
    let after = computer.run(&["doctor"]).done().out;
    assert!(after.contains("ok    If this device is lost: yes"), "{after}");
    assert!(!after.contains(PASSPHRASE));
}
