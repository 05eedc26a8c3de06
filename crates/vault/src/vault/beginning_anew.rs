//! Beginning anew where a vault cannot be used: what is there is kept beside it, under another name.
//!
//! The names change in an order in which each moment, cut off, leaves either the old vault with all that it had, or
//! the new one whole; and the kept files in any case.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use sqlx::SqlitePool;
use zeroize::Zeroizing;

use crate::content::Content;
use crate::error::VaultError;
use crate::file;
use crate::file_system::Sharing;
use crate::id::VaultId;
use crate::lock::OpenerLock;
use crate::random::RandomSource;
use crate::salvage::{self, Left, Salvaged};
use crate::seal::{self, SymmetricKey};
use crate::slot::{RecoveryKey, Slot, SlotKind, Unlock};
use crate::storage::connection::{begin, translate};
use crate::storage::{self, format, header, records};
use crate::vault::attaching::attach;
use crate::vault::reading::unseal;
use crate::vault::{Vault, begin_file, put_recovery_key, recovery_key_name};

/// What a damaged vault's files are called from then on.
const DAMAGED: &str = ".damaged";
/// What a vault is called that nothing here opens.
const SET_ASIDE: &str = ".set-aside";

/// A vault in the place of a damaged one.
#[derive(Debug)]
pub struct Replaced {
    /// The vault, open.
    pub vault: Vault,
    /// Where the damaged file is now.
    pub kept: PathBuf,
}

impl Vault {
    /// Makes a whole vault of what could be read of a damaged one, in its place: the same vault with the same keys,
    /// so everything that opened it still does. The damaged files are kept beside it; nothing is written over.
    ///
    /// # Errors
    /// [`VaultError::InUse`], [`VaultError::AlreadyThere`] if there are other files than those that were salvaged,
    /// and those of the system. Then everything is where it was.
    pub async fn replace_damaged(
        salvaged: &Salvaged,
        random: Arc<dyn RandomSource>,
    ) -> Result<Replaced, VaultError> {
        let (path, id) = (salvaged.path.as_path(), salvaged.vault);
        let key = SymmetricKey::new(Zeroizing::new(*salvaged.key.reveal()));
        let sharing = Sharing::of(path)?;
        let replacing = OpenerLock::alone(path)?;
        let left = salvage::gather(salvaged)?;
        let (unfinished, pool) = begin_file(path, sharing).await?;
        let filled = refill(&pool, id, &key, &left, random.as_ref()).await;
        pool.close().await;
        filled?;
        let kept = file::keep(path, DAMAGED)?;
        // A log that stayed would be played into the new file.
        salvage::fold(path)?;
        file::remove_kept(path, &["-wal", "-shm", "-journal"])?;
        file::put_in_place(&unfinished, path)?;
        drop(replacing);
        let (pool, lock) = attach(path, sharing).await?;
        Ok(Replaced { vault: Self::assemble(path, id, key, random, pool, lock).await?, kept })
    }

    /// Takes a vault that cannot be opened out of the way. Where it is now: beside its place, under another name.
    ///
    /// # Errors
    /// [`VaultError::Missing`], [`VaultError::InUse`] and those of the system. Then it is where it was.
    pub fn set_aside(path: &Path) -> Result<PathBuf, VaultError> {
        if !file::exists(path)? {
            return Err(VaultError::Missing);
        }
        let _alone = OpenerLock::alone(path)?;
        let kept = file::keep(path, SET_ASIDE)?;
        file::remove_kept(path, &["", "-wal", "-shm", "-journal"])?;
        Ok(kept)
    }
}

/// Writes what is left of a vault into an empty one. A recovery slot is there in any case.
async fn refill(
    pool: &SqlitePool,
    id: VaultId,
    key: &SymmetricKey,
    left: &Left,
    random: &dyn RandomSource,
) -> Result<(), VaultError> {
    let mut transaction = begin(pool).await?;
    format::make(&mut transaction).await?;
    header::insert(&mut transaction, id).await?;
    for slot in &left.slots {
        storage::slots::insert(&mut transaction, slot).await?;
    }
    for record in &left.records {
        records::put(&mut transaction, record.id, &record.sealed).await?;
    }
    let written = written_recovery_key(id, key, left);
    let has_slot = left.slots.iter().any(|slot| slot.kind == SlotKind::Recovery);
    if !has_slot || written.is_none() {
        // What one of the two says without the other is of no use: the sheet is printed anew.
        let recovery_key = written.unwrap_or_else(|| RecoveryKey::random(random));
        let slot = Slot::wrap(key, id, &Unlock::Recovery(&recovery_key), None, random).await?;
        storage::slots::delete(&mut transaction, SlotKind::Recovery).await?;
        storage::slots::insert(&mut transaction, &slot).await?;
        put_recovery_key(&mut transaction, id, key, &recovery_key, random).await?;
    }
    transaction.commit().await.map_err(translate)
}

/// The recovery key as the vault has it written down.
fn written_recovery_key(id: VaultId, key: &SymmetricKey, left: &Left) -> Option<RecoveryKey> {
    let row = seal::document_row(key, id, recovery_key_name().as_str());
    let record = left.records.iter().find(|record| record.id == row)?;
    let Ok(Content::Document(content)) = unseal(&seal::records_key(key, id), &row, &record.sealed) else {
        return None;
    };
    let bytes = content.bytes().ok()?;
    Some(RecoveryKey::from_bytes(Zeroizing::new(bytes.reveal().try_into().ok()?)))
}
