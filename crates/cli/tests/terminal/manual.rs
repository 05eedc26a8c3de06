//! Help, completions and manual pages.

use std::fs;

use crate::computer::Computer;

#[test]
fn help_and_the_manual_page_list_the_exit_codes() {
    let computer = Computer::new();
    let help = computer.run_bare(&["--help"], "").done();
    assert!(help.out.contains("4  several accounts fit"), "{}", help.out);
    let page = computer.run_bare(&["man"], "").done();
    assert!(
        page.out.contains(".TH countersign 1") && page.out.contains("several accounts fit"),
        "{}",
        page.out
    );
    let nothing = computer.run_bare(&[], "").ended(2);
    assert!(nothing.beside.contains("Usage: countersign"), "{}", nothing.beside);
}

#[test]
fn every_command_has_a_page() {
    let computer = Computer::new();
    computer.run_bare(&["man", "--folder", "pages"], "").done();
    for command in ["countersign", "countersign-list", "countersign-code", "countersign-doctor"] {
        let page = fs::read_to_string(computer.path("pages").join(format!("{command}.1"))).unwrap();
        assert!(page.contains(".SH NAME"), "{command}");
    }
}

#[test]
fn shells_get_their_completions() {
    let computer = Computer::new();
    for (shell, part) in
        [("bash", "complete -F"), ("zsh", "#compdef countersign"), ("fish", "complete -c countersign")]
    {
        let script = computer.run_bare(&["completions", shell], "").done();
        assert!(script.out.contains(part), "{shell}");
    }
}
