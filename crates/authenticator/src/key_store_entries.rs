//! What lies in the key store: one entry for the vault, one for each pairing, at most 2,500 bytes each.
//!
//! A pairing's entry holds all that hearing of questions and saying NO need, so that both will work while the vault
//! is locked. Where there is no key store, the `pop` key lies sealed in the vault instead.

use countersign_keystore::{KeyStoreError, SecretName, StoredSecret};
use countersign_protocol::encoding::{decode_array, encode};
use countersign_protocol::{AccountId, DeviceId, Digest, KeptKeys, Origin, SigningKey};
use countersign_vault::KeyStoreEntry;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::Authenticator;
use crate::error::Error;
use crate::view::Phase;

/// No larger entry fits every system's key store.
const LARGEST: usize = 2_500;

/// A pairing as it lies in the key store.
#[derive(Serialize, Deserialize)]
pub(crate) struct PairingEntry {
    v: u8,
    pub(crate) origin: Origin,
    pub(crate) device: DeviceId,
    pub(crate) account: AccountId,
    pub(crate) kept: KeptKeys,
    pop: Zeroizing<String>,
    /// The other key of an exchange on its way: one of the two is the server's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    other: Option<Zeroizing<String>>,
}

impl PairingEntry {
    pub(crate) fn new(
        origin: &Origin,
        device: &DeviceId,
        account: &AccountId,
        kept: &KeptKeys,
        pop: &SigningKey,
        other: Option<&SigningKey>,
    ) -> Self {
        Self {
            v: 1,
            origin: origin.clone(),
            device: device.clone(),
            account: account.clone(),
            kept: kept.clone(),
            pop: Zeroizing::new(encode(&*pop.expose_bytes())),
            other: other.map(|other| Zeroizing::new(encode(&*other.expose_bytes()))),
        }
    }

    /// The key, if the entry is of this device at this server and intact.
    pub(crate) fn pop(&self, origin: &Origin, device: &DeviceId) -> Option<SigningKey> {
        self.read(&self.pop, origin, device)
    }

    /// The other key of an exchange on its way, under the same conditions.
    pub(crate) fn other(&self, origin: &Origin, device: &DeviceId) -> Option<SigningKey> {
        self.read(self.other.as_ref()?, origin, device)
    }

    fn read(&self, key: &str, origin: &Origin, device: &DeviceId) -> Option<SigningKey> {
        let bytes = Zeroizing::new(decode_array::<32>(key).ok()?);
        let ours = self.v == 1 && self.origin == *origin && self.device == *device;
        SigningKey::from_bytes(&bytes).ok().filter(|_| ours)
    }
}

/// The name of the vault's entry.
fn vault_name() -> SecretName {
    SecretName::new("vault").expect("five letters")
}

/// What tells one pairing's entry from another's. It says nothing by itself.
pub(crate) fn entry_mark(origin: &Origin, device: &DeviceId) -> [u8; 16] {
    let digest = Digest::of(format!("{origin} {device}").as_bytes());
    *digest.as_bytes().first_chunk().expect("a digest has 32 bytes")
}

/// The name of a pairing's entry. It shows in the system's tools and says nothing there.
pub(crate) fn entry_name(mark: &[u8]) -> SecretName {
    SecretName::new(format!("pairing.{}", encode(mark))).expect("30 letters and digits")
}

fn pairing_name(origin: &Origin, device: &DeviceId) -> SecretName {
    entry_name(&entry_mark(origin, device))
}

/// What the key store says about the vault's key.
pub(crate) enum Kept {
    Entry(KeyStoreEntry),
    Nothing,
    /// There is an entry that this program cannot read; it must not be overwritten.
    Unreadable,
    /// It does not say.
    Failed(KeyStoreError),
}

impl Authenticator {
    pub(crate) async fn kept_entry(&self) -> Kept {
        match self.inner.ports.key_store.get(&vault_name()).await {
            Ok(secret) => KeyStoreEntry::from_bytes(secret.reveal()).map_or(Kept::Unreadable, Kept::Entry),
            Err(KeyStoreError::NotFound) => Kept::Nothing,
            Err(error) => Kept::Failed(error),
        }
    }

    /// The entry where there must be one: a PIN is set.
    ///
    /// # Errors
    /// [`Error::VaultState`] if its key is missing, and those of the key store.
    pub(crate) async fn entry_of_vault(&self) -> Result<KeyStoreEntry, Error> {
        match self.kept_entry().await {
            Kept::Entry(entry) => Ok(entry),
            Kept::Nothing | Kept::Unreadable => Err(Error::VaultState(Phase::KeyMissing)),
            Kept::Failed(error) => Err(error.into()),
        }
    }

    pub(crate) async fn put_entry(&self, entry: &KeyStoreEntry) -> Result<(), Error> {
        let secret = StoredSecret::new(entry.reveal_bytes()).expect("92 bytes fit every key store");
        Ok(self.inner.ports.key_store.put(&vault_name(), &secret).await?)
    }

    /// Keeps what lies in the place of the vault's entry and is not of this vault under another name: it may open
    /// another file.
    pub(crate) async fn set_entry_aside(&self) -> Result<(), Error> {
        let secret = self.inner.ports.key_store.get(&vault_name()).await?;
        let name = SecretName::new(format!("vault.set-aside.{:016x}", self.random_name()));
        let name = name.expect("letters, dots and digits");
        Ok(self.inner.ports.key_store.put(&name, &secret).await?)
    }

    pub(crate) async fn put_pairing_entry(&self, entry: &PairingEntry) -> Result<(), KeyStoreError> {
        let mut json = Zeroizing::new(Vec::with_capacity(LARGEST));
        serde_json::to_writer(&mut *json, entry).expect("a plain structure");
        let secret = StoredSecret::new(json).map_err(|error| KeyStoreError::Other(error.into()))?;
        self.inner.ports.key_store.put(&pairing_name(&entry.origin, &entry.device), &secret).await
    }

    /// The entry; nothing if the key store has none or one that is not readable.
    pub(crate) async fn pairing_entry(
        &self,
        origin: &Origin,
        device: &DeviceId,
    ) -> Result<Option<PairingEntry>, KeyStoreError> {
        match self.inner.ports.key_store.get(&pairing_name(origin, device)).await {
            Ok(secret) => Ok(serde_json::from_slice(secret.reveal()).ok()),
            Err(KeyStoreError::NotFound) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Removes the entry. One that stays because the key store is locked opens nothing any more.
    pub(crate) async fn delete_pairing_entry(&self, origin: &Origin, device: &DeviceId) {
        let _ = self.inner.ports.key_store.delete(&pairing_name(origin, device)).await;
    }
}
