//! What every key store does, shown on the double.

use countersign_keystore::{
    Failure, InvalidSecret, KeyStore, KeyStoreError, MemoryKeyStore, SecretName, StoredSecret,
};

fn name(text: &str) -> SecretName {
    SecretName::new(text).expect("a valid name")
}

fn secret(bytes: &[u8]) -> StoredSecret {
    StoredSecret::new(bytes.to_vec()).expect("a valid length")
}

#[tokio::test]
async fn what_was_put_is_got_until_it_is_deleted() {
    let store = MemoryKeyStore::new();
    assert!(matches!(store.get(&name("vault-key")).await, Err(KeyStoreError::NotFound)));
    store.put(&name("vault-key"), &secret(b"first")).await.expect("put");
    store.put(&name("vault-key"), &secret(b"second")).await.expect("put over it");
    assert_eq!(store.get(&name("vault-key")).await.expect("get").reveal(), b"second");
    assert_eq!(store.names(), [name("vault-key")]);
    store.delete(&name("vault-key")).await.expect("delete");
    store.delete(&name("vault-key")).await.expect("it is gone already");
    assert!(matches!(store.get(&name("vault-key")).await, Err(KeyStoreError::NotFound)));
}

#[tokio::test]
async fn a_locked_store_is_not_an_empty_one_and_keeps_what_it_has() {
    let store = MemoryKeyStore::new();
    store.put(&name("a"), &secret(b"kept")).await.expect("put");
    store.fail_with(Some(Failure::Locked));
    assert!(matches!(store.get(&name("a")).await, Err(KeyStoreError::Locked(_))));
    assert!(matches!(store.put(&name("b"), &secret(b"x")).await, Err(KeyStoreError::Locked(_))));
    store.fail_with(Some(Failure::NoStore));
    assert!(matches!(store.delete(&name("a")).await, Err(KeyStoreError::NoStore(_))));
    store.fail_with(None);
    assert_eq!(store.get(&name("a")).await.expect("get").reveal(), b"kept");
}

#[test]
fn names_and_values_fit_into_every_system_s_store() {
    for bad in ["", "a b", "ä", "a/b", &"a".repeat(65)] {
        assert_eq!(SecretName::new(bad), Err(InvalidSecret::Name), "{bad:?}");
    }
    assert_eq!(StoredSecret::new(vec![]).err(), Some(InvalidSecret::Length(0)));
    assert_eq!(StoredSecret::new(vec![0; 2_501]).err(), Some(InvalidSecret::Length(2_501)));
    assert!(StoredSecret::new(vec![0; 2_500]).is_ok());
}

#[test]
fn debug_shows_nothing_of_a_value() {
    assert_eq!(format!("{:?}", secret(b"hidden")), "StoredSecret(…)");
}
