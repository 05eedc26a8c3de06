//! The folder for data: made for its owner alone, and only on a local disk.

use std::fs;
use std::fs::TryLockError;
use std::io;
use std::path::{Path, PathBuf};

const DATABASE: &str = "countersign.db";
const LOCK: &str = "server.lock";
const OPENING: &str = "opening.lock";

/// Why the folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum DataFolderError {
    /// It cannot be made or read.
    #[error("{folder}: cannot be made or read")]
    Io {
        /// The folder.
        folder: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// It lies on a network file system, where SQLite's locks are not to be trusted.
    #[error("{0} lies on a network file system: put `data` on a local disk")]
    Network(PathBuf),
    /// Another server serves from it: people who wait at one would not hear of answers at the other.
    #[error("another server serves from {0}: stop it first")]
    Taken(PathBuf),
}

/// Held by the server that serves from a folder, as long as it lives; the system lets go of it after a crash.
#[derive(Debug)]
pub struct Claim {
    _lock: fs::File,
}

/// Claims the folder for data for this server alone.
pub fn claim(folder: &Path) -> Result<Claim, DataFolderError> {
    let failed = |source| DataFolderError::Io { folder: folder.to_owned(), source };
    database_file(folder)?;
    let lock = lock_file(folder, LOCK).map_err(failed)?;
    match lock.try_lock() {
        Ok(()) => Ok(Claim { _lock: lock }),
        Err(TryLockError::WouldBlock) => Err(DataFolderError::Taken(folder.to_owned())),
        Err(TryLockError::Error(source)) => Err(failed(source)),
    }
}

/// Waits until nobody else opens this folder: two programs that find it new or old at the same moment, as `serve` and
/// `user add` may, must not both make its keys or migrate its database. The file that is given back holds the others
/// off for as long as it lives.
pub async fn open_alone(folder: &Path) -> Result<fs::File, DataFolderError> {
    let failed = |source| DataFolderError::Io { folder: folder.to_owned(), source };
    let lock = lock_file(folder, OPENING).map_err(failed)?;
    let waited = tokio::task::spawn_blocking(move || lock.lock().map(|()| lock)).await;
    waited.unwrap_or_else(|gone| Err(io::Error::other(gone))).map_err(failed)
}

fn lock_file(folder: &Path, name: &str) -> io::Result<fs::File> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(folder.join(name))
}

/// The database file in the folder for data, which is made if it is not there.
pub fn database_file(folder: &Path) -> Result<PathBuf, DataFolderError> {
    let failed = |source| DataFolderError::Io { folder: folder.to_owned(), source };
    if !folder.exists() {
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(folder).map_err(failed)?;
    }
    let mounts = fs::read_to_string("/proc/self/mounts").unwrap_or_default();
    if is_network(&mounts, &fs::canonicalize(folder).map_err(failed)?) {
        return Err(DataFolderError::Network(folder.to_owned()));
    }
    Ok(folder.join(DATABASE))
}

/// Whether a folder lies on NFS, SMB or the like, as Linux names the mount that it belongs to.
fn is_network(mounts: &str, folder: &Path) -> bool {
    let nearest = mounts
        .lines()
        .filter_map(|line| {
            let mut parts = line.split(' ').skip(1);
            let place = parts.next()?.replace("\\040", " ");
            let kind = parts.next()?;
            folder.starts_with(&place).then_some((place.len(), kind))
        })
        // A later mount over the same place hides the earlier one.
        .max_by_key(|(length, _)| *length);
    let remote = ["nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "ceph", "glusterfs", "afs"];
    nearest.is_some_and(|(_, kind)| remote.contains(&kind))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::is_network;

    #[test]
    fn the_nearest_mount_tells_a_network_file_system() {
        let mounts = "/dev/vda1 / ext4 rw 0 0\nhost:/x /srv/my\\040data nfs4 rw 0 0\n/dev/vdb /srv/my\\040data/ssd xfs rw 0 0\n";
        for (folder, expected) in [
            ("/var/lib", false),
            ("/srv/my data", true),
            ("/srv/my data/a/b", true),
            ("/srv/my data/ssd/a", false),
        ] {
            assert_eq!(is_network(mounts, Path::new(folder)), expected, "{folder}");
        }
    }
}
