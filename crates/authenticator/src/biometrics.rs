//! Fingerprint or face as one more way in, on phones: the system releases a random key that opens a slot of its own.
//!
//! It stands only beside a PIN or passphrase, and never takes one away. A key that the system has dropped, because
//! other fingers or faces are enrolled now, ends this way in and nothing else.

use std::sync::Arc;

use countersign_keystore::{BiometricKind, BiometricsError, StoredSecret};
use countersign_protocol::message::Verification;
use countersign_vault::{NewSlot, SlotKind, Unlock, Vault, VaultError, WrapKey};
use zeroize::Zeroizing;

use crate::Authenticator;
use crate::error::Error;
use crate::ports::Event;
use crate::view::Phase;

impl Authenticator {
    /// Lets fingerprint or face open the vault, beside the PIN or passphrase. The system may ask for it at once.
    ///
    /// # Errors
    /// [`Error::NothingAsks`] while neither PIN nor passphrase is set, [`Error::Biometrics`],
    /// [`Error::PersonUnverified`], [`Error::Locked`] and those of the vault.
    pub async fn set_biometrics(&self) -> Result<(), Error> {
        let vault = self.vault()?;
        self.must_be_verified()?;
        let asks = self.asks();
        if !asks.for_pin && !asks.for_passphrase {
            return Err(Error::NothingAsks);
        }
        let key = WrapKey::random(&*self.random_source());
        let secret = StoredSecret::new(key.reveal().to_vec()).expect("32 bytes");
        self.inner.ports.biometrics.keep(&secret).await?;
        if let Err(error) = vault.change_slots(&[NewSlot::Biometric(&key)], &[]).await {
            let _ = self.inner.ports.biometrics.forget().await;
            return Err(error.into());
        }
        self.inner.opened.with(|opened| opened.biometrics_are_lost = false);
        self.ways_have_changed(&vault).await
    }

    /// Ends this way in.
    ///
    /// # Errors
    /// [`Error::PersonUnverified`], [`Error::Locked`] and those of the vault.
    pub async fn remove_biometrics(&self) -> Result<(), Error> {
        let vault = self.vault()?;
        self.must_be_verified()?;
        self.drop_biometrics(&vault).await?;
        self.ways_have_changed(&vault).await
    }

    /// Opens the vault by fingerprint or face. The PIN works meanwhile.
    ///
    /// # Errors
    /// [`Error::Biometrics`], [`Error::VaultState`] in any other phase than [`Phase::Locked`], and those of the
    /// vault.
    pub async fn unlock_with_biometrics(&self) -> Result<(), Error> {
        self.must_be_in(Phase::Locked)?;
        let key = self.released_key().await?;
        let _looking = self.inner.opening.lock().await;
        self.must_be_in(Phase::Locked)?;
        match self.open_by(&Unlock::Biometric(&key)).await {
            Ok(vault) => self.use_unlocked(vault, Verification::Biometric).await,
            Err(VaultError::WrongKey | VaultError::NoSuchSlot) => Err(self.lost()),
            Err(other) => Err(other.into()),
        }
    }

    /// Takes fingerprint or face instead of what [`verify_person`](Self::verify_person) takes.
    ///
    /// # Errors
    /// [`Error::Biometrics`], [`Error::Locked`] and those of the vault.
    pub async fn verify_person_by_biometrics(&self) -> Result<(), Error> {
        let vault = self.vault()?;
        let checked = match self.released_key().await {
            Ok(key) => match vault.check_key(&Unlock::Biometric(&key)).await {
                Err(VaultError::WrongKey | VaultError::NoSuchSlot) => Err(self.lost()),
                other => other.map_err(Error::from),
            },
            Err(error) => Err(error),
        };
        if self.drop_lost_biometrics(&vault).await {
            self.tell(Event::VaultStateChanged);
        }
        checked?;
        self.remember_person(Verification::Biometric);
        Ok(())
    }

    /// What the person could show now to open the vault or to prove who they are; nothing where this way in is not
    /// set, or the device has it no more.
    pub async fn biometrics_offered(&self) -> Option<BiometricKind> {
        if self.has_biometrics() { self.inner.ports.biometrics.kind().await } else { None }
    }

    pub(crate) fn has_biometrics(&self) -> bool {
        self.inner.opened.with(|opened| opened.asks.for_biometrics && !opened.biometrics_are_lost)
    }

    /// Once the vault is open, removes a slot that nothing opens any more. Whether there was one.
    pub(crate) async fn drop_lost_biometrics(&self, vault: &Vault) -> bool {
        if !self.inner.opened.with(|opened| opened.biometrics_are_lost) {
            return false;
        }
        // A slot that stays is not offered, and is tried again at the next start.
        let is_dropped = self.drop_biometrics(vault).await.is_ok();
        if is_dropped {
            self.inner.opened.with(|opened| {
                (opened.asks.for_biometrics, opened.biometrics_are_lost) = (false, false);
            });
        }
        is_dropped
    }

    /// What the system keeps is of no use without the slot, so it goes second, and may fail.
    async fn drop_biometrics(&self, vault: &Vault) -> Result<(), Error> {
        vault.change_slots(&[], &[SlotKind::Biometric]).await?;
        self.forget_biometrics().await;
        Ok(())
    }

    /// Forgets the key of a slot that is gone.
    pub(crate) async fn forget_biometrics(&self) {
        let _ = self.inner.ports.biometrics.forget().await;
    }

    /// Asks the person; a key that never comes back is remembered as lost.
    async fn released_key(&self) -> Result<WrapKey, Error> {
        let biometrics = Arc::clone(&self.inner.ports.biometrics);
        let secret = match biometrics.release().await {
            Err(BiometricsError::Changed) => return Err(self.lost()),
            other => other?,
        };
        let bytes: &[u8; 32] = secret.reveal().try_into().map_err(|_| self.lost())?;
        Ok(WrapKey::from_bytes(Zeroizing::new(*bytes)))
    }

    fn lost(&self) -> Error {
        self.inner.opened.with(|opened| opened.biometrics_are_lost = true);
        BiometricsError::Changed.into()
    }
}
