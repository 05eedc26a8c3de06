//! Table `header`: which vault this is.

use sqlx::SqliteConnection;

use crate::error::{Damage, VaultError};
use crate::id::VaultId;
use crate::storage::connection::translate;

pub(crate) async fn insert(connection: &mut SqliteConnection, vault: VaultId) -> Result<(), VaultError> {
    let bytes = vault.bytes().as_slice();
    sqlx::query!("INSERT INTO header (id, vault) VALUES (1, ?)", bytes)
        .execute(connection)
        .await
        .map_err(translate)?;
    Ok(())
}

pub(crate) async fn read(connection: &mut SqliteConnection) -> Result<VaultId, VaultError> {
    let row = sqlx::query!("SELECT vault FROM header WHERE id = 1")
        .fetch_optional(connection)
        .await
        .map_err(translate)?;
    let bytes = row.and_then(|row| row.vault.try_into().ok()).ok_or_else(|| {
        VaultError::Damaged(Damage::Column { table: "header", column: "vault", row: "1".into() })
    })?;
    Ok(VaultId::from_bytes(bytes))
}
