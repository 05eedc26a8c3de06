//! Table `records`: sealed rows. This module knows neither keys nor contents.

use data_encoding::HEXLOWER;
use futures_util::{Stream, StreamExt as _};
use sqlx::SqliteConnection;

use crate::error::{Damage, VaultError};
use crate::storage::connection::translate;

/// The table's name, to which its rows are bound.
pub(crate) const TABLE: &str = "records";

/// A row as it lies in the file.
pub(crate) struct Record {
    pub(crate) id: [u8; 16],
    pub(crate) sealed: Vec<u8>,
}

struct Row {
    id: Vec<u8>,
    sealed: Vec<u8>,
}

/// Writes a row, over the one that has this id.
pub(crate) async fn put(
    connection: &mut SqliteConnection,
    id: [u8; 16],
    sealed: &[u8],
) -> Result<(), VaultError> {
    let id = id.as_slice();
    sqlx::query!(
        "INSERT INTO records (id, sealed)
         VALUES (?, ?)
         ON CONFLICT (id) DO UPDATE SET sealed = excluded.sealed",
        id,
        sealed
    )
    .execute(connection)
    .await
    .map_err(translate)?;
    Ok(())
}

/// Removes a row, and says whether it was there.
pub(crate) async fn delete(connection: &mut SqliteConnection, id: [u8; 16]) -> Result<bool, VaultError> {
    let id = id.as_slice();
    let done =
        sqlx::query!("DELETE FROM records WHERE id = ?", id).execute(connection).await.map_err(translate)?;
    Ok(done.rows_affected() > 0)
}

pub(crate) async fn read(
    connection: &mut SqliteConnection,
    id: [u8; 16],
) -> Result<Option<Vec<u8>>, VaultError> {
    let id = id.as_slice();
    let row = sqlx::query!("SELECT sealed FROM records WHERE id = ?", id)
        .fetch_optional(connection)
        .await
        .map_err(translate)?;
    Ok(row.map(|row| row.sealed))
}

/// All rows, as they come.
pub(crate) fn all(
    connection: &mut SqliteConnection,
) -> impl Stream<Item = Result<Record, VaultError>> + Send + '_ {
    sqlx::query_as!(Row, r#"SELECT id AS "id!", sealed FROM records"#)
        .fetch(connection)
        .map(|row| row.map_err(translate).and_then(convert))
}

fn convert(row: Row) -> Result<Record, VaultError> {
    let id = row.id.as_slice().try_into().map_err(|_| {
        let row = HEXLOWER.encode(&row.id);
        VaultError::Damaged(Damage::Column { table: TABLE, column: "id", row })
    })?;
    Ok(Record { id, sealed: row.sealed })
}
