//! Waking whoever waits for an account: a hint and never the truth. Waiters look into the database again.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{mpsc, watch};

use crate::domain::AccountId;

/// The waiters of this process, by account.
#[derive(Clone, Default)]
pub struct Wake {
    accounts: Arc<Mutex<HashMap<AccountId, watch::Sender<u64>>>>,
    /// Who hears of all accounts.
    all: Arc<Mutex<Option<mpsc::UnboundedSender<Changed>>>>,
}

/// About whom something changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Changed {
    /// One account.
    Account(AccountId),
    /// Everybody.
    Everybody,
}

impl Wake {
    /// A receiver that changes whenever something about the account did.
    pub fn listen(&self, account: &AccountId) -> watch::Receiver<u64> {
        let mut accounts = self.accounts.lock().unwrap_or_else(PoisonError::into_inner);
        accounts.retain(|_, sender| sender.receiver_count() > 0);
        accounts.entry(account.clone()).or_insert_with(|| watch::channel(0).0).subscribe()
    }

    /// Everybody about whom something changes from now on; for one listener, the last who asked.
    pub fn changes(&self) -> mpsc::UnboundedReceiver<Changed> {
        let (sender, receiver) = mpsc::unbounded_channel();
        *self.all.lock().unwrap_or_else(PoisonError::into_inner) = Some(sender);
        receiver
    }

    /// How many wait for this account, so that a test can wait until they do.
    #[cfg(feature = "testing")]
    pub fn waiters(&self, account: &AccountId) -> usize {
        let accounts = self.accounts.lock().unwrap_or_else(PoisonError::into_inner);
        accounts.get(account).map_or(0, watch::Sender::receiver_count)
    }

    /// Says that something about every account changed; called after the commit.
    pub fn all_changed(&self) {
        let accounts = self.accounts.lock().unwrap_or_else(PoisonError::into_inner);
        for sender in accounts.values() {
            sender.send_modify(|count| *count += 1);
        }
        drop(accounts);
        self.tell(Changed::Everybody);
    }

    /// Says that something about the account changed; called after the commit.
    pub fn changed(&self, account: &AccountId) {
        let accounts = self.accounts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(sender) = accounts.get(account) {
            sender.send_modify(|count| *count += 1);
        }
        drop(accounts);
        self.tell(Changed::Account(account.clone()));
    }

    fn tell(&self, changed: Changed) {
        if let Some(all) = &*self.all.lock().unwrap_or_else(PoisonError::into_inner) {
            // Nobody listens while the server stops.
            let _ = all.send(changed);
        }
    }
}

impl std::fmt::Debug for Wake {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Wake")
    }
}
