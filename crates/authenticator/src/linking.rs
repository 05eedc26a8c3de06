//! From something read, typed or signed in to an account. What was read stays in here under an id; a shell shows
//! the view, and the person's word sets it going.

mod activation;
mod browser;
mod callback;
mod claim;
mod contact;
mod loopback;
mod pending;
mod pins;
mod read;
mod store;
mod unfinished;

use countersign_enrollment::CodeAccount;
use countersign_vault::{Extras, NewAccount};

use crate::Authenticator;
use crate::error::Error;
use crate::ports::Event;
use crate::view::{PendingId, PendingStatus};

use pending::{Invitation, What};
pub(crate) use pending::{Pendings, PinText};
pub(crate) use pins::pin_text;
pub(crate) use unfinished::{Unfinished, left_behind};

impl Authenticator {
    /// The person's word: go on with what was read. A server is asked beside this call;
    /// [`Event::PendingChanged`] tells of each step.
    ///
    /// # Errors
    /// [`Error::PendingUnknown`], [`Error::PendingElsewhere`], [`Error::Locked`]. What goes wrong later is in the
    /// status.
    pub async fn confirm_pending(
        &self,
        id: PendingId,
        device_name: Option<&str>,
    ) -> Result<PendingStatus, Error> {
        self.vault()?;
        match self.inner.pendings.take(id)? {
            What::Sealed(_) => return Err(Error::PendingElsewhere),
            What::Code(account) => {
                let result = self.add_code_account(account).await;
                self.end_pending(id, result);
            }
            What::Server(invitation) => {
                self.set_status(id, PendingStatus::Contacting);
                let (this, name) = (self.clone(), self.device_name(device_name));
                self.spawn(async move {
                    let result = this.contact(id, invitation, name).await;
                    this.end_pending(id, result);
                });
            }
        }
        self.pending_status(id)
    }

    /// How far a linking is.
    ///
    /// # Errors
    /// [`Error::PendingUnknown`].
    pub fn pending_status(&self, id: PendingId) -> Result<PendingStatus, Error> {
        self.inner.pendings.status(id, self.since_boot()).ok_or(Error::PendingUnknown)
    }

    /// Drops what was read. A server that was asked already may still be told yes by its page; then the account
    /// comes all the same, because nothing that was confirmed is lost.
    ///
    /// # Errors
    /// [`Error::PendingUnknown`].
    pub fn cancel_pending(&self, id: PendingId) -> Result<(), Error> {
        if self.inner.pendings.remove(id) { Ok(()) } else { Err(Error::PendingUnknown) }
    }

    /// Whether anybody still wants to know.
    fn set_status(&self, id: PendingId, status: PendingStatus) -> bool {
        let is_wanted = self.inner.pendings.set_status(id, status);
        if is_wanted {
            self.tell(Event::PendingChanged(id));
        }
        is_wanted
    }

    fn end_pending(&self, id: PendingId, result: Result<PendingStatus, Error>) {
        let status = result.unwrap_or_else(|error| PendingStatus::Failed { error: error.into() });
        self.set_status(id, status);
    }

    async fn add_code_account(&self, account: CodeAccount) -> Result<PendingStatus, Error> {
        let vault = self.vault()?;
        let secret = account.codes().reveal_secret();
        let listing = vault.accounts().await?;
        let same = listing.accounts.iter().find(|known| {
            let codes = known.codes.as_ref().filter(|_| known.pairing.is_none());
            codes.is_some_and(|codes| codes.reveal_secret().is_same_as(secret))
        });
        if let Some(same) = same {
            return Err(Error::AlreadyLinked(same.id()));
        }
        let service = account.service().unwrap_or_default().to_owned();
        let new = NewAccount {
            service: service.clone(),
            user: account.user().unwrap_or_default().to_owned(),
            own_names: None,
            codes: Some(account.into_codes()),
            extras: Extras::default(),
            pairing: None,
            backup_codes: Vec::new(),
        };
        let account = vault.add_account(new, None, self.now()).await?;
        self.tell(Event::AccountsChanged);
        Ok(PendingStatus::Done { account, service, has_backup_codes: false })
    }
}
