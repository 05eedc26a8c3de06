//! The pairings of a locked app: an index in the key store says where their entries are, so that questions are heard
//! and can be answered NO before the vault is open.

use countersign_keystore::{SecretName, StoredSecret};
use countersign_vault::{Account, AccountId};
use data_encoding::HEXLOWER;

use super::Paired;
use crate::Authenticator;
use crate::key_store_entries::{PairingEntry, entry_mark, entry_name};
use crate::settings::Stay;

const VERSION: u8 = 1;
const ID: usize = 16;
const MARK: usize = 16;
/// As many as fit into one entry of every system's key store; further ones are heard only while the vault is open.
const AT_MOST: usize = 77;

impl Authenticator {
    /// Writes down where the entries of these accounts' pairings are, if that is news and the vault can be locked.
    pub(crate) async fn note_pairings(&self, accounts: &[Account]) {
        let asks = self.asks();
        if self.inner.settings.stay == Stay::Visitor || !(asks.for_pin || asks.for_passphrase) {
            return;
        }
        let mut index = vec![VERSION];
        let in_key_store = accounts.iter().filter_map(|account| {
            let pairing = account.pairing.as_ref().filter(|pairing| pairing.pop_key.is_none())?;
            Some((account.id(), entry_mark(&pairing.origin, &pairing.device)))
        });
        for (id, mark) in in_key_store.take(AT_MOST) {
            index.extend_from_slice(
                &HEXLOWER.decode(id.to_string().as_bytes()).expect("it is in hexadecimal digits"),
            );
            index.extend_from_slice(&mark);
        }
        let is_known = self.inner.index.with(|known| known.as_ref() == Some(&index));
        // Nothing was ever linked: nothing need be asked of the key store.
        let is_needless = index.len() == 1 && self.inner.index.with(|known| known.is_none());
        if is_known || is_needless {
            return;
        }
        let secret = StoredSecret::new(index.clone()).expect("so many fit");
        if self.inner.ports.key_store.put(&index_name(), &secret).await.is_ok() {
            self.inner.index.with(|known| *known = Some(index));
        }
    }

    /// Takes up the pairings of the locked vault.
    pub(crate) async fn meet_pairings_while_locked(&self) {
        let Ok(index) = self.inner.ports.key_store.get(&index_name()).await else { return };
        let Some((&VERSION, pairs)) = index.reveal().split_first() else { return };
        let (pairs, _) = pairs.as_chunks::<{ ID + MARK }>();
        for pair in pairs {
            let (id, mark) = pair.split_at(ID);
            let Ok(id) = HEXLOWER.encode(id).parse::<AccountId>() else { continue };
            let Ok(secret) = self.inner.ports.key_store.get(&entry_name(mark)).await else { continue };
            let entry = serde_json::from_slice::<PairingEntry>(secret.reveal()).ok();
            if let Some(paired) = entry.and_then(|entry| Paired::from_entry(id, &entry)) {
                self.inner.pairings.add(paired);
            }
        }
    }
}

fn index_name() -> SecretName {
    SecretName::new("pairings").expect("eight letters")
}
