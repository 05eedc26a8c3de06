//! Why an operation of the storage failed, as far as somebody can act on it.

use std::borrow::Cow;

use sqlx::error::DatabaseError;

/// Why an operation failed.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// The disk has no room or takes no writes: nothing was changed.
    #[error("the disk is full or takes no writes")]
    Full(#[source] sqlx::Error),
    /// The file is damaged or no database.
    #[error("the database is damaged; restore a backup")]
    Damaged(#[source] sqlx::Error),
    /// Another process holds the database.
    #[error("another process holds the database")]
    Locked(#[source] sqlx::Error),
    /// The database was sealed under another server key.
    #[error("the server key is not the one of this database: put its own key file back")]
    OtherKey,
    /// A stored value is not what this software writes.
    #[error("the value in {table}.{column} of {id} cannot be read")]
    Row {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
        /// Which row.
        id: String,
    },
    /// The writer has stopped because the server is stopping.
    #[error("the server is stopping")]
    Stopped,
    /// Anything else that the database says.
    #[error("the database refused")]
    Database(#[source] sqlx::Error),
    /// The log of what must not come back takes no lines; nothing was changed.
    #[error("the log beside the database cannot be written")]
    Log(#[source] std::io::Error),
    /// A migration failed.
    #[error("the database could not be brought up to date")]
    Migration(#[from] sqlx::migrate::MigrateError),
}

impl From<sqlx::Error> for StorageError {
    fn from(error: sqlx::Error) -> Self {
        let code = error.as_database_error().and_then(DatabaseError::code).map(Cow::into_owned);
        let code = code.as_deref().and_then(|code| code.parse::<u32>().ok()).unwrap_or_default();
        match (code & 0xff, code) {
            // SQLite's result codes: 13 full; failed writes, syncs, truncations and growths of the shared index.
            (13, _) | (_, 778 | 1034 | 1290 | 1546 | 4874) => Self::Full(error),
            // 11 corrupt, 26 not a database.
            (11 | 26, _) => Self::Damaged(error),
            // 5 busy, 6 locked.
            (5 | 6, _) => Self::Locked(error),
            _ => Self::Database(error),
        }
    }
}

impl StorageError {
    /// The same once more, for everybody whose operation went down with a transaction.
    pub(super) fn again(&self) -> Self {
        let told = || sqlx::Error::Protocol(self.to_string());
        match self {
            Self::Full(_) => Self::Full(told()),
            Self::Damaged(_) => Self::Damaged(told()),
            Self::Locked(_) => Self::Locked(told()),
            Self::Row { table, column, id } => Self::Row { table, column, id: id.clone() },
            Self::OtherKey => Self::OtherKey,
            Self::Stopped => Self::Stopped,
            Self::Log(error) => Self::Log(std::io::Error::new(error.kind(), error.to_string())),
            Self::Database(_) | Self::Migration(_) => Self::Database(told()),
        }
    }

    pub(super) fn row(table: &'static str, column: &'static str, id: impl std::fmt::Display) -> Self {
        Self::Row { table, column, id: id.to_string() }
    }
}
