//! What can go wrong with a key store, by what the caller does about it.

/// Why a key store gave no answer. Only [`NotFound`](Self::NotFound) means that there is no such
/// secret; every other variant means "not known".
#[derive(Debug, thiserror::Error)]
pub enum KeyStoreError {
    /// This system has no key store (a Linux session without Secret Service): a passphrase instead.
    #[error("this system has no key store")]
    NoStore(#[source] Source),
    /// The store is there and locked, or its unlock prompt was closed: ask again later.
    #[error("the key store is locked")]
    Locked(#[source] Source),
    /// The system refuses this program the access.
    #[error("the system refuses access to the key store")]
    Denied(#[source] Source),
    /// The store was read, and there is no secret of this name.
    #[error("the key store has no such secret")]
    NotFound,
    /// The store failed in another way.
    #[error("the key store failed")]
    Other(#[source] Source),
}

/// The back end's own account of a failure. Back ends make sure that it repeats no secret.
pub(crate) type Source = Box<dyn std::error::Error + Send + Sync>;
