//! This device's keys, renewed. A new pair lies beside the old one, in the vault and in the key store, before the
//! server hears of it; it takes the old one's place only after the server has named it in signed words. So a crash at
//! any step, or a reply that was lost, leaves a pair that the server knows.

use std::sync::Arc;
use std::time::Duration;

use countersign_api_client::{ApiError, Polled, Wait};
use countersign_protocol::message::Keys;
use countersign_protocol::{Signer, SigningKey};
use countersign_vault::{AccountId, Pairing, Renewal, SecretBytes};

use crate::Authenticator;
use crate::error::Error;
use crate::key_store_entries::PairingEntry;
use crate::listening::{Paired, key};
use crate::ports::Event;

/// How old a pair of keys gets before it is renewed by itself.
const A_YEAR: Duration = Duration::from_hours(365 * 24);

impl Authenticator {
    /// Renews the keys with which this device proves itself to an account's server: whatever was copied of it before
    /// is worth nothing afterwards.
    ///
    /// # Errors
    /// What the server refuses, or that it cannot be reached (then it is tried again by itself),
    /// [`Error::NotLinked`], [`Error::AccountUnknown`], [`Error::Locked`] and those of vault and key store.
    pub async fn renew_device_keys(&self, account: AccountId) -> Result<(), Error> {
        let paired = self.paired(account).await?;
        let _exchanging = self.inner.exchanging.lock().await;
        self.exchange_keys(&paired).await
    }

    /// Renews keys that are a year old, and goes on with an exchange that was begun. Not while a question waits.
    pub(crate) async fn renew_when_due(&self, paired: &Paired) {
        // Looked at only now: what another task has just done need not be done again.
        let _exchanging = self.inner.exchanging.lock().await;
        let Ok(vault) = self.vault() else { return };
        let Ok(account) = vault.account(paired.account).await else { return };
        let added_at = account.added_at;
        let Some(pairing) = account.pairing.filter(|pairing| pairing.device == paired.device) else { return };
        let age = self.now().since(pairing.keys_made_at.unwrap_or(added_at));
        let is_due = pairing.renewal.is_some() || age >= A_YEAR;
        if is_due && self.inner.questions.open_digest(paired.account).is_none() {
            // It is tried again at the next occasion.
            let _ = self.exchange_keys(paired).await;
        }
    }

    /// Tries the keys that this device has for a server beside the one that was refused. Whether one of them is right.
    pub(crate) async fn take_other_pair(&self, paired: &Paired) -> bool {
        for pop in self.other_pops(paired).await {
            if self.take_pair(paired, Arc::new(pop)).await.is_ok() {
                return true;
            }
        }
        false
    }

    /// Writes a pairing's entry in the key store anew, with the kept keys of now and all of its own.
    pub(crate) async fn renew_pairing_entry(&self, paired: &Paired) {
        let pop = paired.pop();
        let known = self.pairing_entry(&paired.origin, &paired.device).await.ok().flatten();
        let others = known.map(|entry| {
            let keys =
                [entry.pop(&paired.origin, &paired.device), entry.other(&paired.origin, &paired.device)];
            keys.into_iter().flatten().find(|key| key.public() != pop.public())
        });
        let _ = self.put_pairing_entry(&entry_of(paired, others.flatten().as_ref())).await;
    }

    /// Exchanges the keys; the caller holds `exchanging`.
    async fn exchange_keys(&self, paired: &Paired) -> Result<(), Error> {
        let failed = Error::server(&paired.origin);
        // Reports are signed by the old key, so they go first.
        self.deliver_not_me(paired).await;
        if self.inner.questions.has_undelivered(paired.account) {
            return Err(failed(ApiError::Unreachable("a report is still on its way".into())));
        }
        let (message, pop, is_in_key_store) = self.begin_renewal(paired).await?;
        let is_taken = pop.public() == paired.pop().public();
        if is_in_key_store && !is_taken {
            self.put_pairing_entry(&entry_of(paired, Some(&pop))).await?;
        }
        let sent = message.as_str();
        // The steps go on under the new pair: they are the device's, not its keys'.
        let asked =
            self.ask_with_step(paired, |device| async move { device.exchange_keys(sent).await }).await;
        let taken = match asked {
            Ok(_) if pop.public() == paired.pop().public() => {
                self.settle_pair(paired).await;
                Ok(())
            }
            Ok(_) => self.take_pair(paired, Arc::new(pop)).await,
            Err(error) => Err(error),
        };
        if let Err(error) = taken {
            self.draw_consequences(paired, &error).await;
            return Err(Error::server(&paired.origin)(error));
        }
        self.tell(Event::AccountsChanged);
        Ok(())
    }

    /// The exchange that is on its way, or a new one: its message, its `pop` key, and whether that belongs into the
    /// key store.
    async fn begin_renewal(&self, paired: &Paired) -> Result<(String, SigningKey, bool), Error> {
        let vault = self.vault()?;
        let pairing = pairing_of(vault.account(paired.account).await?.pairing, paired)?;
        if pairing.renewal.is_none() {
            let random = self.inner.ports.random;
            let (pop, uv) = (SigningKey::generate(random), SigningKey::generate(random));
            let old_uv = key(pairing.uv_key.reveal()).ok_or(Error::NotLinked)?;
            let message = Keys::sign(&paired.origin, &paired.device, &old_uv, (&pop, &uv))
                .map_err(|error| Error::server(&paired.origin)(error.into()))?;
            let secret = |key: &SigningKey| SecretBytes::new(key.expose_bytes().to_vec());
            let renewal = Renewal {
                pop_key: secret(&pop),
                uv_key: secret(&uv),
                message: message.into_string(),
                made_at: self.now(),
            };
            vault
                .update_account(paired.account, |account| {
                    let Some(pairing) = &mut account.pairing else { return };
                    // Another shell on the same vault may have begun one just now; there is only ever one.
                    if pairing.device == paired.device && pairing.renewal.is_none() {
                        pairing.renewal = Some(renewal);
                    }
                })
                .await?;
        }
        let pairing = pairing_of(vault.account(paired.account).await?.pairing, paired)?;
        let is_in_key_store = pairing.pop_key.is_none();
        let renewal = pairing.renewal.ok_or(Error::NotLinked)?;
        let pop = key(renewal.pop_key.reveal()).ok_or(Error::NotLinked)?;
        Ok((renewal.message, pop, is_in_key_store))
    }

    /// Asks the server as the device with this key. If it names the key in signed words, the pair is the device's from
    /// now on.
    async fn take_pair(&self, paired: &Paired, pop: Arc<SigningKey>) -> Result<(), ApiError> {
        let client = self.try_client(&paired.origin)?;
        let ask = || async {
            let device = paired.as_device_with(&client, Arc::clone(&pop));
            self.heard(&paired.origin, device.account(Wait::NONE, None).await).await
        };
        let mut asked = ask().await;
        if matches!(asked, Err(ApiError::UnknownKey)) {
            self.renew_keys(paired).await?;
            asked = ask().await;
        }
        match asked?.value {
            Polled::Now { .. } => {}
            // Nobody has signed that.
            Polled::Nothing | Polled::Unchanged => return Err(ApiError::NotCountersign { status: 204 }),
        }
        paired.prove_with(pop);
        self.settle_pair(paired).await;
        Ok(())
    }

    /// Lets the pair that proves requests be the only one in the vault, and then in the key store. While the vault is
    /// locked both stay, and the right one is found again.
    async fn settle_pair(&self, paired: &Paired) {
        let Ok(vault) = self.vault() else { return };
        let pop = paired.pop();
        let (mut is_in_key_store, mut other) = (false, None);
        let settled = vault
            .update_account(paired.account, |account| {
                let pairing = account.pairing.as_mut().filter(|pairing| pairing.device == paired.device);
                let Some(pairing) = pairing else { return };
                is_in_key_store = pairing.pop_key.is_none();
                if let Some(new) = pairing.renewal.take_if(|renewal| is_pop_of(renewal, &pop)) {
                    pairing.uv_key = new.uv_key;
                    pairing.keys_made_at = Some(new.made_at);
                    if !is_in_key_store {
                        pairing.pop_key = Some(new.pop_key);
                    }
                }
                other = pairing.renewal.as_ref().and_then(|renewal| key(renewal.pop_key.reveal()));
            })
            .await;
        if settled.is_ok() && is_in_key_store {
            let _ = self.put_pairing_entry(&entry_of(paired, other.as_ref())).await;
        }
    }

    /// What else may be the server's key of this device: of an exchange on its way, or of one that another shell has
    /// finished.
    async fn other_pops(&self, paired: &Paired) -> Vec<SigningKey> {
        let mut found = Vec::new();
        if let Ok(vault) = self.vault()
            && let Ok(account) = vault.account(paired.account).await
            && let Ok(pairing) = pairing_of(account.pairing, paired)
        {
            found.extend(pairing.renewal.as_ref().and_then(|renewal| key(renewal.pop_key.reveal())));
            found.extend(pairing.pop_key.as_ref().and_then(|bytes| key(bytes.reveal())));
        }
        if let Ok(Some(entry)) = self.pairing_entry(&paired.origin, &paired.device).await {
            found.extend(entry.pop(&paired.origin, &paired.device));
            found.extend(entry.other(&paired.origin, &paired.device));
        }
        let mut tried = vec![paired.pop().public().thumbprint()];
        found.retain(|key| {
            let thumbprint = key.public().thumbprint();
            let is_new = !tried.contains(&thumbprint);
            tried.push(thumbprint);
            is_new
        });
        found
    }
}

/// The `uv` key of the pair that this `pop` key belongs to.
pub(crate) fn uv_of_pair(pairing: &Pairing, pop: &SigningKey) -> Option<SigningKey> {
    let renewal = pairing.renewal.as_ref().filter(|renewal| is_pop_of(renewal, pop));
    key(renewal.map_or(&pairing.uv_key, |renewal| &renewal.uv_key).reveal())
}

fn is_pop_of(renewal: &Renewal, pop: &SigningKey) -> bool {
    key(renewal.pop_key.reveal()).is_some_and(|key| key.public() == pop.public())
}

fn pairing_of(pairing: Option<Pairing>, paired: &Paired) -> Result<Pairing, Error> {
    pairing.filter(|pairing| pairing.device == paired.device).ok_or(Error::NotLinked)
}

fn entry_of(paired: &Paired, other: Option<&SigningKey>) -> PairingEntry {
    let kept = paired.kept();
    PairingEntry::new(&paired.origin, &paired.device, &paired.server_account, &kept, &paired.pop(), other)
}
