//! What lies in the key store: one entry for the vault, one for each pairing, at most 2,500 bytes each.
//!
//! A pairing's entry holds all that hearing of questions and saying NO need, so that both will work while the vault
//! is locked. Where there is no key store, the `pop` key lies sealed in the vault instead.

use countersign_keystore::{KeyStoreError, SecretName, StoredSecret};
use countersign_protocol::encoding::{decode_array, encode};
use countersign_protocol::{AccountId, DeviceId, Digest, KeptKeys, Origin, SigningKey};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::Authenticator;

/// No larger entry fits every system's key store.
const LARGEST: usize = 2_500;

/// A pairing as it lies in the key store.
#[derive(Serialize, Deserialize)]
pub(crate) struct PairingEntry {
    v: u8,
    origin: Origin,
    device: DeviceId,
    account: AccountId,
    kept: KeptKeys,
    pop: Zeroizing<String>,
}

impl PairingEntry {
    pub(crate) fn new(
        origin: &Origin,
        device: &DeviceId,
        account: &AccountId,
        kept: &KeptKeys,
        pop: &SigningKey,
    ) -> Self {
        Self {
            v: 1,
            origin: origin.clone(),
            device: device.clone(),
            account: account.clone(),
            kept: kept.clone(),
            pop: Zeroizing::new(encode(&*pop.expose_bytes())),
        }
    }

    /// The key, if the entry is of this device at this server and intact.
    pub(crate) fn pop(&self, origin: &Origin, device: &DeviceId) -> Option<SigningKey> {
        let bytes = Zeroizing::new(decode_array::<32>(&self.pop).ok()?);
        let ours = self.v == 1 && self.origin == *origin && self.device == *device;
        SigningKey::from_bytes(&bytes).ok().filter(|_| ours)
    }
}

/// The name of the vault's entry.
pub(crate) fn vault_name() -> SecretName {
    SecretName::new("vault").expect("five letters")
}

/// The name of a pairing's entry. It shows in the system's tools and says nothing there.
fn pairing_name(origin: &Origin, device: &DeviceId) -> SecretName {
    let digest = Digest::of(format!("{origin} {device}").as_bytes());
    SecretName::new(format!("pairing.{}", encode(&digest.as_bytes()[..16]))).expect("30 letters and digits")
}

impl Authenticator {
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
