//! Backups: what leaves the vault, backups made by hand, automatic ones in a folder, and what is known of them.

mod automatic;
mod by_hand;
mod kept;
mod snapshot;

pub(crate) use kept::{Heard, Kept, KeptSheet, millis};
pub(crate) use snapshot::Snapshot;

use std::path::Path;
use std::sync::Arc;

use countersign_backup::{Files, SaveError, survey};
use tokio::sync::watch;

use crate::Authenticator;
use crate::error::Error;
use crate::guarded::Guarded;
use crate::moving::Move;
use crate::view::{BackupFile, BackupsView};

/// What is in memory about the ways out.
pub(crate) struct WaysOut {
    /// Two automatic backups at once would count each other; held while one is made.
    running: tokio::sync::Mutex<()>,
    /// Raised by one whenever the accounts have changed.
    pub(crate) changes: watch::Sender<u64>,
    /// The words of the recovery sheet that are asked now.
    pub(crate) sheet_check: Guarded<Option<countersign_backup::recovery::Check>>,
    /// The move to or from another device that is under way.
    pub(crate) moving: Guarded<Option<Move>>,
}

impl WaysOut {
    pub(crate) fn new() -> Self {
        Self {
            running: tokio::sync::Mutex::default(),
            changes: watch::Sender::new(0),
            sheet_check: Guarded::default(),
            moving: Guarded::default(),
        }
    }

    /// Drops what belongs to an open vault.
    pub(crate) fn clear(&self) {
        self.sheet_check.with(|check| *check = None);
        self.moving.with(|moving| *moving = None);
    }
}

impl Authenticator {
    /// What is known about backups: the folder, the last one, what is wrong, those made by hand.
    ///
    /// # Errors
    /// [`Error::Locked`] and those of the vault.
    pub async fn backups(&self) -> Result<BackupsView, Error> {
        let kept = self.kept().await?;
        let snapshot = self.snapshot().await?;
        let mark = countersign_backup::of_backup(&snapshot.backup);
        let (accounts, files) = (snapshot.backup.accounts.len(), self.files());
        blocking(move || kept.view(accounts, &mark, &*files)).await
    }

    /// The automatic backups that lie in the folder, the newest first, each opened just now.
    ///
    /// # Errors
    /// [`Error::NoBackupFolder`], [`Error::Backup`], [`Error::Locked`] and those of the vault.
    pub async fn look_into_backup_folder(&self) -> Result<Vec<BackupFile>, Error> {
        let kept = self.kept().await?;
        let folder = kept.folder.ok_or(Error::NoBackupFolder)?;
        let identity = self.own_identity().await?;
        let path = folder.path();
        let files = self.files();
        let found = blocking(move || survey(&*files, &path, &identity)).await??;
        let mut listed: Vec<_> = found.into_iter().map(BackupFile::from).collect();
        listed.sort_by_key(|file| std::cmp::Reverse(file.made_at));
        Ok(listed)
    }

    /// Where backups and exports are written.
    pub(crate) fn files(&self) -> Arc<dyn Files + Send + Sync> {
        Arc::clone(&self.inner.ports.files)
    }
}

/// Runs what takes long beside the tasks.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Error> {
    let ended = |_| Error::System(std::io::Error::other("the program is ending"));
    tokio::task::spawn_blocking(work).await.map_err(ended)
}

/// Paths are kept as texts, which every system that we run on has.
pub(crate) fn text_of(path: &Path) -> Result<String, SaveError> {
    path.to_str().map(str::to_owned).ok_or_else(|| SaveError::Io(std::io::ErrorKind::InvalidFilename.into()))
}
