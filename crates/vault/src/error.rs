//! What can go wrong with a vault, by what the person or the caller does about it.

/// Why a vault could not be made, opened, read or changed. Nothing is ever overwritten on the way.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// There is no vault at the path.
    #[error("there is no vault here")]
    Missing,
    /// There is a vault at the path already, and it stays as it is.
    #[error("there is a vault here already")]
    AlreadyThere,
    /// The file, or a row that everything depends on, is damaged.
    #[error("the vault is damaged")]
    Damaged(#[source] Damage),
    /// A newer program wrote the file.
    #[error("the vault has format {found}, and this program knows formats up to {known}")]
    Newer {
        /// The file's format.
        found: u32,
        /// The newest format that this program knows.
        known: u32,
    },
    /// The key, passphrase or recovery key is not the one of this vault.
    #[error("this is not the key of the vault")]
    WrongKey,
    /// The vault has no slot for this kind of key.
    #[error("the vault cannot be opened in this way")]
    NoSuchSlot,
    /// Nothing but the recovery key would open the vault.
    #[error("nothing but the recovery key would be left to open the vault")]
    LastSlot,
    /// Another process has the vault open.
    #[error("another process has the vault open")]
    InUse,
    /// The vault lies on a network, where one has it open at a time, and somebody has.
    #[error("the vault lies on a network, and another program or device has it open")]
    InUseOnNetwork,
    /// Another program holds the database for longer than we wait.
    #[error("the database is locked by another program")]
    Busy,
    /// The disk is full. What was confirmed before is kept.
    #[error("the disk is full")]
    DiskFull,
    /// The file or its folder cannot be written.
    #[error("the vault cannot be written")]
    ReadOnly(#[source] Source),
    /// There is no such account.
    #[error("there is no such account in the vault")]
    NoSuchAccount,
    /// There is no such import that could still be undone.
    #[error("there is no such import that could be undone")]
    NoSuchImport,
    /// A content is larger than a row may be.
    #[error("the content is too large for the vault")]
    TooLarge,
    /// The file system failed.
    #[error("the vault's file or folder could not be used")]
    Io(#[source] std::io::Error),
    /// The database failed in another way.
    #[error("the vault's database failed")]
    Database(#[source] Source),
}

/// What exactly is damaged.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Damage {
    /// SQLite cannot make sense of the file.
    #[error("the file is no intact database: {0}")]
    File(String),
    /// The file has not the tables of a vault.
    #[error("the file is no vault")]
    NotAVault,
    /// A value cannot be what it should be.
    #[error("table {table}, column {column}, row {row}: not a valid value")]
    Column {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
        /// The row's id.
        row: String,
    },
    /// A sealed row does not open under the vault's key: changed, moved or cut.
    #[error("table {table}, row {row}: the seal is broken")]
    Seal {
        /// The table.
        table: &'static str,
        /// The row's id.
        row: String,
    },
    /// A row opens, but what is in it makes no sense to this program.
    #[error("table {table}, row {row}: the content is not readable")]
    Content {
        /// The table.
        table: &'static str,
        /// The row's id.
        row: String,
    },
}

/// A cause from below. It repeats nothing that is sealed.
pub(crate) type Source = Box<dyn std::error::Error + Send + Sync>;
