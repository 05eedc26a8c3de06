//! `add`: links, keys, pictures, and what is none of them.

use crate::computer::{Computer, RFC_KEY};

#[test]
fn a_setup_key_takes_its_names_from_the_arguments() {
    let computer = Computer::new();
    let key = computer.file("key", format!("  {} \n", RFC_KEY.to_lowercase()));
    let arguments =
        ["add", key.to_str().unwrap(), "--issuer", "GitHub", "--account", "ada", "--digits", "8", "--json"];
    let added = computer.run(&arguments).done().json();
    assert_eq!(added["added"][0]["account"], "ada");
    assert_eq!(computer.run(&["code", "ada", "--at", "59"]).done().out, "94287082\n");
    assert_eq!(computer.run(&arguments).ended(1).failure(), "already_linked");
}

#[test]
fn one_bad_line_adds_nothing() {
    let computer = Computer::with(&[&format!("otpauth://totp/first?secret={RFC_KEY}")]);
    let text = "otpauth://totp/good?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP\n\nhttps://example.org/\n";
    let added = computer.run_with(&["add", "-"], text).ended(6);
    assert!(added.said("Line 3"), "{}", added.beside);
    assert!(!added.said("JBSWY3DPEHPK3PXP"));
    assert_eq!(computer.accounts().len(), 1);
}

#[test]
fn bad_input_is_named_and_not_repeated() {
    let computer = Computer::new();
    for (input, exit, code) in [
        ("", 6, "file_empty"),
        ("hello canary", 6, "qr_unknown"),
        ("otpauth://totp/x?secret=canary!!", 6, "secret_malformed"),
        ("WIFI:S:canary;;", 6, "qr_wifi"),
    ] {
        let added = computer.run_with(&["add", "-", "--json"], input).ended(exit);
        assert_eq!(added.failure(), code);
        assert!(!added.said("canary"), "{}", added.beside);
    }
    assert_eq!(computer.run(&["add", "no-such-file", "--json"]).ended(3).failure(), "file_unreadable");
    assert_eq!(computer.run(&["add", ".", "--json"]).ended(6).failure(), "file_unreadable");
    let noise = computer.file("noise", [0xff, 0xd8, 0xff, 1, 2, 3]);
    assert_eq!(
        computer.run(&["add", noise.to_str().unwrap(), "--json"]).ended(6).failure(),
        "image_unreadable"
    );
}

#[test]
fn a_weak_passphrase_makes_no_vault() {
    let computer = Computer::new();
    let weak = computer.file("weak", "password1\n");
    let link = format!("otpauth://totp/x?secret={RFC_KEY}");
    let added =
        computer.run_bare(&["add", "-", "--json", "--passphrase-file", weak.to_str().unwrap()], &link);
    assert_eq!(added.ended(1).failure(), "passphrase_weak");
    assert_eq!(computer.run(&["list", "--json"]).ended(5).failure(), "vault_missing");
}

#[test]
fn without_a_key_store_and_a_terminal_a_new_vault_needs_a_passphrase_file() {
    let computer = Computer::new();
    let link = format!("otpauth://totp/x?secret={RFC_KEY}");
    let added = computer.run_bare(&["add", "-"], &link).ended(7);
    assert!(added.said("passphrase"), "{}", added.beside);
}
