//! Hearing of questions: one stream or long poll for each pairing, as a future that a shell spawns.

mod attend;
mod health;
mod hints;
mod paired;
mod stream;
mod while_locked;

use std::collections::BTreeMap;
use std::sync::Arc;

use countersign_vault::{Account, AccountId, PairingState};
use tokio::task::{AbortHandle, JoinSet};

use crate::Authenticator;
use crate::ports::Event;

pub(crate) use paired::{Paired, Pairings, WakesBy, key};

impl Authenticator {
    /// Asks all servers for questions for ever; a shell spawns this once. While the vault is locked, those are
    /// asked whose keys lie in the key store.
    pub async fn listen(&self) {
        let mut changes = self.inner.pairings.subscribe();
        let mut wake = self.inner.wake.subscribe();
        let mut attending: BTreeMap<AccountId, (Arc<Paired>, AbortHandle)> = BTreeMap::new();
        let mut tasks = JoinSet::new();
        self.meet_pairings().await;
        loop {
            let current = self.inner.pairings.all();
            attending.retain(|_, (paired, task)| {
                let stays = current.iter().any(|each| Arc::ptr_eq(each, paired));
                if !stays {
                    task.abort();
                }
                stays
            });
            for paired in current {
                let this = self.clone();
                attending.entry(paired.account).or_insert_with(|| {
                    let attended = Arc::clone(&paired);
                    (paired, tasks.spawn(async move { this.attend(&attended).await }))
                });
            }
            while tasks.try_join_next().is_some() {}
            tokio::select! {
                _ = changes.changed() => {}
                _ = wake.changed() => self.meet_pairings().await,
            }
        }
    }

    /// Asks all servers now: the device woke, is on another network, or the person wants to know.
    pub fn check_now(&self) {
        self.forget_connections();
        self.inner.wake.send_modify(|count| *count = count.wrapping_add(1));
    }

    /// Takes up the pairings in the vault that are not in use yet. One whose key the key store does not give now is
    /// tried again at the next occasion.
    pub(crate) async fn meet_pairings(&self) {
        let Ok(vault) = self.vault() else { return };
        let Ok(listing) = vault.accounts().await else { return };
        for account in &listing.accounts {
            if self.inner.pairings.find(account.id()).is_none() {
                self.meet_pairing(account).await;
            }
        }
        self.note_pairings(&listing.accounts).await;
    }

    async fn meet_pairing(&self, account: &Account) {
        let Some(pairing) = &account.pairing else { return };
        let pop = match &pairing.pop_key {
            Some(bytes) => key(bytes.reveal()),
            None => match self.pairing_entry(&pairing.origin, &pairing.device).await {
                Ok(entry) => entry.and_then(|entry| entry.pop(&pairing.origin, &pairing.device)),
                Err(_) => return self.inner.pairings.note_keyless(account.id()),
            },
        };
        match pop {
            Some(pop) => self.inner.pairings.add(Paired::new(account.id(), pairing, pop)),
            // The key store was wiped: this device cannot prove itself any more, only link again.
            None if pairing.state == PairingState::Active => {
                let service = account.shown_service().to_owned();
                self.store_state(account.id(), PairingState::DeviceUnknown).await;
                self.notice_device_unknown(account.id(), service).await;
                self.tell(Event::AccountsChanged);
            }
            None => {}
        }
    }
}
