//! Watching for what another process does to the vault, such as a command line beside the app.

use std::sync::{Arc, Weak};
use std::time::Duration;

use countersign_vault::Vault;

use crate::Authenticator;
use crate::ports::Event;

/// People look at the other window after about this long.
const PAUSE: Duration = Duration::from_secs(2);

impl Authenticator {
    /// Looks from time to time, for as long as this vault is the one that is open.
    pub(crate) async fn watch(&self, vault: Weak<Vault>) {
        loop {
            tokio::time::sleep(PAUSE).await;
            let Some(vault) = vault.upgrade() else { return };
            // A vault that does not answer now may do so later; whoever uses it hears why.
            if vault.changed_elsewhere().await.unwrap_or(false) {
                self.take_up_changes(&vault).await;
            }
        }
    }

    async fn take_up_changes(&self, vault: &Arc<Vault>) {
        if let Ok(listing) = vault.accounts().await {
            for paired in self.inner.pairings.all() {
                let is_there = |account: &countersign_vault::Account| {
                    account.id() == paired.account
                        && account.pairing.as_ref().is_some_and(|pairing| pairing.device == paired.device)
                };
                if !listing.accounts.iter().any(is_there) {
                    self.inner.pairings.remove(paired.account);
                }
            }
        }
        self.meet_pairings().await;
        let _ = self.load_offsets().await;
        let _ = self.load_notices().await;
        self.tell(Event::AccountsChanged);
        self.tell(Event::NoticesChanged);
    }
}
