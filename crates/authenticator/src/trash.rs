//! The trash: accounts that were removed, or replaced by an import, and can still come back.

use std::time::Duration;

use countersign_otp::UnixTime;
use countersign_vault::AccountId;

use crate::Authenticator;
use crate::error::Error;
use crate::ports::Event;
use crate::view::TrashedView;

/// How long what was removed can be brought back.
pub(crate) const TRASH_LIFETIME: Duration = Duration::from_hours(30 * 24);

impl Authenticator {
    /// The accounts in the trash, the last removed one first.
    ///
    /// # Errors
    /// [`Error::Locked`] and those of the vault.
    pub async fn trash(&self) -> Result<Vec<TrashedView>, Error> {
        let listing = self.vault()?.accounts().await?;
        let view = |account: &countersign_vault::Account| {
            let removed_at = account.removed_at()?;
            Some(TrashedView {
                id: account.id(),
                service: account.shown_service().to_owned(),
                user: account.shown_user().to_owned(),
                icon: account.extras.icon.clone(),
                removed_at,
                erased_at: UnixTime::from_duration(removed_at.duration() + TRASH_LIFETIME),
            })
        };
        Ok(listing.trash.iter().filter_map(view).collect())
    }

    /// Brings an account back from the trash, to its old place.
    ///
    /// # Errors
    /// [`Error::AccountUnknown`] if it is not in the trash, [`Error::Locked`] and those of the vault.
    pub async fn restore_from_trash(&self, id: AccountId) -> Result<(), Error> {
        self.must_be_in_trash(id).await?;
        self.undo_remove(id).await
    }

    /// Erases an account that is in the trash, for good.
    ///
    /// # Errors
    /// [`Error::AccountUnknown`] if it is not in the trash, [`Error::Locked`] and those of the vault.
    pub async fn erase_from_trash(&self, id: AccountId) -> Result<(), Error> {
        self.must_be_in_trash(id).await?;
        self.vault()?.erase_account(id).await?;
        self.tell(Event::AccountsChanged);
        Ok(())
    }

    async fn must_be_in_trash(&self, id: AccountId) -> Result<(), Error> {
        let account = self.vault()?.account(id).await?;
        account.removed_at().map(|_| ()).ok_or(Error::AccountUnknown)
    }
}
