//! The ways to open the vault, changed while it is open. The vault key stays, so no row is sealed again.

use crate::error::VaultError;
use crate::seal::SymmetricKey;
use crate::slot::{NewSlot, RecoveryKey, Slot, SlotKind, Unlock};
use crate::storage;
use crate::storage::connection::{begin, translate};
use crate::vault::{Vault, recovery_key_name};

impl Vault {
    /// The kinds of slots that the vault has now.
    ///
    /// # Errors
    /// Those of the system.
    pub async fn slots(&self) -> Result<Vec<SlotKind>, VaultError> {
        let mut connection = self.pool.acquire().await.map_err(translate)?;
        storage::slots::kinds(&mut connection).await
    }

    /// Sets slots, each over the older one of its kind, and removes others, all in one transaction. The slot of the
    /// recovery key is not among those that can be removed here.
    ///
    /// # Errors
    /// [`VaultError::LastSlot`] if nothing but biometrics or the recovery key would open the vault, and those of the
    /// system. Then all slots are as before.
    pub async fn change_slots(&self, set: &[NewSlot<'_>], removed: &[SlotKind]) -> Result<(), VaultError> {
        let mut made = Vec::with_capacity(set.len());
        for new in set {
            let (secret, cost) = new.parts();
            made.push(Slot::wrap(&self.key, self.id, &secret, cost, self.random.as_ref()).await?);
        }
        let mut transaction = begin(&self.pool).await?;
        for kind in removed.iter().filter(|kind| **kind != SlotKind::Recovery) {
            storage::slots::delete(&mut transaction, *kind).await?;
        }
        for slot in &made {
            storage::slots::delete(&mut transaction, slot.kind).await?;
            storage::slots::insert(&mut transaction, slot).await?;
        }
        let left = storage::slots::kinds(&mut transaction).await?;
        if !left.iter().any(|kind| kind.is_lasting()) {
            return Err(VaultError::LastSlot);
        }
        transaction.commit().await.map_err(translate)
    }

    /// Gives the vault another recovery key; the one on the older sheets opens nothing any more.
    ///
    /// # Errors
    /// Those of the system; then the older key still holds.
    pub async fn renew_recovery_key(&self) -> Result<RecoveryKey, VaultError> {
        let key = RecoveryKey::random(self.random.as_ref());
        let secret = Unlock::Recovery(&key);
        let slot = Slot::wrap(&self.key, self.id, &secret, None, self.random.as_ref()).await?;
        let mut transaction = begin(&self.pool).await?;
        storage::slots::delete(&mut transaction, SlotKind::Recovery).await?;
        storage::slots::insert(&mut transaction, &slot).await?;
        self.write_document(&mut transaction, &recovery_key_name(), key.reveal()).await?;
        transaction.commit().await.map_err(translate)?;
        Ok(key)
    }

    /// Checks a key without opening anything: does it open this vault?
    ///
    /// # Errors
    /// [`VaultError::WrongKey`], [`VaultError::NoSuchSlot`], [`VaultError::Damaged`] and those of the system.
    pub async fn check_key(&self, unlock: &Unlock<'_>) -> Result<(), VaultError> {
        let mut connection = self.pool.acquire().await.map_err(translate)?;
        let slot =
            storage::slots::read(&mut connection, unlock.kind()).await?.ok_or(VaultError::NoSuchSlot)?;
        drop(connection);
        let _same: SymmetricKey = slot.unwrap(self.id, unlock).await?;
        Ok(())
    }
}
