//! Beginning with an empty vault, because the person said so: where only the key of a lost one is left, or where one
//! is there that nothing opens. What is there, file or key, is kept under another name.

use std::path::PathBuf;

use countersign_keystore::KeyStoreError;
use countersign_vault::Vault;

use crate::Authenticator;
use crate::error::Error;
use crate::key_store_entries::Kept;
use crate::view::Phase;

impl Authenticator {
    /// Begins an empty vault where only the key of a lost one is left. The key is kept: the file may turn up again.
    ///
    /// # Errors
    /// [`Error::VaultState`] in any other phase, and those of key store and vault.
    pub async fn start_over_without_vault(&self) -> Result<(), Error> {
        let _looking = self.inner.opening.lock().await;
        self.must_be_in(Phase::VaultMissing)?;
        self.begin_empty_vault().await
    }

    /// Begins an empty vault in the place of one whose key is missing, or that is damaged. Where that one is now. On
    /// a system without a key store a passphrase is to be chosen next.
    ///
    /// # Errors
    /// [`Error::VaultState`] in any other phase, and those of key store and vault. Cut off in between, the next start
    /// finds the vault missing, and the files where they were put.
    pub async fn start_over_beside_vault(&self) -> Result<PathBuf, Error> {
        let _looking = self.inner.opening.lock().await;
        self.must_be_in_one_of(&[Phase::KeyMissing, Phase::VaultDamaged])?;
        let has_key_store = match self.kept_entry().await {
            Kept::Failed(KeyStoreError::NoStore(_)) => false,
            Kept::Failed(error) => return Err(error.into()),
            Kept::Entry(_) | Kept::Unreadable | Kept::Nothing => true,
        };
        let kept = Vault::set_aside(&self.inner.settings.vault)?;
        self.inner.opened.with(|opened| (opened.asks, opened.salvaged) = Default::default());
        if has_key_store {
            // From here on the key is there and the file is not.
            self.stay_in(Phase::VaultMissing);
            self.begin_empty_vault().await?;
        } else {
            self.stay_in(Phase::PassphraseWanted);
        }
        Ok(kept)
    }

    async fn begin_empty_vault(&self) -> Result<(), Error> {
        match self.kept_entry().await {
            Kept::Entry(entry) if !entry.is_finished() => {}
            Kept::Entry(_) | Kept::Unreadable => self.set_entry_aside().await?,
            Kept::Nothing => {}
            Kept::Failed(error) => return Err(error.into()),
        }
        let vault = self.make_vault().await?;
        self.use_vault(vault).await;
        Ok(())
    }
}
