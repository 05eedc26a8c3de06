//! The Secret Service itself, on a private session bus with a key store of its own.
#![cfg(all(feature = "os", target_os = "linux"))]

use std::process::Command;

use countersign_keystore::{KeyStore, KeyStoreError, OsKeyStore, SecretName, StoredSecret};

const INSIDE: &str = "COUNTERSIGN_TEST_SESSION";
const UNLOCKED: &str = "printf test | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1; ";

/// Runs one test of this program again, inside a private session.
fn in_session(test: &str, before: &str) {
    let home = std::env::temp_dir().join(format!("countersign-{test}-{}", std::process::id()));
    std::fs::create_dir_all(&home).expect("a home");
    let program = std::env::current_exe().expect("this program");
    let output = Command::new("dbus-run-session")
        .args(["--", "sh", "-c", &format!("{before}exec \"$0\" --exact {test} --nocapture")])
        .arg(program)
        .env("HOME", &home)
        .env("XDG_DATA_HOME", home.join("data"))
        .env("XDG_RUNTIME_DIR", &home)
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .env(INSIDE, test)
        .output()
        .expect("dbus-run-session is installed (npm test installs it)");
    std::fs::remove_dir_all(&home).expect("removed");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

fn is_inside(test: &str) -> bool {
    std::env::var(INSIDE).is_ok_and(|inside| inside == test)
}

fn name(text: &str) -> SecretName {
    SecretName::new(text).expect("a valid name")
}

fn secret(bytes: &[u8]) -> StoredSecret {
    StoredSecret::new(bytes.to_vec()).expect("a valid length")
}

#[tokio::test]
async fn an_open_key_store_keeps_and_gives_back() {
    if !is_inside("an_open_key_store_keeps_and_gives_back") {
        return in_session("an_open_key_store_keeps_and_gives_back", UNLOCKED);
    }
    let (store, other) = (OsKeyStore::new("countersign-test"), OsKeyStore::new("countersign-other"));
    assert!(matches!(store.get(&name("a")).await, Err(KeyStoreError::NotFound)));
    let largest = vec![0xA5; 2_500];
    store.put(&name("a"), &secret(b"first")).await.expect("put");
    store.put(&name("a"), &secret(&largest)).await.expect("put over it");
    store.put(&name("b"), &secret(&[0, 255, 10])).await.expect("put");
    assert_eq!(store.get(&name("a")).await.expect("get").reveal(), largest);
    assert_eq!(store.get(&name("b")).await.expect("get").reveal(), [0, 255, 10]);
    assert!(matches!(other.get(&name("a")).await, Err(KeyStoreError::NotFound)));
    store.delete(&name("a")).await.expect("deleted");
    store.delete(&name("a")).await.expect("it is gone already");
    assert!(matches!(store.get(&name("a")).await, Err(KeyStoreError::NotFound)));
}

#[tokio::test]
async fn a_locked_key_store_is_not_an_empty_one() {
    if !is_inside("a_locked_key_store_is_not_an_empty_one") {
        return in_session("a_locked_key_store_is_not_an_empty_one", UNLOCKED);
    }
    let store = OsKeyStore::new("countersign-test");
    store.put(&name("a"), &secret(b"kept")).await.expect("put");
    tokio::task::spawn_blocking(|| {
        let service = secret_service::blocking::SecretService::connect(secret_service::EncryptionType::Plain);
        let service = service.expect("connects");
        service.get_default_collection().expect("a collection").lock().expect("locked");
    })
    .await
    .expect("ran");
    // Nobody is there to answer the prompt.
    for known in ["a", "never-put"] {
        let answer = store.get(&name(known)).await;
        assert!(matches!(answer, Err(KeyStoreError::Locked(_))), "{known}: {answer:?}");
    }
    assert!(matches!(store.put(&name("b"), &secret(b"x")).await, Err(KeyStoreError::Locked(_))));
}

#[tokio::test]
async fn no_key_store_is_called_none() {
    if !is_inside("no_key_store_is_called_none") {
        // A bus on which nothing can be started.
        let before = "export DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent; ";
        return in_session("no_key_store_is_called_none", before);
    }
    let store = OsKeyStore::new("countersign-test");
    assert!(matches!(store.get(&name("a")).await, Err(KeyStoreError::NoStore(_))));
    assert!(matches!(store.put(&name("a"), &secret(b"x")).await, Err(KeyStoreError::NoStore(_))));
    assert!(matches!(store.delete(&name("a")).await, Err(KeyStoreError::NoStore(_))));
}
