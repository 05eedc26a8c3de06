//! Who has the vault open: any number of processes share it, and one has it alone to make it or bring it up.

use std::fs::{File, TryLockError};
use std::io::ErrorKind;
use std::path::Path;

use crate::error::VaultError;
use crate::file::{beside, io, private_file};
use crate::file_system::Sharing;

/// A part in the vault, or all of it, given back on drop.
///
/// It is a lock on a file of its own, because SQLite's locks on the database come and go.
#[derive(Debug)]
pub(crate) struct OpenerLock {
    _file: File,
}

impl OpenerLock {
    /// Takes the lock as it is held while the vault is open.
    ///
    /// # Errors
    /// [`VaultError::InUse`] if others hold what does not go together with it.
    pub(crate) fn take(vault: &Path, sharing: Sharing) -> Result<Self, VaultError> {
        match sharing {
            Sharing::Shared => Self::with(vault, File::try_lock_shared),
            Sharing::Alone => Self::alone(vault),
        }
    }

    /// Takes the lock so that nobody else has the vault open.
    ///
    /// # Errors
    /// [`VaultError::InUse`] if another process, or another part of this one, has it open.
    pub(crate) fn alone(vault: &Path) -> Result<Self, VaultError> {
        Self::with(vault, File::try_lock)
    }

    fn with(vault: &Path, lock: fn(&File) -> Result<(), TryLockError>) -> Result<Self, VaultError> {
        let file = private_file(&beside(vault, ".lock"))?;
        match lock(&file) {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => Err(VaultError::InUse),
            // Android has no such locks, and one process for each app.
            Err(TryLockError::Error(error)) if error.kind() == ErrorKind::Unsupported => {
                Ok(Self { _file: file })
            }
            Err(TryLockError::Error(error)) => Err(io(error)),
        }
    }
}
