//! Opening the vault with what the person knows or has on paper.

use countersign_backup::recovery_key_from_words;
use countersign_protocol::message::Verification;
use countersign_vault::{Passphrase, RecoveryKey, Unlock, Vault, VaultError};
use zeroize::Zeroizing;

use crate::Authenticator;
use crate::error::Error;
use crate::view::{Phase, Recovered};

/// Where only the key store's key is missing or out of reach, what the person knows still opens the vault.
const WITHOUT_KEY: [Phase; 3] = [Phase::Locked, Phase::KeyMissing, Phase::KeyStoreLocked];

impl Authenticator {
    /// Opens the vault with its passphrase.
    ///
    /// # Errors
    /// [`VaultError::WrongKey`], [`Error::VaultState`] in a phase in which no passphrase helps, and those of the
    /// vault.
    pub async fn unlock(&self, passphrase: Zeroizing<String>) -> Result<(), Error> {
        let _looking = self.inner.opening.lock().await;
        self.must_be_in_one_of(&WITHOUT_KEY)?;
        let passphrase = Passphrase::new(passphrase);
        let opened = self.open_by(&Unlock::Passphrase(&passphrase)).await;
        let vault = self.heed_damage(opened.map_err(Error::from))?;
        // Where the key store has lost its key, a PIN is gone with it; the passphrase goes on alone.
        let _ = self.mend_key(&vault).await;
        self.use_unlocked(vault, Verification::Pin).await
    }

    /// Opens the vault with its PIN.
    ///
    /// # Errors
    /// [`Error::PinMalformed`], [`Error::PinWrong`], [`Error::PinPause`], [`Error::VaultState`] in any other phase,
    /// and those of key store and vault.
    pub async fn unlock_with_pin(&self, digits: Zeroizing<String>) -> Result<(), Error> {
        let _looking = self.inner.opening.lock().await;
        self.must_be_in(Phase::Locked)?;
        let opened = self.open_by_pin(digits).await;
        let vault = self.heed_damage(opened)?;
        self.use_unlocked(vault, Verification::Pin).await
    }

    /// Opens the vault with the words of the recovery sheet. Where the key store has lost its key, a new one is put
    /// in place.
    ///
    /// # Errors
    /// [`Error::Words`], [`Error::RecoveryKeyWrong`], [`Error::VaultState`] in a phase in which the words do
    /// not help, and those of the vault.
    pub async fn unlock_with_recovery_words(&self, words: Zeroizing<String>) -> Result<Recovered, Error> {
        let _looking = self.inner.opening.lock().await;
        self.must_be_in_one_of(&WITHOUT_KEY)?;
        let key = recovery_key_from_words(&words)?;
        let key = RecoveryKey::from_bytes(key);
        let vault = match self.open_by(&Unlock::Recovery(&key)).await {
            Err(VaultError::WrongKey) => return Err(Error::RecoveryKeyWrong),
            other => self.heed_damage(other.map_err(Error::from))?,
        };
        let recovered = match self.mend_key(&vault).await {
            Ok(false) => Recovered::Opened,
            Ok(true) => Recovered::KeyRenewed,
            Err(_) => Recovered::KeyNotRenewed,
        };
        self.use_unlocked(vault, Verification::Pin).await?;
        Ok(recovered)
    }

    pub(crate) async fn open_by(&self, unlock: &Unlock<'_>) -> Result<Vault, VaultError> {
        Vault::open(&self.inner.settings.vault, unlock, self.random_source()).await
    }

    /// What cannot be opened for damage has a screen of its own.
    fn heed_damage(&self, opened: Result<Vault, Error>) -> Result<Vault, Error> {
        if let Err(Error::Vault(VaultError::Damaged(_))) = &opened {
            let phase = self.damaged_phase();
            self.stay_in(phase);
        }
        opened
    }

    pub(crate) async fn use_unlocked(&self, vault: Vault, by: Verification) -> Result<(), Error> {
        self.drop_lost_biometrics(&vault).await;
        let slots = vault.slots().await?;
        self.inner.opened.with(|opened| opened.asks = (&*slots).into());
        self.remember_person(by);
        self.use_vault(vault).await;
        Ok(())
    }

    pub(super) fn must_be_in_one_of(&self, wanted: &[Phase]) -> Result<(), Error> {
        match self.phase() {
            Some(phase) if wanted.contains(&phase) => Ok(()),
            Some(phase) => Err(Error::VaultState(phase)),
            None => Err(Error::Locked),
        }
    }
}
