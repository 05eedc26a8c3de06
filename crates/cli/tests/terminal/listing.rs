//! `list`, `rename`, `remove`, and which account a name means.

use crate::computer::{Computer, RFC_KEY};

fn two() -> Computer {
    Computer::with(&[
        &format!("otpauth://totp/GitHub:ada?secret={RFC_KEY}&issuer=GitHub"),
        "otpauth://totp/GitLab:ada?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=GitLab&digits=8&period=60",
    ])
}

#[test]
fn the_list_has_names_and_kinds_and_no_secret() {
    let computer = two();
    let list = computer.run(&["list"]).done();
    let lines: Vec<_> = list.out.lines().collect();
    assert_eq!(lines, ["GitHub  ada  totp", "GitLab  ada  totp"]);
    let json = computer.run(&["list", "--json"]).done();
    let accounts = json.json()["accounts"].as_array().unwrap().clone();
    assert_eq!(accounts.len(), 2);
    let second = &accounts[1];
    assert_eq!((&second["issuer"], &second["account"]), (&"GitLab".into(), &"ada".into()));
    assert_eq!((&second["digits"], &second["period"]), (&8.into(), &60.into()));
    assert_eq!((&second["kind"], &second["linked"]), (&"totp".into(), &false.into()));
    assert!(!json.said("JBSWY3DPEHPK3PXP"));
}

#[test]
fn where_there_is_no_vault_nothing_is_made() {
    let computer = Computer::new();
    let list = computer.run(&["list", "--vault", "nowhere/vault.db"]).ended(5);
    assert!(list.said("There is no vault at nowhere/vault.db"), "{}", list.beside);
    assert!(!computer.path("nowhere").exists());
}

#[test]
fn a_wrong_passphrase_does_not_open_the_vault() {
    let computer = two();
    let wrong = computer.file("wrong", "correct horse battery staple\n");
    let list = computer.run_bare(&["list", "--json", "--passphrase-file", wrong.to_str().unwrap()], "");
    assert_eq!(list.ended(5).failure(), "passphrase_wrong");
    let unasked = computer.run_bare(&["list", "--json"], "").ended(5);
    assert_eq!(unasked.failure(), "locked");
}

#[test]
fn a_vault_elsewhere_is_another_vault() {
    let computer = two();
    let link = format!("otpauth://totp/Elsewhere?secret={RFC_KEY}");
    computer.run_with(&["add", "--vault", "other/vault.db"], &link).done();
    assert_eq!(computer.run(&["list", "--vault", "other"]).done().out, "Elsewhere    totp\n");
    assert_eq!(computer.accounts().len(), 2);
}

#[test]
fn a_name_that_several_accounts_have_lists_them() {
    let computer = two();
    let several = computer.run(&["code", "git"]).ended(4);
    assert!(several.said("GitHub, ada") && several.said("GitLab, ada"), "{}", several.beside);
    assert!(several.out.is_empty());
    for name in ["github", "hub ada", "ghub", "GitHub:ada", "github, ada"] {
        assert_eq!(computer.run(&["code", name, "--at", "59"]).done().out, "287082\n", "{name}");
    }
    let id = computer.accounts()[0]["id"].as_str().unwrap().to_owned();
    assert_eq!(computer.run(&["code", &id, "--at", "59"]).done().out, "287082\n");
    assert_eq!(computer.run(&["code", "nothing of it", "--json"]).ended(3).failure(), "account_unknown");
}

#[test]
fn a_new_name_is_kept() {
    let computer = two();
    computer.run(&["rename", "github", "--issuer", "Work", "--account", "countess"]).done();
    let first = &computer.accounts()[0];
    assert_eq!((&first["issuer"], &first["account"]), (&"Work".into(), &"countess".into()));
    assert_eq!(
        computer.run(&["rename", "work", "--issuer", "", "--json"]).ended(1).failure(),
        "name_invalid"
    );
    assert_eq!(computer.run(&["rename", "work"]).ended(2).out, "");
}

#[test]
fn removing_asks_first() {
    let computer = two();
    for (answer, left) in [("\n", 2), ("no\n", 2), ("", 2), ("yes\n", 1)] {
        let removed = computer.run_with(&["remove", "gitlab"], answer);
        assert_eq!(removed.exit, if left == 1 { 0 } else { 7 }, "{}", removed.beside);
        assert_eq!(computer.accounts().len(), left);
    }
    let removed = computer.run(&["remove", "github", "--yes", "--json"]).done().json();
    assert_eq!(removed["in_trash"], true);
    assert!(computer.accounts().is_empty());
}

#[test]
fn names_cannot_steer_the_terminal() {
    let computer = Computer::with(&[&format!(
        "otpauth://totp/a?secret={RFC_KEY}&issuer=Evil%1B%5B2J%C2%9B31m%E2%80%AEdrowssap"
    )]);
    let list = computer.run(&["list"]).done();
    let json = computer.run(&["list", "--json"]).done();
    for text in [list.out, json.out] {
        let harmful = |each: char| (each.is_control() && each != '\n') || each == '\u{202e}';
        assert!(!text.contains(harmful), "{text:?}");
    }
}
