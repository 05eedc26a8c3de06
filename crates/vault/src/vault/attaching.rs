//! Coming to a vault's file beside others: the lock, the newest format, the right journal.

use std::path::Path;
use std::time::Duration;

use sqlx::SqlitePool;

use crate::error::VaultError;
use crate::file_system::Sharing;
use crate::lock::OpenerLock;
use crate::storage::format::STEPS;
use crate::storage::{connection, format};

/// Making a vault or bringing it up takes others this long at most.
const PATIENCE: Duration = Duration::from_secs(5);
const PAUSE: Duration = Duration::from_millis(50);

/// Opens the file, checks it, and brings it to the newest format. The lock belongs to the connection.
///
/// # Errors
/// [`VaultError::InUse`] if others keep it longer than they need to make a vault or bring it up,
/// [`VaultError::InUseOnNetwork`], and those of the file's format and of the system.
pub(super) async fn attach(path: &Path, sharing: Sharing) -> Result<(SqlitePool, OpenerLock), VaultError> {
    let mut patience = match sharing {
        Sharing::Shared => PATIENCE,
        // Whoever has it open may keep it for days.
        Sharing::Alone => Duration::ZERO,
    };
    loop {
        match try_attach(path, sharing).await {
            Err(VaultError::InUse) if !patience.is_zero() => {
                tokio::time::sleep(PAUSE).await;
                patience = patience.saturating_sub(PAUSE);
            }
            Err(VaultError::InUse) if sharing == Sharing::Alone => return Err(VaultError::InUseOnNetwork),
            other => return other,
        }
    }
}

async fn try_attach(path: &Path, sharing: Sharing) -> Result<(SqlitePool, OpenerLock), VaultError> {
    let lock = OpenerLock::take(path, sharing)?;
    let (pool, found) = open(path, sharing).await?;
    if found == format::newest(STEPS) {
        return Ok((pool, lock));
    }
    pool.close().await;
    // Somebody else may bring it up between the two locks, so the format is read again.
    drop(lock);
    let growing = OpenerLock::alone(path)?;
    let (pool, found) = open(path, sharing).await?;
    let grown = format::bring_up(&pool, path, found, STEPS).await;
    if grown.is_err() || sharing == Sharing::Shared {
        pool.close().await;
        grown?;
        drop(growing);
        let lock = OpenerLock::take(path, sharing)?;
        return Ok((open(path, sharing).await?.0, lock));
    }
    Ok((pool, growing))
}

/// Opens the file as it is, and says which format it has.
async fn open(path: &Path, sharing: Sharing) -> Result<(SqlitePool, u32), VaultError> {
    let pool = connection::open(path, sharing).await?;
    match look(&pool, sharing).await {
        Ok(found) => Ok((pool, found)),
        Err(error) => {
            pool.close().await;
            Err(error)
        }
    }
}

async fn look(pool: &SqlitePool, sharing: Sharing) -> Result<u32, VaultError> {
    let found = format::read(pool, STEPS).await?;
    format::check(pool).await?;
    connection::set_journal(pool, sharing).await?;
    Ok(found)
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;
    use std::sync::Arc;

    use super::*;
    use crate::file::{beside, exists};
    use crate::id::{DocumentName, VaultId};
    use crate::random::SystemRandom;
    use crate::slot::{NewSlot, Unlock, WrapKey};
    use crate::storage::format::STEPS;
    use crate::vault::Vault;

    struct Place {
        _folder: tempfile::TempDir,
        path: PathBuf,
        key: WrapKey,
    }

    impl Place {
        async fn new(sharing: Sharing) -> (Self, Vault) {
            let folder = tempfile::tempdir().expect("a folder");
            let (path, key) = (folder.path().join("vault.db"), WrapKey::random(&SystemRandom));
            let (id, slots) = (VaultId::random(&SystemRandom), [NewSlot::KeyStore(&key)]);
            let vault = Vault::create_with(&path, id, &slots, Arc::new(SystemRandom), sharing).await;
            (Self { _folder: folder, path, key }, vault.expect("a new vault"))
        }

        async fn open(&self, sharing: Sharing) -> Result<Vault, VaultError> {
            let unlock = Unlock::KeyStore(&self.key);
            Vault::open_with(&self.path, &unlock, Arc::new(SystemRandom), sharing).await
        }

        fn has(&self, suffix: &str) -> bool {
            exists(&beside(&self.path, suffix)).expect("the file system answers")
        }
    }

    #[tokio::test]
    async fn on_a_network_one_process_has_the_vault_without_shared_memory() {
        let (place, vault) = Place::new(Sharing::Alone).await;
        vault.put_document(&DocumentName::new("settings").expect("a name"), b"{}").await.expect("written");
        assert!(place.has("-journal") && !place.has("-wal") && !place.has("-shm"));
        assert!(matches!(place.open(Sharing::Alone).await, Err(VaultError::InUseOnNetwork)));
        vault.close().await;
        place.open(Sharing::Alone).await.expect("opens now");
    }

    #[tokio::test]
    async fn a_vault_that_was_moved_gets_the_journal_of_its_new_place() {
        let (place, vault) = Place::new(Sharing::Shared).await;
        vault.close().await;
        for sharing in [Sharing::Alone, Sharing::Shared, Sharing::Alone] {
            let vault = place.open(sharing).await.expect("opens");
            vault
                .put_document(&DocumentName::new("settings").expect("a name"), b"{}")
                .await
                .expect("written");
            assert_eq!(place.has("-wal"), sharing == Sharing::Shared, "{sharing:?}");
            vault.close().await;
        }
    }

    #[tokio::test]
    async fn an_older_file_that_somebody_has_open_stays_as_it_is() {
        let (place, vault) = Place::new(Sharing::Shared).await;
        sqlx::raw_sql("PRAGMA user_version = 1").execute(&vault.pool).await.expect("aged");
        let error = try_attach(&place.path, Sharing::Shared).await.expect_err("somebody has it open");
        assert!(matches!(error, VaultError::InUse), "{error:?}");
        vault.close().await;
        let vault = place.open(Sharing::Shared).await.expect("opens");
        assert_eq!(format::read(&vault.pool, STEPS).await.expect("a format"), 2);
    }

    #[tokio::test]
    async fn whoever_comes_while_it_is_made_or_grows_waits() {
        let (place, vault) = Place::new(Sharing::Shared).await;
        vault.close().await;
        let growing = OpenerLock::alone(&place.path).expect("nobody else");
        assert!(matches!(try_attach(&place.path, Sharing::Shared).await, Err(VaultError::InUse)));
        let (opened, ()) = tokio::join!(place.open(Sharing::Shared), async {
            tokio::task::yield_now().await;
            drop(growing);
        });
        opened.expect("opens when it is done");
    }
}
