//! Opening the vault.
use crate::{Authenticator, Error, State};
use zeroize::Zeroizing;

impl Authenticator {
    /// What the first screen must know. The first call opens the vault, or makes one.
    pub async fn state(&self) -> Result<State, Error> {
        todo!()
    }
    /// Tries to open the vault again, after a phase in which it was not.
    pub async fn retry_open(&self) -> Result<State, Error> {
        todo!()
    }
    /// Makes the vault where there is no key store, opened by a passphrase from now on.
    pub async fn choose_passphrase(&self, _passphrase: Zeroizing<String>) -> Result<(), Error> {
        todo!()
    }
    /// Opens the vault with its passphrase.
    pub async fn unlock(&self, _passphrase: Zeroizing<String>) -> Result<(), Error> {
        todo!()
    }
    /// Begins an empty vault where only the key of a lost one is left, because the person said so.
    pub async fn start_over_without_vault(&self) -> Result<(), Error> {
        todo!()
    }
    /// Closes the vault and forgets what is under way.
    pub async fn close(&self) {
        todo!()
    }
}
