//! The one writer. Operations wait in a queue; each is a savepoint, several share a transaction, and a reply goes
//! out only after the commit (docs/decisions/0002).

use futures_util::future::BoxFuture;
use sqlx::{Connection, SqliteConnection};
use tokio::sync::{mpsc, oneshot};

use super::{Result, StorageError};

const QUEUE: usize = 1024;
const BATCH: usize = 64;

type Job = Box<dyn for<'c> FnOnce(&'c mut SqliteConnection) -> BoxFuture<'c, Reply> + Send>;
type Reply = Box<dyn FnOnce(std::result::Result<(), String>) + Send>;

/// A handle on the writer. Cheap to clone; the writer ends when the last handle is gone.
#[derive(Clone)]
pub(super) struct Writer {
    jobs: mpsc::Sender<Job>,
}

impl Writer {
    /// Takes the one connection that writes.
    pub(super) fn start(connection: SqliteConnection) -> Self {
        let (jobs, queue) = mpsc::channel(QUEUE);
        tokio::spawn(work(connection, queue));
        Self { jobs }
    }

    /// Runs an operation as a savepoint; its result comes back once it is on the disk.
    pub(super) async fn run<T, F>(&self, operation: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c mut SqliteConnection) -> BoxFuture<'c, Result<T>> + Send + 'static,
    {
        let (send, receive) = oneshot::channel();
        let job: Job = Box::new(move |connection| {
            Box::pin(async move {
                let result = in_savepoint(connection, operation).await;
                let reply: Reply = Box::new(move |committed| {
                    let result = match committed {
                        Ok(()) => result,
                        Err(why) => result.and(Err(StorageError::Database(sqlx::Error::Protocol(why)))),
                    };
                    // Whoever asked may have gone; the operation stands all the same.
                    let _ = send.send(result);
                });
                reply
            })
        });
        self.jobs.send(job).await.map_err(|_| StorageError::Stopped)?;
        receive.await.map_err(|_| StorageError::Stopped)?
    }
}

async fn in_savepoint<T, F>(connection: &mut SqliteConnection, operation: F) -> Result<T>
where
    F: for<'c> FnOnce(&'c mut SqliteConnection) -> BoxFuture<'c, Result<T>>,
{
    sqlx::query("SAVEPOINT operation").execute(&mut *connection).await?;
    let result = operation(connection).await;
    let end = if result.is_ok() { "RELEASE operation" } else { "ROLLBACK TO operation" };
    sqlx::query(end).execute(&mut *connection).await?;
    if result.is_err() {
        sqlx::query("RELEASE operation").execute(&mut *connection).await?;
    }
    result
}

async fn work(mut connection: SqliteConnection, mut queue: mpsc::Receiver<Job>) {
    let mut jobs = Vec::with_capacity(BATCH);
    while queue.recv_many(&mut jobs, BATCH).await > 0 {
        let mut replies = Vec::with_capacity(jobs.len());
        let begun = sqlx::query("BEGIN IMMEDIATE").execute(&mut connection).await.map(|_| ());
        for job in jobs.drain(..) {
            replies.push(job(&mut connection).await);
        }
        let committed = match begun {
            Ok(()) => sqlx::query("COMMIT").execute(&mut connection).await.map(|_| ()),
            Err(error) => Err(error),
        };
        if committed.is_err() {
            // A failed commit may leave the transaction open; nothing of it may stay.
            let _ = sqlx::query("ROLLBACK").execute(&mut connection).await;
        }
        let committed = committed.map_err(|error| error.to_string());
        for reply in replies {
            reply(committed.clone());
        }
    }
    let _ = connection.close().await;
}
