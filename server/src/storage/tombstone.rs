//! What a restored backup must not bring back: noted by the operation that does it, written out before its commit.

use countersign_protocol::encoding::{decode, encode};

use super::open::Conn;
use super::{Result, StorageError};
use crate::domain::AccountId;
use crate::keys::{Place, ServerKeys};
use crate::tombstones::{Tombstone, TombstoneLog, line_of};

/// Notes a tombstone as part of an operation.
pub(super) async fn bury(conn: &mut Conn, tombstone: Tombstone) -> Result<()> {
    let json = serde_json::to_string(&tombstone).expect("a plain structure");
    sqlx::query!("INSERT INTO tombstones (line) VALUES (?)", json).execute(conn).await?;
    Ok(())
}

/// Writes what a transaction has noted into the log, just before its commit. If that fails, so does the transaction.
pub(super) async fn write_out(conn: &mut Conn, log: &TombstoneLog) -> Result<()> {
    let rows =
        sqlx::query!("SELECT number, line FROM tombstones ORDER BY number").fetch_all(&mut *conn).await?;
    if rows.is_empty() {
        return Ok(());
    }
    let mut lines = Vec::new();
    for row in rows {
        let tombstone: Tombstone = serde_json::from_str(&row.line)
            .map_err(|_| StorageError::row("tombstones", "line", row.number))?;
        lines.push(line_of(row.number, &tombstone));
    }
    let log = log.clone();
    let written = tokio::task::spawn_blocking(move || log.append(&lines)).await;
    written.map_err(|_| StorageError::Stopped)?.map_err(StorageError::Log)?;
    sqlx::query!("DELETE FROM tombstones").execute(conn).await?;
    Ok(())
}

/// Begins the log if there is none. Whether it was missing although something had been written into it before.
pub(super) async fn begin(conn: &mut Conn, log: &TombstoneLog) -> Result<bool> {
    let number = last_number(conn).await?;
    let is_new = log.begin(number).map_err(StorageError::Log)?;
    Ok(is_new && number > 0)
}

/// The number of the last tombstone that this database knows.
pub(super) async fn last_number(conn: &mut Conn) -> Result<i64> {
    let last =
        sqlx::query_scalar("SELECT COALESCE(MAX(seq), 0) FROM sqlite_sequence WHERE name = 'tombstones'");
    Ok(last.fetch_one(conn).await?)
}

/// A password's hash, sealed for the log.
pub(super) fn seal_password(keys: &ServerKeys, account: &AccountId, hash: &str) -> String {
    encode(&keys.seal(&password_place(account.as_str()), hash.as_bytes()))
}

/// A password's hash from the log.
pub(super) fn open_password(keys: &ServerKeys, account: &str, sealed: &str) -> Option<String> {
    let opened = keys.open(&password_place(account), &decode(sealed).ok()?).ok()?;
    String::from_utf8(opened.to_vec()).ok()
}

/// The hashes of backup codes, sealed for the log.
pub(super) fn seal_codes(keys: &ServerKeys, account: &AccountId, hashes: &[String]) -> String {
    encode(&keys.seal(&codes_place(account.as_str()), hashes.join("\n").as_bytes()))
}

/// The hashes of backup codes from the log.
pub(super) fn open_codes(keys: &ServerKeys, account: &str, sealed: &str) -> Option<Vec<String>> {
    let opened = keys.open(&codes_place(account), &decode(sealed).ok()?).ok()?;
    let text = String::from_utf8(opened.to_vec()).ok()?;
    Some(text.lines().map(str::to_owned).collect())
}

fn password_place(account: &str) -> Place<'_> {
    Place { table: "tombstones", column: "password", id: account }
}

fn codes_place(account: &str) -> Place<'_> {
    Place { table: "tombstones", column: "codes", id: account }
}
