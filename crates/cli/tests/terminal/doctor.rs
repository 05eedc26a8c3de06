//! `doctor` on vaults in good and in bad order.

use std::fs;

use crate::computer::{Computer, RFC_KEY};

#[test]
fn a_sound_vault_is_said_to_be_sound() {
    let computer = Computer::with(&[&format!("otpauth://totp/GitHub:ada?secret={RFC_KEY}")]);
    let report = computer.run(&["doctor", "--json"]).done().json();
    assert_eq!(report["good"], true);
    let texts = report["checks"].to_string();
    assert!(texts.contains("one account") && texts.contains("no key store"), "{texts}");
    assert!(computer.run(&["doctor"]).done().out.contains("ok    The vault opens."));
}

#[test]
fn a_vault_that_is_not_there_is_not_made() {
    let computer = Computer::new();
    let report = computer.run(&["doctor", "--vault", "none.db"]).ended(8);
    assert!(report.said("There is no vault at none.db"), "{}", report.out);
    assert!(!computer.path("none.db").exists());
}

#[test]
fn a_damaged_vault_is_named_and_left_as_it_is() {
    let computer = Computer::new();
    let vault = computer.file("damaged.db", b"SQLite format 3\0 and then nothing of it".repeat(200));
    let before = fs::read(&vault).unwrap();
    let report = computer.run(&["doctor", "--vault", "damaged.db"]).ended(8);
    assert!(report.said("damaged"), "{}", report.out);
    let list = computer.run(&["list", "--vault", "damaged.db", "--json"]).ended(5);
    assert_eq!(list.failure(), "vault_damaged");
    assert_eq!(fs::read(&vault).unwrap(), before);
}
