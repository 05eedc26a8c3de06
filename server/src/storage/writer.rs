//! The one writer. Operations wait in a queue; each is a savepoint, several share a transaction, and a reply goes
//! out only after the commit (docs/decisions/0002).

use std::iter::Peekable;

use futures_util::future::BoxFuture;
use sqlx::{Connection, SqliteConnection};
use tokio::sync::{mpsc, oneshot};

use super::{Result, StorageError};

const QUEUE: usize = 1024;
const BATCH: usize = 64;

/// An operation with its way back to whoever asked. Without a transaction it is only told why.
type Job = Box<dyn for<'c> FnOnce(Result<&'c mut SqliteConnection>) -> BoxFuture<'c, Done> + Send>;
/// Called after the commit, or with why there was none.
type Reply = Box<dyn FnOnce(Option<&StorageError>) + Send>;

/// What is done with each transaction just before its commit; if it fails, so does the transaction.
pub(super) type BeforeCommit =
    Box<dyn for<'c> Fn(&'c mut SqliteConnection) -> BoxFuture<'c, Result<()>> + Send + Sync>;

/// An operation that has run and waits for the commit.
struct Done {
    reply: Reply,
    /// Whether the transaction is gone with it: SQLite rolls back by itself when, say, the disk is full.
    is_lost: bool,
}

/// A handle on the writer. Cheap to clone; the writer ends when the last handle is gone.
#[derive(Clone)]
pub(super) struct Writer {
    jobs: mpsc::Sender<Job>,
}

impl Writer {
    /// Takes the one connection that writes, and what is done before each commit.
    pub(super) fn start(connection: SqliteConnection, before_commit: BeforeCommit) -> Self {
        let (jobs, queue) = mpsc::channel(QUEUE);
        tokio::spawn(work(connection, queue, before_commit));
        Self { jobs }
    }

    /// Runs an operation as a savepoint; its result comes back once it is on the disk.
    pub(super) async fn run<T, F>(&self, operation: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c mut SqliteConnection) -> BoxFuture<'c, Result<T>> + Send + 'static,
    {
        let (send, receive) = oneshot::channel();
        let job: Job = Box::new(move |transaction| {
            Box::pin(async move {
                let (result, is_lost) = match transaction {
                    Ok(connection) => in_savepoint(connection, operation).await,
                    Err(error) => (Err(error), false),
                };
                let reply: Reply = Box::new(move |failed: Option<&StorageError>| {
                    let result = match (result, failed) {
                        (Ok(_), Some(error)) => Err(error.again()),
                        (result, _) => result,
                    };
                    // Whoever asked may have gone; the operation stands all the same.
                    let _ = send.send(result);
                });
                Done { reply, is_lost }
            })
        });
        self.jobs.send(job).await.map_err(|_| StorageError::Stopped)?;
        receive.await.map_err(|_| StorageError::Stopped)?
    }
}

/// The operation's result, and whether the transaction around it is lost. The savepoint is there before and stays, so
/// that what fails can be taken back alone.
async fn in_savepoint<T, F>(connection: &mut SqliteConnection, operation: F) -> (Result<T>, bool)
where
    F: for<'c> FnOnce(&'c mut SqliteConnection) -> BoxFuture<'c, Result<T>>,
{
    let result = operation(&mut *connection).await;
    if result.is_ok() {
        return (result, false);
    }
    let undone = sqlx::query("ROLLBACK TO operation").execute(connection).await;
    (result, undone.is_err())
}

async fn work(mut connection: SqliteConnection, mut queue: mpsc::Receiver<Job>, before_commit: BeforeCommit) {
    let mut jobs = Vec::with_capacity(BATCH);
    while queue.recv_many(&mut jobs, BATCH).await > 0 {
        let mut waiting = jobs.drain(..).peekable();
        while waiting.peek().is_some() {
            transact(&mut connection, &mut waiting, &before_commit).await;
        }
    }
    let _ = connection.close().await;
}

/// Runs jobs in one transaction until there are none, or until the transaction is lost.
async fn transact(
    connection: &mut SqliteConnection,
    jobs: &mut Peekable<impl Iterator<Item = Job>>,
    before_commit: &BeforeCommit,
) {
    // Two statements in one errand: each is a way to the thread of the database and back.
    let begun = sqlx::raw_sql("BEGIN IMMEDIATE; SAVEPOINT operation").execute(&mut *connection).await;
    if let Err(error) = begun.map_err(StorageError::from) {
        // The first of the two may have worked.
        let _ = sqlx::query("ROLLBACK").execute(&mut *connection).await;
        for job in jobs {
            (job(Err(error.again())).await.reply)(None);
        }
        return;
    }
    let mut replies = Vec::new();
    let mut is_lost = false;
    while let Some(job) = jobs.next() {
        let done = job(Ok(&mut *connection)).await;
        replies.push(done.reply);
        is_lost = done.is_lost;
        if is_lost {
            break;
        }
        if jobs.peek().is_some() {
            let next = sqlx::raw_sql("RELEASE operation; SAVEPOINT operation");
            is_lost = next.execute(&mut *connection).await.is_err();
            if is_lost {
                break;
            }
        }
    }
    let committed = if is_lost {
        Err(StorageError::Database(sqlx::Error::Protocol("the transaction was rolled back".into())))
    } else {
        commit(connection, before_commit).await
    };
    if let Err(error) = &committed {
        tracing::error!(error = error as &dyn std::error::Error, "a transaction failed");
        // A failed commit may leave the transaction open; nothing of it may stay.
        let _ = sqlx::query("ROLLBACK").execute(connection).await;
    }
    for reply in replies {
        reply(committed.as_ref().err());
    }
}

async fn commit(connection: &mut SqliteConnection, before_commit: &BeforeCommit) -> Result<()> {
    before_commit(connection).await?;
    sqlx::query("COMMIT").execute(connection).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::str::FromStr;

    use sqlx::ConnectOptions;
    use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode};

    use super::*;

    const INSERT: &str = "INSERT INTO filler (content) VALUES (zeroblob(10000))";

    /// A writer on a database with a limited disk, and the file's folder.
    async fn writer() -> (Writer, SqliteConnectOptions, tempfile::TempDir) {
        let folder = tempfile::tempdir().expect("a folder");
        let url = format!("sqlite://{}", folder.path().join("test.db").display());
        let options = SqliteConnectOptions::from_str(&url).expect("an address");
        let options = options.create_if_missing(true).journal_mode(SqliteJournalMode::Wal).foreign_keys(true);
        let mut connection = options.connect().await.expect("opens");
        let tables = "CREATE TABLE filler (content BLOB);
                      CREATE TABLE parents (id INTEGER PRIMARY KEY);
                      CREATE TABLE children (parent INTEGER REFERENCES parents (id) DEFERRABLE INITIALLY DEFERRED);
                      PRAGMA max_page_count = 40";
        sqlx::raw_sql(tables).execute(&mut connection).await.expect("made");
        (Writer::start(connection, Box::new(|_| Box::pin(async { Ok(()) }))), options, folder)
    }

    async fn run(writer: &Writer, sql: &'static str) -> Result<()> {
        writer
            .run(move |connection| {
                Box::pin(async move {
                    sqlx::raw_sql(sql).execute(connection).await?;
                    Ok(())
                })
            })
            .await
    }

    async fn rows(options: &SqliteConnectOptions) -> i64 {
        let mut reader = options.connect().await.expect("opens");
        sqlx::query_scalar("SELECT count(*) FROM filler").fetch_one(&mut reader).await.expect("counted")
    }

    #[tokio::test]
    async fn after_a_full_disk_every_change_works_again_and_nothing_confirmed_is_missing() {
        let (writer, options, _folder) = writer().await;
        let mut confirmed = 0;
        while run(&writer, INSERT).await.is_ok() {
            confirmed += 1;
        }
        assert!(confirmed > 3, "{confirmed}");
        let together =
            tokio::join!(run(&writer, INSERT), run(&writer, "DELETE FROM parents"), run(&writer, INSERT));
        assert!(together.0.is_err() && together.2.is_err(), "{together:?}");
        assert_eq!(rows(&options).await, confirmed);
        run(&writer, "PRAGMA max_page_count = 4000").await.expect("there is room");
        run(&writer, INSERT).await.expect("and a change works");
        assert_eq!(rows(&options).await, confirmed + 1);
    }

    #[tokio::test]
    async fn a_commit_that_fails_takes_its_batch_along_and_leaves_nothing_open() {
        let (writer, options, _folder) = writer().await;
        let orphan = "INSERT INTO children (parent) VALUES (7)";
        let together = tokio::join!(run(&writer, INSERT), run(&writer, orphan));
        assert!(together.1.is_err(), "{together:?}");
        let confirmed = i64::from(together.0.is_ok());
        assert_eq!(rows(&options).await, confirmed);
        for _ in 0..3 {
            run(&writer, orphan).await.expect_err("the parent is missing");
            run(&writer, INSERT).await.expect("works");
        }
        assert_eq!(rows(&options).await, confirmed + 3);
    }
}
