//! Codes, which need no network.
use crate::{AccountId, Authenticator, CodeChoice, CodeView, Copied, Error};

impl Authenticator {
    /// The codes of all accounts that have some, now.
    pub async fn codes(&self) -> Result<Vec<CodeView>, Error> {
        todo!()
    }
    /// The digits of one code, for the clipboard.
    pub async fn copy_code(&self, _id: AccountId, _which: CodeChoice) -> Result<Copied, Error> {
        todo!()
    }
}
