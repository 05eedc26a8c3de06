//! A folder in which nothing can be written.

use std::io::Write;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

use countersign_vault::{KeyStoreEntry, Unlock, Vault};

use crate::fixture::{Place, at, code_account};

const PATH: &str = "COUNTERSIGN_TEST_READ_ONLY_VAULT";
const ENTRY: &str = "COUNTERSIGN_TEST_READ_ONLY_ENTRY";
/// Nobody, for whom the rights count that do not count for root.
const NOBODY: u32 = 65_534;

/// Not a test by itself: what somebody meets who may not write.
#[tokio::test]
async fn somebody() {
    let Ok(path) = std::env::var(PATH) else { return };
    let entry = std::env::var(ENTRY).expect("told");
    let entry = data_encoding::HEXLOWER.decode(entry.as_bytes()).expect("hexadecimal");
    let entry = KeyStoreEntry::from_bytes(&entry).expect("an entry");
    let random = std::sync::Arc::new(countersign_vault::SystemRandom);
    let met = match Vault::open(path.as_ref(), &Unlock::KeyStore(entry.key()), random).await {
        Ok(vault) => vault.add_account(code_account("Mail"), None, at(2)).await.map(|_| ()),
        Err(error) => Err(error),
    };
    writeln!(std::io::stdout(), "\n:{met:?}").expect("told");
}

/// What somebody meets, once the files and the folder have these modes.
fn meet(place: &Place, file_mode: u32, folder_mode: u32) -> String {
    let folder = place.path().parent().expect("a folder").to_owned();
    let is_root = std::fs::metadata("/proc/self").expect("Linux tells").uid() == 0;
    let set = |path: &Path, mode: u32| {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).expect("set");
        if is_root {
            chown(path, Some(NOBODY), None).expect("given away");
        }
    };
    for file in std::fs::read_dir(&folder).expect("read") {
        set(&file.expect("read").path(), file_mode);
    }
    set(&folder, folder_mode);
    set(place.folder.path(), 0o755);
    // A copy, because nobody may not reach into the folder where this program was built.
    let elsewhere = tempfile::tempdir().expect("a folder");
    std::fs::set_permissions(&elsewhere, std::fs::Permissions::from_mode(0o755)).expect("set");
    let program = elsewhere.path().join("program");
    std::fs::copy(std::env::current_exe().expect("this program"), &program).expect("copied");
    let mut command = Command::new(&program);
    command.args(["--exact", "read_only::somebody", "--nocapture"]).current_dir("/");
    command.env(PATH, place.path());
    command.env(ENTRY, data_encoding::HEXLOWER.encode(&place.entry.reveal_bytes()));
    if is_root {
        command.uid(NOBODY);
    }
    let output = command.output().expect("runs");
    set(&folder, 0o700);
    for file in std::fs::read_dir(&folder).expect("read") {
        set(&file.expect("read").path(), 0o600);
    }
    let text = String::from_utf8(output.stdout).expect("text");
    let line = text.lines().find(|line| line.starts_with(':'));
    line.unwrap_or_else(|| panic!("{text} {}", String::from_utf8_lossy(&output.stderr))).to_owned()
}

#[tokio::test]
async fn a_vault_that_cannot_be_written_is_called_read_only_and_stays() {
    let place = Place::new();
    let vault = place.create().await;
    vault.add_account(code_account("Bank"), None, at(1)).await.expect("added");
    vault.close().await;
    let before = std::fs::read(place.path()).expect("the file");
    for (file_mode, folder_mode) in [(0o400, 0o500), (0o600, 0o500), (0o400, 0o700)] {
        let met = meet(&place, file_mode, folder_mode);
        assert!(met.starts_with(":Err(ReadOnly"), "{file_mode:o} {folder_mode:o}: {met}");
    }
    assert_eq!(std::fs::read(place.path()).expect("the file"), before);
    assert_eq!(meet(&place, 0o600, 0o700), ":Ok(())", "with the rights back it can be written");
}
