//! What opens the vault, chosen by the person: nothing but this device, a PIN, a passphrase, or either of the two.
//! Beside them, fingerprint or face (`biometrics.rs`).
//!
//! The slot that needs only the key store is there exactly while neither PIN nor passphrase is: beside it they would
//! guard nothing. A change writes a new key into the key store beside the old one, then changes the vault in one
//! transaction, then forgets the old key. Cut off anywhere, one of the two keys opens the vault.

use countersign_protocol::message::Verification;
use countersign_vault::{KeyStoreEntry, NewSlot, Passphrase, Pin, RecoveryKey, SlotKind, Vault};
use zeroize::Zeroizing;

use crate::Authenticator;
use crate::error::Error;
use crate::key_store_entries::Kept;
use crate::opening::is_strong;
use crate::ports::Event;

/// What a key of the key store opens the vault with.
enum Use<'a> {
    /// By itself.
    Alone,
    /// Together with a PIN.
    With(&'a Pin),
}

impl Authenticator {
    /// Sets a passphrase, or another one. From now on the app asks for it.
    ///
    /// # Errors
    /// [`Error::PassphraseWeak`], [`Error::PersonUnverified`], [`Error::Locked`] and those of the vault.
    pub async fn set_passphrase(&self, passphrase: Zeroizing<String>) -> Result<(), Error> {
        let vault = self.vault()?;
        self.must_be_verified()?;
        if !is_strong(&passphrase) {
            return Err(Error::PassphraseWeak);
        }
        let passphrase = Passphrase::new(passphrase);
        let slot = NewSlot::Passphrase(&passphrase, self.inner.settings.passphrase_cost);
        vault.change_slots(&[slot], &[SlotKind::KeyStore]).await?;
        self.ways_have_changed(&vault).await?;
        if !self.asks().for_pin {
            self.forget_old_key(&vault).await;
        }
        Ok(())
    }

    /// Removes the passphrase. Without a PIN, this device alone opens the vault again.
    ///
    /// # Errors
    /// [`Error::PersonUnverified`], [`Error::Locked`] and those of key store and vault; without a key store the
    /// passphrase stays.
    pub async fn remove_passphrase(&self) -> Result<(), Error> {
        let vault = self.vault()?;
        self.must_be_verified()?;
        if self.asks().for_pin {
            vault.change_slots(&[], &[SlotKind::Passphrase]).await?;
        } else {
            self.change_key(&vault, Use::Alone, SlotKind::Passphrase).await?;
        }
        self.ways_have_changed(&vault).await
    }

    /// Sets a PIN, or another one. It works only on this device, together with a key in its key store.
    ///
    /// # Errors
    /// [`Error::PinMalformed`], [`Error::PersonUnverified`], [`Error::Locked`] and those of key store and vault.
    pub async fn set_pin(&self, digits: Zeroizing<String>) -> Result<(), Error> {
        let vault = self.vault()?;
        self.must_be_verified()?;
        let pin = Pin::parse(digits).map_err(|_| Error::PinMalformed)?;
        self.change_key(&vault, Use::With(&pin), SlotKind::KeyStore).await?;
        self.ways_have_changed(&vault).await
    }

    /// Removes the PIN. Without a passphrase, this device alone opens the vault again.
    ///
    /// # Errors
    /// [`Error::PersonUnverified`], [`Error::Locked`] and those of key store and vault.
    pub async fn remove_pin(&self) -> Result<(), Error> {
        let vault = self.vault()?;
        self.must_be_verified()?;
        if self.asks().for_passphrase {
            vault.change_slots(&[], &[SlotKind::Pin]).await?;
            self.ways_have_changed(&vault).await?;
            self.forget_old_key(&vault).await;
            return Ok(());
        }
        self.change_key(&vault, Use::Alone, SlotKind::Pin).await?;
        self.ways_have_changed(&vault).await
    }

    /// Makes another recovery key; the one on older sheets opens nothing any more.
    ///
    /// # Errors
    /// [`Error::PersonUnverified`], [`Error::Locked`] and those of the vault.
    pub async fn renew_recovery_key(&self) -> Result<RecoveryKey, Error> {
        let vault = self.vault()?;
        self.must_be_verified()?;
        Ok(vault.renew_recovery_key().await?)
    }

    /// Puts a key of this device in place after the recovery key has opened the vault and the key store has lost
    /// its own. Whether there was anything to do.
    ///
    /// A PIN is gone with the key that it needed. A vault that was damaged may have lost every slot but that of the
    /// recovery key.
    ///
    /// # Errors
    /// Those of key store and vault; the recovery key opens the vault all the same.
    pub(crate) async fn mend_key(&self, vault: &Vault) -> Result<bool, Error> {
        let slots = vault.slots().await?;
        let needs_key = slots.contains(&SlotKind::KeyStore) || slots.contains(&SlotKind::Pin);
        if !needs_key && slots.contains(&SlotKind::Passphrase) {
            return Ok(false);
        }
        match self.kept_entry().await {
            Kept::Entry(entry) if needs_key && entry.vault() == vault.id() => return Ok(false),
            Kept::Entry(_) | Kept::Nothing | Kept::Unreadable => {}
            // A key store that is locked has lost nothing.
            Kept::Failed(error) => return Err(error.into()),
        }
        if slots.contains(&SlotKind::Passphrase) {
            vault.change_slots(&[], &[SlotKind::Pin, SlotKind::KeyStore]).await?;
        } else {
            self.change_key(vault, Use::Alone, SlotKind::Pin).await?;
        }
        Ok(true)
    }

    /// Changes the vault with a new key of the key store: first the key beside the old one, then the vault, then the
    /// new key alone. A failure of the last step is mended when the vault is opened.
    async fn change_key(&self, vault: &Vault, wanted: Use<'_>, removed: SlotKind) -> Result<(), Error> {
        let random = self.random_source();
        let entry = match self.kept_entry().await {
            Kept::Entry(entry) if entry.vault() == vault.id() => entry,
            Kept::Entry(_) | Kept::Unreadable => {
                self.set_entry_aside().await?;
                KeyStoreEntry::for_vault(vault.id(), &*random)
            }
            Kept::Nothing => KeyStoreEntry::for_vault(vault.id(), &*random),
            Kept::Failed(error) => return Err(error.into()),
        };
        let entry = entry.with_next_key(&*random);
        self.put_entry(&entry).await?;
        let key = entry.next_key().expect("it was just made");
        let slot = match wanted {
            Use::Alone => NewSlot::KeyStore(key),
            Use::With(pin) => NewSlot::Pin(pin, key, self.inner.settings.passphrase_cost),
        };
        match wanted {
            // Beside a key that needs nobody, biometrics would guard nothing.
            Use::Alone => {
                vault.change_slots(&[slot], &[removed, SlotKind::Biometric]).await?;
                self.forget_biometrics().await;
            }
            Use::With(_) => vault.change_slots(&[slot], &[removed]).await?,
        }
        let _ = self.put_entry(&entry.with_next_key_only()).await;
        Ok(())
    }

    /// No slot needs the key any more; an older copy of the vault's file would still be opened by it.
    async fn forget_old_key(&self, vault: &Vault) {
        if let Kept::Entry(entry) = self.kept_entry().await
            && entry.vault() == vault.id()
        {
            let random = self.random_source();
            let _ = self.put_entry(&entry.with_next_key(&*random).with_next_key_only()).await;
        }
    }

    pub(crate) async fn ways_have_changed(&self, vault: &Vault) -> Result<(), Error> {
        let slots = vault.slots().await?;
        self.inner.opened.with(|opened| opened.asks = (&*slots).into());
        // Whoever has just chosen it knows it.
        self.remember_person(Verification::Pin);
        self.meet_pairings().await;
        self.tell(Event::VaultStateChanged);
        Ok(())
    }
}
