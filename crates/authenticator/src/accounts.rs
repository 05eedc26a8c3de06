//! The list of accounts.
use crate::{AccountId, AccountView, Authenticator, Error};

impl Authenticator {
    /// The accounts in the person's order.
    pub async fn accounts(&self) -> Result<Vec<AccountView>, Error> {
        todo!()
    }
    /// Gives the account other names on this device.
    pub async fn rename_account(&self, _id: AccountId, _service: &str, _user: &str) -> Result<(), Error> {
        todo!()
    }
    /// Moves the account to another place in the list, counted from 0.
    pub async fn move_account(&self, _id: AccountId, _to_index: usize) -> Result<(), Error> {
        todo!()
    }
}
