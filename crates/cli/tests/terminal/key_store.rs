//! Vaults whose key lies in a real key store: the Secret Service, on a private session bus.

use std::fs;
use std::process::Command;

use crate::computer::{Computer, RFC_KEY, Ran};

/// Asking before the key store is there would have the bus start a second one, which is locked.
const UNLOCKED: &str = "printf test | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1; \
    timeout 20 sh -c 'until dbus-send --session --print-reply --dest=org.freedesktop.DBus / \
    org.freedesktop.DBus.NameHasOwner string:org.freedesktop.secrets | grep -q true; do :; done'; ";

/// Runs a script in a session whose keys lie in this folder of the computer; `$0` is the program.
fn in_session(computer: &Computer, keys: &str, script: &str) -> Ran {
    let keys = computer.path(keys);
    fs::create_dir_all(&keys).unwrap();
    let output = Command::new("dbus-run-session")
        .args(["--", "sh", "-c", &format!("{UNLOCKED}{script}"), env!("CARGO_BIN_EXE_countersign")])
        .env("HOME", &keys)
        .env("XDG_DATA_HOME", keys.join("data"))
        .env("XDG_RUNTIME_DIR", &keys)
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .env_remove("COUNTERSIGN_DATA_DIR")
        .current_dir(computer.path(""))
        .output()
        .expect("dbus-run-session is installed (npm test installs it)");
    Ran::from(output)
}

fn link(name: &str) -> String {
    format!("printf 'otpauth://totp/{name}?secret={RFC_KEY}&issuer={name}' | \"$0\" add -")
}

#[test]
fn the_apps_vault_another_one_and_a_copy_open_each_with_its_own_key() {
    let computer = Computer::new();
    let script = [
        link("First"),
        format!("{} --vault other/vault.db", link("Second")),
        "cp -r keys/data/org.countersign.* copy".to_owned(),
        "\"$0\" code first --at 59".to_owned(),
        "\"$0\" code second --at 59 --vault other".to_owned(),
        "\"$0\" code first --at 59 --vault copy".to_owned(),
    ];
    let ran = in_session(&computer, "keys", &script.join(" && ")).done();
    assert_eq!(ran.out, "Added: First, First\nAdded: Second, Second\n287082\n287082\n287082\n");
}

#[test]
fn a_vault_without_its_key_is_named_and_left_as_it_is() {
    let computer = Computer::new();
    in_session(&computer, "keys", &format!("{} --vault only/vault.db", link("First"))).done();
    let vault = computer.path("only/vault.db");
    let before = fs::read(&vault).unwrap();
    let lost = in_session(&computer, "other-keys", "\"$0\" list --vault only --json").ended(5);
    assert!(lost.said("\"key_missing\""), "{}", lost.beside);
    let doctor = in_session(&computer, "other-keys", "\"$0\" doctor --vault only").ended(8);
    assert!(doctor.said("its key is not in the system’s key store"), "{}", doctor.out);
    assert_eq!(fs::read(&vault).unwrap(), before);
    assert_eq!(
        in_session(&computer, "keys", "\"$0\" code first --at 59 --vault only").done().out,
        "287082\n"
    );
}

#[test]
fn a_key_without_its_vault_is_named_and_kept() {
    let computer = Computer::new();
    in_session(&computer, "keys", &format!("{} --vault only.db", link("First"))).done();
    let (vault, aside) = (computer.path("only.db"), computer.path("aside.db"));
    fs::rename(&vault, &aside).unwrap();
    let lost = in_session(&computer, "keys", &format!("{} --vault only.db --json", link("Second"))).ended(5);
    assert!(lost.said("\"vault_missing\""), "{}", lost.beside);
    assert!(!vault.exists());
    fs::rename(&aside, &vault).unwrap();
    assert_eq!(
        in_session(&computer, "keys", "\"$0\" code first --at 59 --vault only.db").done().out,
        "287082\n"
    );
}
