//! Removing accounts.
use crate::{AccountId, Authenticator, Error, RemoveOutcome};

impl Authenticator {
    /// Removes the account; a linked one only after its server has agreed.
    pub async fn remove_account(&self, _id: AccountId) -> Result<RemoveOutcome, Error> {
        todo!()
    }
    /// Brings an account back that was removed a moment ago.
    pub async fn undo_remove(&self, _id: AccountId) -> Result<(), Error> {
        todo!()
    }
    /// Drops the pairing with a server that is gone; the codes stay.
    pub async fn forget_pairing(&self, _id: AccountId) -> Result<(), Error> {
        todo!()
    }
}
