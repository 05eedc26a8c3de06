//! Backup codes, until the person has kept them.

use countersign_vault::AccountId;
use zeroize::Zeroizing;

use crate::Authenticator;
use crate::error::Error;
use crate::ports::Event;

impl Authenticator {
    /// The backup codes that wait to be kept, in halves (`7QX4-M9TB`); nothing if there are none.
    ///
    /// # Errors
    /// [`Error::AccountUnknown`], [`Error::Locked`] and those of the vault.
    pub async fn backup_codes(&self, id: AccountId) -> Result<Option<Vec<Zeroizing<String>>>, Error> {
        let codes = self.vault()?.reveal_backup_codes(id).await?;
        Ok((!codes.is_empty()).then_some(codes))
    }

    /// The person's word that they are kept; they are shown no more.
    ///
    /// # Errors
    /// [`Error::AccountUnknown`], [`Error::Locked`] and those of the vault.
    pub async fn backup_codes_kept(&self, id: AccountId) -> Result<(), Error> {
        self.vault()?.forget_backup_codes(id).await?;
        self.tell(Event::AccountsChanged);
        Ok(())
    }
}
