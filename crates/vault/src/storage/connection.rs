//! How the database is opened, and what its errors mean.

use std::path::Path;
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Sqlite, SqlitePool, Transaction};

use crate::error::{Damage, VaultError};
use crate::file::io;

/// Opens a database that is there. Nothing is written to it.
pub(crate) async fn open(path: &Path) -> Result<SqlitePool, VaultError> {
    connect(options(path)).await
}

/// Opens an empty file as a database with a write-ahead log.
pub(crate) async fn open_empty(path: &Path) -> Result<SqlitePool, VaultError> {
    connect(options(path).page_size(8_192).journal_mode(SqliteJournalMode::Wal)).await
}

/// Begins a transaction that holds the right to write from the start.
pub(crate) async fn begin(pool: &SqlitePool) -> Result<Transaction<'static, Sqlite>, VaultError> {
    pool.begin_with("BEGIN IMMEDIATE").await.map_err(translate)
}

fn options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(false)
        .busy_timeout(Duration::from_secs(5))
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .pragma("secure_delete", "ON")
        .pragma("trusted_schema", "OFF")
}

/// One connection: the vault has one writer, and few enough readers.
async fn connect(options: SqliteConnectOptions) -> Result<SqlitePool, VaultError> {
    let pool = SqlitePoolOptions::new().max_connections(1).idle_timeout(None).max_lifetime(None);
    pool.connect_with(options).await.map_err(translate)
}

/// Sorts the database's errors by what can be done about them (<https://sqlite.org/rescode.html>).
pub(crate) fn translate(error: sqlx::Error) -> VaultError {
    const SHARED_MEMORY_CANNOT_GROW: u32 = 4_874;
    if let sqlx::Error::Io(error) = error {
        return io(error);
    }
    let Some(database) = error.as_database_error() else { return VaultError::Database(error.into()) };
    let code = database.code().and_then(|code| code.parse::<u32>().ok());
    match code.map(|code| (code & 0xff, code)) {
        Some((5 | 6, _)) => VaultError::Busy,
        Some((13, _) | (_, SHARED_MEMORY_CANNOT_GROW)) => VaultError::DiskFull,
        Some((8 | 14, _)) => VaultError::ReadOnly(error.into()),
        Some((11 | 26, _)) => VaultError::Damaged(Damage::File(database.message().into())),
        _ => VaultError::Database(error.into()),
    }
}
