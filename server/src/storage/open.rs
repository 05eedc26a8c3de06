//! Opening the database, making it safe, copying it.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use sqlx::migrate::MigrateError;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, SqliteConnection, SqlitePool};

use super::writer::{BeforeCommit, Writer};
use super::{Result, Storage, StorageError};
use super::{journal, tombstone};
use crate::keys::{Place, ServerKeys};
use crate::relying_party::RelyingParty;
use crate::rules::Rules;
use crate::tombstones::{TOMBSTONES, TombstoneLog};
use crate::wake::Wake;

const READERS: u32 = 4;
const PATIENCE: Duration = Duration::from_secs(5);

impl Storage {
    /// Opens the database in this file, making or migrating it.
    pub async fn open(file: &Path, keys: Arc<ServerKeys>, rules: Arc<Rules>, wake: Wake) -> Result<Self> {
        let options = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(PATIENCE)
            .pragma("secure_delete", "ON");
        let mut connection = options.connect().await?;
        migrate(&mut connection).await?;
        check_key(&mut connection, &keys).await?;
        // A file needs no question whether it is still there, which would be one more statement for each read.
        let readers = SqlitePoolOptions::new().max_connections(READERS).test_before_acquire(false);
        let readers = readers.connect_lazy_with(options.read_only(true));
        let relying_party = RelyingParty::of(&rules).map(Arc::new);
        let log = TombstoneLog::beside(file);
        if tombstone::begin(&mut connection, &log).await? {
            tracing::warn!(
                "{TOMBSTONES} was missing and begins anew: older backups cannot be restored with it"
            );
        }
        let marks = keys.clone();
        let before_commit: BeforeCommit = Box::new(move |conn| {
            let (keys, log) = (marks.clone(), log.clone());
            Box::pin(async move {
                let is_left = what_is_left(conn).await?;
                if is_left.unmarked {
                    journal::mark(conn, &keys).await?;
                }
                if is_left.unwritten {
                    tombstone::write_out(conn, &log).await?;
                }
                Ok(())
            })
        });
        Ok(Self {
            writer: Writer::start(connection, before_commit),
            readers,
            keys,
            rules,
            wake,
            relying_party,
        })
    }

    /// Copies the whole database into a new file while the server runs, and proves the copy by opening it.
    pub async fn copy_to(database: &Path, file: &Path) -> Result<()> {
        let mut source =
            SqliteConnectOptions::new().filename(database).busy_timeout(PATIENCE).connect().await?;
        let target = file.to_string_lossy().into_owned();
        sqlx::query("VACUUM INTO ?").bind(target).execute(&mut source).await?;
        source.close().await?;
        Self::check_file(file).await
    }

    /// Proves that a file is a whole database of this server, by reading it.
    pub async fn check_file(file: &Path) -> Result<()> {
        let mut copy = SqliteConnectOptions::new().filename(file).read_only(true).connect().await?;
        let check: String = sqlx::query_scalar("PRAGMA integrity_check").fetch_one(&mut copy).await?;
        let accounts: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM accounts").fetch_one(&mut copy).await?;
        copy.close().await?;
        if check == "ok" && accounts >= 0 {
            Ok(())
        } else {
            Err(StorageError::Damaged(sqlx::Error::Protocol(check)))
        }
    }

    /// Answers when the database can be read; for health checks.
    pub async fn ping(&self) -> Result<()> {
        sqlx::query("SELECT 1").execute(&self.readers).await?;
        Ok(())
    }

    /// Closes the readers; the writer ends with the last handle.
    pub async fn close(&self) {
        self.readers.close().await;
    }

    pub(super) fn readers(&self) -> &SqlitePool {
        &self.readers
    }
}

/// What a transaction has left to do before its commit.
struct Left {
    unmarked: bool,
    unwritten: bool,
}

/// In one look: most transactions have nothing left.
async fn what_is_left(conn: &mut SqliteConnection) -> Result<Left> {
    let left = sqlx::query_as!(
        Left,
        "SELECT EXISTS (SELECT 1 FROM journal WHERE mark IS NULL) AS \"unmarked!: bool\",
                EXISTS (SELECT 1 FROM tombstones) AS \"unwritten!: bool\""
    );
    Ok(left.fetch_one(conn).await?)
}

/// Brings the tables up to date, if they are not: a database that is has no need of the write lock.
pub(super) async fn migrate(connection: &mut SqliteConnection) -> Result<()> {
    sqlx::migrate!().run(connection).await.map_err(|error| match error {
        MigrateError::Execute(source) => source.into(),
        other => StorageError::Migration(other),
    })
}

/// Whether the server key is the one that this database was sealed under.
pub(super) async fn check_key(connection: &mut SqliteConnection, keys: &ServerKeys) -> Result<()> {
    let place = Place { table: "sealed_under", column: "mark", id: "1" };
    let mark = sqlx::query_scalar!("SELECT mark FROM sealed_under WHERE id = 1");
    if let Some(mark) = mark.fetch_optional(&mut *connection).await? {
        return keys.open(&place, &mark).map(|_| ()).map_err(|_| StorageError::OtherKey);
    }
    let mark = keys.seal(&place, b"countersign");
    sqlx::query!("INSERT INTO sealed_under (id, mark) VALUES (1, ?)", mark).execute(connection).await?;
    Ok(())
}

/// The writer's connection, as operations get it.
pub(super) type Conn = SqliteConnection;
