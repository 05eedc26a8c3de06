//! Removing accounts: a linked one asks its server first, a code account goes to the trash.

use countersign_api_client::ApiError;
use countersign_protocol::ProblemKind;
use countersign_protocol::message::Revoke;
use countersign_vault::{AccountId, VaultError};

use crate::Authenticator;
use crate::answering::sign;
use crate::error::Error;
use crate::ports::Event;
use crate::view::{ManagedPage, RemoveOutcome};

impl Authenticator {
    /// Removes the account: a linked one only after its server has agreed, another one into the trash. The last
    /// method is switched off on the server's page, which is opened then.
    ///
    /// # Errors
    /// What the server refuses, [`Error::AccountUnknown`], [`Error::Locked`] and those of the vault. The account is
    /// there as before.
    pub async fn remove_account(&self, id: AccountId) -> Result<RemoveOutcome, Error> {
        let vault = self.vault()?;
        if vault.account(id).await?.pairing.is_none() {
            vault.remove_account(id, self.now()).await?;
            self.tell(Event::AccountsChanged);
            return Ok(RemoveOutcome::Undoable);
        }
        let paired = self.paired(id).await?;
        let revoke =
            Revoke { iss: paired.device.clone(), aud: paired.origin.clone(), device: paired.device.clone() };
        let message = sign(&revoke, &self.uv_key(&paired).await?, &paired)?;
        let (this, sent) = (&paired.device, message.as_str());
        // The long poll hears of the removal as well, maybe first.
        paired.set_leaving(true);
        let asked =
            self.ask_with_step(&paired, |device| async move { device.revoke(this, sent).await }).await;
        paired.set_leaving(matches!(asked, Ok(_) | Err(ApiError::Revoked(_))));
        match asked {
            Ok(_) | Err(ApiError::Revoked(_)) => {}
            Err(error) if error.problem() == Some(ProblemKind::LastMethod) => {
                self.open_page(id, ManagedPage::Manage).await?;
                return Ok(RemoveOutcome::LastMethod);
            }
            Err(error) => {
                self.draw_consequences(&paired, &error).await;
                return Err(Error::server(&paired.origin)(error));
            }
        }
        match vault.erase_account(id).await {
            Ok(()) | Err(VaultError::NoSuchAccount) => {}
            Err(error) => return Err(error.into()),
        }
        self.forget(&paired).await;
        Ok(RemoveOutcome::Removed)
    }

    /// Brings an account back that was removed a moment ago, to its old place.
    ///
    /// # Errors
    /// [`Error::AccountUnknown`], [`Error::Locked`] and those of the vault.
    pub async fn undo_remove(&self, id: AccountId) -> Result<(), Error> {
        self.vault()?.restore_account(id).await?;
        self.tell(Event::AccountsChanged);
        Ok(())
    }

    /// Drops the pairing with a server that is gone; the codes stay until the person removes them.
    ///
    /// # Errors
    /// [`Error::NotLinked`], [`Error::AccountUnknown`], [`Error::Locked`] and those of the vault.
    pub async fn forget_pairing(&self, id: AccountId) -> Result<(), Error> {
        let vault = self.vault()?;
        let account = vault.account(id).await?;
        let pairing = account.pairing.as_ref().ok_or(Error::NotLinked)?;
        if account.codes.is_some() {
            vault.drop_pairing(id).await?;
        } else {
            vault.erase_account(id).await?;
        }
        self.delete_pairing_entry(&pairing.origin, &pairing.device).await;
        self.inner.pairings.remove(id);
        self.close_needless(None).await;
        self.drop_notices_of(id).await;
        self.tell(Event::AccountsChanged);
        if self.inner.questions.forget(id) {
            self.tell(Event::QuestionsChanged);
        }
        Ok(())
    }
}
