//! Table `slots`: the wrapped vault keys.

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};
use sqlx::SqliteConnection;

use crate::error::{Damage, VaultError};
use crate::slot::{Slot, SlotKind};
use crate::storage::connection::translate;

struct Row {
    id: Vec<u8>,
    kind: String,
    parameters: String,
    wrapped: Vec<u8>,
    checksum: Vec<u8>,
}

pub(crate) async fn insert(connection: &mut SqliteConnection, slot: &Slot) -> Result<(), VaultError> {
    let (id, kind) = (slot.id.as_slice(), slot.kind.name());
    let checksum = checksum(&slot.id, kind, &slot.parameters, &slot.wrapped);
    sqlx::query!(
        "INSERT INTO slots (id, kind, parameters, wrapped, checksum)
         VALUES (?, ?, ?, ?, ?)",
        id,
        kind,
        slot.parameters,
        slot.wrapped,
        checksum
    )
    .execute(connection)
    .await
    .map_err(translate)?;
    Ok(())
}

/// Removes the slot of a kind. One that is not there is removed already.
pub(crate) async fn delete(connection: &mut SqliteConnection, kind: SlotKind) -> Result<(), VaultError> {
    let name = kind.name();
    sqlx::query!("DELETE FROM slots WHERE kind = ?", name).execute(connection).await.map_err(translate)?;
    Ok(())
}

/// The kinds of slots that the vault has, without those that only a newer program would know.
pub(crate) async fn kinds(connection: &mut SqliteConnection) -> Result<Vec<SlotKind>, VaultError> {
    let rows = sqlx::query!("SELECT kind FROM slots").fetch_all(connection).await.map_err(translate)?;
    Ok(rows.iter().filter_map(|row| SlotKind::from_name(&row.kind)).collect())
}

/// The slot of a kind, whole: its checksum tells damage from a wrong key.
pub(crate) async fn read(
    connection: &mut SqliteConnection,
    kind: SlotKind,
) -> Result<Option<Slot>, VaultError> {
    let name = kind.name();
    let row = sqlx::query_as!(
        Row,
        r#"SELECT id AS "id!", kind, parameters, wrapped, checksum
           FROM slots
           WHERE kind = ?"#,
        name
    )
    .fetch_optional(connection)
    .await
    .map_err(translate)?;
    row.map(|row| convert(row, kind)).transpose()
}

/// The slot of a kind among rows that were found without the database, each as its values.
pub(crate) fn find(rows: &[Vec<Vec<u8>>], kind: SlotKind) -> Option<Result<Slot, VaultError>> {
    let text = |value: &Vec<u8>| String::from_utf8(value.clone()).ok();
    rows.iter().find_map(|values| match values.as_slice() {
        [id, name, parameters, wrapped, checksum] if *name == kind.name().as_bytes() => {
            let (id, wrapped, checksum) = (id.clone(), wrapped.clone(), checksum.clone());
            Some(convert(
                Row { id, kind: text(name)?, parameters: text(parameters)?, wrapped, checksum },
                kind,
            ))
        }
        _ => None,
    })
}

fn convert(row: Row, kind: SlotKind) -> Result<Slot, VaultError> {
    let damaged = |column| {
        let row = HEXLOWER.encode(&row.id);
        VaultError::Damaged(Damage::Column { table: "slots", column, row })
    };
    if checksum(&row.id, &row.kind, &row.parameters, &row.wrapped) != row.checksum {
        return Err(damaged("checksum"));
    }
    let id = row.id.as_slice().try_into().map_err(|_| damaged("id"))?;
    Ok(Slot { id, kind, parameters: row.parameters, wrapped: row.wrapped })
}

/// SHA-256 over the row's values, each preceded by its length. It protects against accidents; against
/// intent, the wrapping does.
fn checksum(id: &[u8], kind: &str, parameters: &str, wrapped: &[u8]) -> Vec<u8> {
    let mut hash = Sha256::new();
    for value in [id, kind.as_bytes(), parameters.as_bytes(), wrapped] {
        hash.update((value.len() as u64).to_be_bytes());
        hash.update(value);
    }
    hash.finalize().to_vec()
}
