//! Changes of many accounts at once.

use crate::account::Account;
use crate::error::VaultError;
use crate::storage::connection::translate;
use crate::vault::Vault;

impl Vault {
    /// Goes through all accounts, also those in the trash, and writes those that `change` says it has changed: all of
    /// them or none.
    ///
    /// # Errors
    /// [`VaultError::TooLarge`] and those of the system. Rows that cannot be read stay as they are.
    pub async fn update_accounts(
        &self,
        mut change: impl FnMut(&mut Account) -> bool + Send,
    ) -> Result<usize, VaultError> {
        let mut transaction = self.begin_change().await?;
        let listing = self.list(&mut transaction).await?;
        let mut changed = 0;
        for mut account in listing.accounts.into_iter().chain(listing.trash) {
            if change(&mut account) {
                self.write_account(&mut transaction, &account).await?;
                changed += 1;
            }
        }
        transaction.commit().await.map_err(translate)?;
        Ok(changed)
    }
}
