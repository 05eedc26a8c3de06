//! A damaged vault: what can be read of it, and a whole vault made of that.

use countersign_backup::recovery_key_from_words;
use countersign_protocol::message::Verification;
use countersign_vault::{Passphrase, RecoveryKey, Replaced, Salvaged, Unlock, Vault, VaultError};

use super::Asks;
use crate::Authenticator;
use crate::error::Error;
use crate::view::{DamageView, OpenBy, Phase, SavedFromDamage};

impl Authenticator {
    /// Reads what can be read of the damaged vault. Nothing is changed; what was read is kept in memory for
    /// [`save_readable`](Self::save_readable).
    ///
    /// # Errors
    /// [`Error::VaultState`] unless the vault is damaged, or if the key store has not its key; what the way to open it
    /// fails with; and a damaged vault again if what all rows depend on is lost.
    pub async fn look_at_damage(&self, by: OpenBy) -> Result<DamageView, Error> {
        let _looking = self.inner.opening.lock().await;
        self.must_be_in(Phase::VaultDamaged)?;
        let salvaged = self.salvage_by(by).await?;
        let view = DamageView::from(&salvaged);
        self.inner.opened.with(|opened| opened.salvaged = Some(salvaged));
        Ok(view)
    }

    /// Makes a whole vault of what was read, in the place of the damaged one, which is kept beside it. Everything
    /// that opened the damaged one opens the new one.
    ///
    /// # Errors
    /// [`Error::VaultState`] unless [`look_at_damage`](Self::look_at_damage) has read something, and those of the
    /// vault; then everything is as before.
    pub async fn save_readable(&self) -> Result<SavedFromDamage, Error> {
        let _looking = self.inner.opening.lock().await;
        self.must_be_in(Phase::VaultDamaged)?;
        let salvaged = self.inner.opened.with(|opened| opened.salvaged.take());
        let salvaged = salvaged.ok_or(Error::VaultState(Phase::VaultDamaged))?;
        let replaced = Vault::replace_damaged(&salvaged, self.random_source()).await;
        let Replaced { vault, kept } = match replaced {
            Ok(replaced) => replaced,
            Err(error) => {
                // The disk may have room the next time.
                self.inner.opened.with(|opened| opened.salvaged = Some(salvaged));
                return Err(error.into());
            }
        };
        // Where that fails, the way in which it was opened is there all the same.
        let _ = self.mend_key(&vault).await;
        let accounts = vault.accounts().await?.accounts.len();
        self.use_unlocked(vault, Verification::Pin).await?;
        Ok(SavedFromDamage { accounts, kept })
    }

    /// The phase of a vault that is damaged; what may be asked to read it is what its file still says.
    pub(super) fn damaged_phase(&self) -> Phase {
        let left = Vault::slots_left(&self.inner.settings.vault).unwrap_or_default();
        self.inner.opened.with(|opened| {
            opened.asks = Asks::from(&*left);
            opened.salvaged = None;
        });
        Phase::VaultDamaged
    }

    async fn salvage_by(&self, by: OpenBy) -> Result<Salvaged, Error> {
        match by {
            OpenBy::DeviceKey => self.salvage_by_device_key().await,
            OpenBy::Pin(digits) => self.salvage_by_pin(digits).await,
            OpenBy::Passphrase(passphrase) => {
                let passphrase = Passphrase::new(passphrase);
                Ok(self.salvage(&Unlock::Passphrase(&passphrase)).await?)
            }
            OpenBy::RecoveryWords(words) => {
                let key = RecoveryKey::from_bytes(recovery_key_from_words(&words)?);
                match self.salvage(&Unlock::Recovery(&key)).await {
                    Err(VaultError::WrongKey) => Err(Error::RecoveryKeyWrong),
                    other => Ok(other?),
                }
            }
        }
    }

    async fn salvage_by_device_key(&self) -> Result<Salvaged, Error> {
        let entry = self.entry_of_vault().await?;
        let mut read = self.salvage(&Unlock::KeyStore(entry.key())).await;
        if let (Err(VaultError::WrongKey), Some(next_key)) = (&read, entry.next_key()) {
            read = self.salvage(&Unlock::KeyStore(next_key)).await;
        }
        match read {
            Err(VaultError::WrongKey | VaultError::NoSuchSlot) => Err(Error::VaultState(Phase::KeyMissing)),
            other => Ok(other?),
        }
    }

    pub(crate) async fn salvage(&self, unlock: &Unlock<'_>) -> Result<Salvaged, VaultError> {
        Vault::salvage(&self.inner.settings.vault, unlock).await
    }
}
