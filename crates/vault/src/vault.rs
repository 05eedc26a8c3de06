//! The vault itself: made, opened, closed. What it holds is in [`accounts`] and [`documents`].

mod accounts;
mod arranging;
mod attaching;
mod beginning_anew;
mod documents;
mod imports;
mod listed;
pub(crate) mod reading;
mod slots;

use attaching::attach;
pub use beginning_anew::Replaced;
pub use imports::{Bringing, IMPORT_UNDO, Import};
use listed::Listed;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use sqlx::{SqliteConnection, SqlitePool};
use zeroize::Zeroizing;

use crate::content::Content;
use crate::error::{Damage, VaultError};
use crate::file;
use crate::file_system::Sharing;
use crate::id::{DocumentName, VaultId};
use crate::lock::OpenerLock;
use crate::random::RandomSource;
use crate::salvage::{self, Salvaged};
use crate::seal::{self, Place, SymmetricKey};
use crate::slot::{NewSlot, RecoveryKey, Slot, SlotKind, Unlock};
use crate::storage::connection::{begin, translate};
use crate::storage::format::STEPS;
use crate::storage::{self, connection, format, header, records};

/// What a vault file says in clear.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    vault: VaultId,
    slots: Vec<SlotKind>,
}

impl Header {
    /// Which vault this is.
    pub fn vault(&self) -> VaultId {
        self.vault
    }

    /// Whether the vault can be opened in this way.
    pub fn has_slot(&self, kind: SlotKind) -> bool {
        self.slots.contains(&kind)
    }

    async fn read(connection: &mut SqliteConnection) -> Result<Self, VaultError> {
        let vault = header::read(connection).await?;
        Ok(Self { vault, slots: storage::slots::kinds(connection).await? })
    }
}

/// An open vault. Each method is one transaction; what it has confirmed survives a crash.
///
/// Several processes may have the same vault open and change it, except on a network file system.
/// Dropping a `Vault` wipes the keys; [`close`](Self::close) also waits until the file is at rest.
pub struct Vault {
    path: PathBuf,
    id: VaultId,
    key: SymmetricKey,
    records_key: Arc<SymmetricKey>,
    random: Arc<dyn RandomSource>,
    pool: SqlitePool,
    listed: Listed,
    /// The count of others' changes that [`changed_elsewhere`](Self::changed_elsewhere) has told.
    told_version: AtomicI64,
    _lock: OpenerLock,
}

impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Vault").field("path", &self.path).field("id", &self.id).finish_non_exhaustive()
    }
}

impl Vault {
    /// Whether there is a file at the path, whatever it is.
    ///
    /// # Errors
    /// [`VaultError::Io`] if the file system does not say.
    pub fn exists(path: &Path) -> Result<bool, VaultError> {
        file::exists(path)
    }

    /// What the file says in clear: enough to choose how to open it. Nothing is changed.
    ///
    /// # Errors
    /// [`VaultError::Missing`], [`VaultError::Damaged`], [`VaultError::Newer`] and those of the system.
    pub async fn peek(path: &Path) -> Result<Header, VaultError> {
        if !file::exists(path)? {
            return Err(VaultError::Missing);
        }
        let pool = connection::open(path, Sharing::of(path)?).await?;
        let header = peek_into(&pool).await;
        pool.close().await;
        header
    }

    /// Makes a vault where there is none, with these slots and one for a recovery key of its own.
    ///
    /// The file is built under another name and appears at once, whole. The folder is made if it is
    /// missing.
    ///
    /// # Errors
    /// [`VaultError::AlreadyThere`], [`VaultError::InUse`] if another process is making it, and those of
    /// the system.
    pub async fn create(
        path: &Path,
        id: VaultId,
        new_slots: &[NewSlot<'_>],
        random: Arc<dyn RandomSource>,
    ) -> Result<Self, VaultError> {
        file::make_folder(path)?;
        Self::create_with(path, id, new_slots, random, Sharing::of(path)?).await
    }

    async fn create_with(
        path: &Path,
        id: VaultId,
        new_slots: &[NewSlot<'_>],
        random: Arc<dyn RandomSource>,
        sharing: Sharing,
    ) -> Result<Self, VaultError> {
        if file::exists(path)? {
            return Err(VaultError::AlreadyThere);
        }
        let making = OpenerLock::alone(path)?;
        if file::exists(path)? {
            return Err(VaultError::AlreadyThere);
        }
        let mut key = Zeroizing::new([0; 32]);
        random.fill(&mut *key);
        let vault_key = SymmetricKey::new(key);

        let (unfinished, pool) = begin_file(path, sharing).await?;
        let filled = fill(&pool, id, &vault_key, new_slots, random.as_ref()).await;
        pool.close().await;
        filled?;
        file::set_orphans_aside(path)?;
        file::put_in_place(&unfinished, path)?;
        drop(making);
        let (pool, lock) = attach(path, sharing).await?;
        Self::assemble(path, id, vault_key, random, pool, lock).await
    }

    /// Opens the vault. Others may have it open too, except on a network file system.
    ///
    /// An older format is brought up; the file as it was stays beside it until this, or a later call,
    /// has read every row.
    ///
    /// # Errors
    /// [`VaultError::Missing`], [`VaultError::InUse`] (the format is older and another process has it
    /// open), [`VaultError::InUseOnNetwork`], [`VaultError::Damaged`], [`VaultError::Newer`],
    /// [`VaultError::NoSuchSlot`], [`VaultError::WrongKey`] and those of the system. The file stays.
    pub async fn open(
        path: &Path,
        unlock: &Unlock<'_>,
        random: Arc<dyn RandomSource>,
    ) -> Result<Self, VaultError> {
        if !file::exists(path)? {
            return Err(VaultError::Missing);
        }
        file::make_private(path)?;
        Self::open_with(path, unlock, random, Sharing::of(path)?).await
    }

    async fn open_with(
        path: &Path,
        unlock: &Unlock<'_>,
        random: Arc<dyn RandomSource>,
        sharing: Sharing,
    ) -> Result<Self, VaultError> {
        let (pool, lock) = attach(path, sharing).await?;
        match unlock_with(&pool, unlock).await {
            Ok((id, vault_key)) => {
                let vault = Self::assemble(path, id, vault_key, random, pool, lock).await?;
                vault.forget_copy_if_whole().await?;
                Ok(vault)
            }
            Err(error) => {
                pool.close().await;
                Err(error)
            }
        }
    }

    /// Reads what can be read of a damaged vault, row by row, around the database. The files are only read;
    /// they must not be open in this process.
    ///
    /// # Errors
    /// [`VaultError::Missing`], [`VaultError::NoSuchSlot`], [`VaultError::WrongKey`], those of the file
    /// system, and [`VaultError::Damaged`] if what all rows depend on is lost.
    pub async fn salvage(path: &Path, unlock: &Unlock<'_>) -> Result<Salvaged, VaultError> {
        salvage::salvage(path, unlock).await
    }

    /// The ways to open a damaged vault that are left in its file. Nothing is changed.
    ///
    /// # Errors
    /// [`VaultError::Missing`] and those of the file system.
    pub fn slots_left(path: &Path) -> Result<Vec<SlotKind>, VaultError> {
        salvage::slots_left(path)
    }

    /// Whether another process has changed the vault since the last call, or since it was opened.
    ///
    /// # Errors
    /// Those of the system.
    pub async fn changed_elsewhere(&self) -> Result<bool, VaultError> {
        let mut connection = self.pool.acquire().await.map_err(translate)?;
        let version = connection::data_version(&mut connection).await?;
        Ok(self.told_version.swap(version, Ordering::Relaxed) != version)
    }

    /// Which vault this is.
    pub fn id(&self) -> VaultId {
        self.id
    }

    /// The key of the vault's recovery slot, for the sheet. Warning: it opens the vault by itself.
    ///
    /// # Errors
    /// [`VaultError::Damaged`] and those of the system.
    pub async fn reveal_recovery_key(&self) -> Result<RecoveryKey, VaultError> {
        let damage = || Damage::Content { table: records::TABLE, row: "recovery key".into() };
        let document = self.document(&recovery_key_name()).await?;
        let bytes = document.ok_or_else(|| VaultError::Damaged(damage()))?;
        let bytes: [u8; 16] = bytes.reveal().try_into().map_err(|_| VaultError::Damaged(damage()))?;
        Ok(RecoveryKey::from_bytes(Zeroizing::new(bytes)))
    }

    /// Closes the file and wipes the keys.
    pub async fn close(self) {
        self.pool.close().await;
    }

    async fn assemble(
        path: &Path,
        id: VaultId,
        vault_key: SymmetricKey,
        random: Arc<dyn RandomSource>,
        pool: SqlitePool,
        lock: OpenerLock,
    ) -> Result<Self, VaultError> {
        let records_key = seal::records_key(&vault_key, id);
        let vault = Self {
            path: path.to_owned(),
            id,
            key: vault_key,
            records_key: Arc::new(records_key),
            random,
            pool,
            listed: Listed::default(),
            told_version: AtomicI64::new(0),
            _lock: lock,
        };
        vault.changed_elsewhere().await?;
        Ok(vault)
    }

    async fn forget_copy_if_whole(&self) -> Result<(), VaultError> {
        if format::has_copy(&self.path)? && self.accounts().await?.unreadable.is_empty() {
            format::forget_copy(&self.path)?;
        }
        Ok(())
    }

    fn seal(&self, id: &[u8; 16], content: &Content) -> Result<Vec<u8>, VaultError> {
        seal::seal(&self.records_key, record_place(id), &content.to_json(), self.random.as_ref())
    }
}

fn record_place(id: &[u8; 16]) -> Place<'_> {
    Place { table: records::TABLE, row: id, context: &[] }
}

fn recovery_key_name() -> DocumentName {
    DocumentName::new("vault.recovery-key").expect("visible ASCII")
}

async fn peek_into(pool: &SqlitePool) -> Result<Header, VaultError> {
    format::read(pool, STEPS).await?;
    let mut connection = pool.acquire().await.map_err(translate)?;
    Header::read(&mut connection).await
}

async fn unlock_with(pool: &SqlitePool, unlock: &Unlock<'_>) -> Result<(VaultId, SymmetricKey), VaultError> {
    let mut connection = pool.acquire().await.map_err(translate)?;
    let id = header::read(&mut connection).await?;
    let slot = storage::slots::read(&mut connection, unlock.kind()).await?.ok_or(VaultError::NoSuchSlot)?;
    Ok((id, slot.unwrap(id, unlock).await?))
}

/// An empty database under the name that a vault has while it is made.
async fn begin_file(path: &Path, sharing: Sharing) -> Result<(PathBuf, SqlitePool), VaultError> {
    let unfinished = file::beside(path, ".new");
    for leftover in ["", "-wal", "-shm", "-journal"] {
        file::remove(&file::beside(&unfinished, leftover))?;
    }
    drop(file::private_file(&unfinished)?);
    let pool = connection::open_empty(&unfinished, sharing).await?;
    Ok((unfinished, pool))
}

/// Writes everything that a new vault has.
async fn fill(
    pool: &SqlitePool,
    id: VaultId,
    vault_key: &SymmetricKey,
    new_slots: &[NewSlot<'_>],
    random: &dyn RandomSource,
) -> Result<(), VaultError> {
    let recovery_key = RecoveryKey::random(random);
    let mut made = vec![Slot::wrap(vault_key, id, &Unlock::Recovery(&recovery_key), None, random).await?];
    for new in new_slots {
        let (secret, cost) = new.parts();
        made.push(Slot::wrap(vault_key, id, &secret, cost, random).await?);
    }
    let mut transaction = begin(pool).await?;
    format::make(&mut transaction).await?;
    header::insert(&mut transaction, id).await?;
    for slot in &made {
        storage::slots::insert(&mut transaction, slot).await?;
    }
    put_recovery_key(&mut transaction, id, vault_key, &recovery_key, random).await?;
    transaction.commit().await.map_err(translate)
}

/// Writes down the recovery key, so that the sheet can be printed again.
async fn put_recovery_key(
    connection: &mut SqliteConnection,
    id: VaultId,
    vault_key: &SymmetricKey,
    key: &RecoveryKey,
    random: &dyn RandomSource,
) -> Result<(), VaultError> {
    let (row, content) = documents::to_record(vault_key, id, &recovery_key_name(), key.reveal());
    let records_key = seal::records_key(vault_key, id);
    let sealed = seal::seal(&records_key, record_place(&row), &content.to_json(), random)?;
    records::put(connection, row, &sealed).await
}
