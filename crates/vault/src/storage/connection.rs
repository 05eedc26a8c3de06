//! How the database is opened, and what its errors mean.

use std::ops::{Deref, DerefMut};
use std::path::Path;
use std::time::Duration;

use sqlx::pool::PoolConnection;
use sqlx::sqlite::{SqliteConnectOptions, SqliteLockingMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Sqlite, SqliteConnection, SqlitePool};

use crate::error::{Damage, VaultError};
use crate::file::io;
use crate::file_system::Sharing;

/// Opens a database that is there. Nothing is written to it.
pub(crate) async fn open(path: &Path, sharing: Sharing) -> Result<SqlitePool, VaultError> {
    connect(options(path, sharing)).await
}

/// Opens an empty file as a database.
pub(crate) async fn open_empty(path: &Path, sharing: Sharing) -> Result<SqlitePool, VaultError> {
    let pool = connect(options(path, sharing).page_size(8_192)).await?;
    set_journal(&pool, sharing).await?;
    Ok(pool)
}

/// Gives a database, maybe one that was moved here, the journal that its file system can carry. Others write
/// while one reads over a write-ahead log; that log needs shared memory, which a network has not.
pub(crate) async fn set_journal(pool: &SqlitePool, sharing: Sharing) -> Result<(), VaultError> {
    let journal = match sharing {
        Sharing::Shared => "PRAGMA journal_mode = WAL",
        Sharing::Alone => "PRAGMA journal_mode = TRUNCATE",
    };
    sqlx::raw_sql(journal).execute(pool).await.map_err(translate)?;
    Ok(())
}

/// A number that is another one as soon as another connection has changed the database.
pub(crate) async fn data_version(connection: &mut SqliteConnection) -> Result<i64, VaultError> {
    sqlx::query_scalar("PRAGMA data_version").fetch_one(connection).await.map_err(translate)
}

/// A transaction that holds the right to write from the start. Dropped without a commit, it is undone.
///
/// `sqlx::Transaction` believes that it is still open after a commit that failed and that SQLite has undone
/// (a full disk does that), and the connection is of no use any more.
#[derive(Debug)]
pub(crate) struct Change {
    connection: PoolConnection<Sqlite>,
}

impl Change {
    pub(crate) async fn commit(mut self) -> Result<(), sqlx::Error> {
        sqlx::raw_sql("COMMIT").execute(&mut *self.connection).await?;
        Ok(())
    }
}

impl Deref for Change {
    type Target = SqliteConnection;

    fn deref(&self) -> &SqliteConnection {
        &self.connection
    }
}

impl DerefMut for Change {
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        &mut self.connection
    }
}

/// Begins a change.
pub(crate) async fn begin(pool: &SqlitePool) -> Result<Change, VaultError> {
    let mut connection = pool.acquire().await.map_err(translate)?;
    sqlx::raw_sql("BEGIN IMMEDIATE").execute(&mut *connection).await.map_err(translate)?;
    Ok(Change { connection })
}

fn options(path: &Path, sharing: Sharing) -> SqliteConnectOptions {
    let locking = match sharing {
        Sharing::Shared => SqliteLockingMode::Normal,
        Sharing::Alone => SqliteLockingMode::Exclusive,
    };
    SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(false)
        .busy_timeout(Duration::from_secs(5))
        .locking_mode(locking)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .pragma("secure_delete", "ON")
        .pragma("trusted_schema", "OFF")
}

/// One connection: each process writes and reads one thing at a time, which is fast enough, and SQLite counts
/// changes by others for each connection.
async fn connect(options: SqliteConnectOptions) -> Result<SqlitePool, VaultError> {
    let pool = SqlitePoolOptions::new()
        .max_connections(1)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
        .after_release(|connection, _| Box::pin(undo_unfinished(connection)));
    pool.connect_with(options).await.map_err(translate)
}

/// Undoes a change that was dropped or failed. Mostly there is none, which SQLite calls an error.
async fn undo_unfinished(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    let _ = sqlx::raw_sql("ROLLBACK").execute(connection).await;
    Ok(true)
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

#[cfg(test)]
mod tests {
    use super::*;

    async fn empty(folder: &tempfile::TempDir) -> (std::path::PathBuf, SqlitePool) {
        let path = folder.path().join("vault.db");
        std::fs::File::create(&path).expect("made");
        let pool = open_empty(&path, Sharing::Shared).await.expect("opens");
        sqlx::raw_sql("CREATE TABLE filler (content BLOB)").execute(&pool).await.expect("made");
        (path, pool)
    }

    #[tokio::test]
    async fn a_full_disk_is_called_full_and_what_was_there_stays() {
        let folder = tempfile::tempdir().expect("a folder");
        let (_, pool) = empty(&folder).await;
        sqlx::raw_sql("PRAGMA max_page_count = 8").execute(&pool).await.expect("limited");
        let insert = "INSERT INTO filler (content) VALUES (zeroblob(10000))";
        let mut confirmed = 0_i64;
        let error = loop {
            match sqlx::raw_sql(insert).execute(&pool).await {
                Ok(_) => confirmed += 1,
                Err(error) => break translate(error),
            }
        };
        assert!(matches!(error, VaultError::DiskFull), "{error:?}");
        let kept: i64 =
            sqlx::query_scalar("SELECT count(*) FROM filler").fetch_one(&pool).await.expect("read");
        assert_eq!(kept, confirmed);
    }

    #[tokio::test]
    async fn a_database_that_somebody_else_writes_is_called_busy() {
        let folder = tempfile::tempdir().expect("a folder");
        let (path, pool) = empty(&folder).await;
        let _writing = begin(&pool).await.expect("begins");
        let impatient =
            connect(options(&path, Sharing::Shared).busy_timeout(Duration::ZERO)).await.expect("opens");
        let error = begin(&impatient).await.expect_err("somebody else writes");
        assert!(matches!(error, VaultError::Busy), "{error:?}");
    }

    #[tokio::test]
    async fn every_commit_reaches_the_disk_and_deleted_bytes_are_overwritten() {
        let folder = tempfile::tempdir().expect("a folder");
        let (_, pool) = empty(&folder).await;
        for (pragma, value) in
            [("PRAGMA synchronous", 2), ("PRAGMA secure_delete", 1), ("PRAGMA foreign_keys", 1)]
        {
            let found: i64 = sqlx::query_scalar(pragma).fetch_one(&pool).await.expect("read");
            assert_eq!(found, value, "{pragma}");
        }
        let mode: String = sqlx::query_scalar("PRAGMA journal_mode").fetch_one(&pool).await.expect("read");
        assert_eq!(mode, "wal");
    }
}
