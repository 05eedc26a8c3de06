//! One account with its devices, and its server's pages.
use crate::{AccountDetails, AccountId, Authenticator, Error, ManagedPage};

impl Authenticator {
    /// The account, and its devices as the server tells them.
    pub async fn account_details(&self, _id: AccountId) -> Result<AccountDetails, Error> {
        todo!()
    }
    /// Opens a page of the account's server in the browser.
    pub async fn open_page(&self, _id: AccountId, _page: ManagedPage) -> Result<(), Error> {
        todo!()
    }
}
