//! The socket in the vault's own folder, for its owner only.

use std::fs::{Permissions, remove_file, set_permissions};
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixStream as BlockingStream;
use std::path::{Path, PathBuf};

use tokio::net::{UnixListener, UnixStream};

/// Where others are heard. Dropping it takes the socket away.
pub(super) struct Ear {
    listener: UnixListener,
    path: PathBuf,
}

impl Ear {
    /// Begins to listen, unless somebody else does.
    pub(super) fn open(vault: &Path) -> io::Result<Self> {
        let path = place(vault);
        let listener = match UnixListener::bind(&path) {
            // A shell that was killed leaves its socket behind.
            Err(error) if error.kind() == io::ErrorKind::AddrInUse && is_deaf(&path) => {
                remove_file(&path)?;
                UnixListener::bind(&path)?
            }
            bound => bound?,
        };
        let ear = Self { listener, path };
        set_permissions(&ear.path, Permissions::from_mode(0o600))?;
        Ok(ear)
    }

    /// The next one who wants something.
    pub(super) async fn next(&mut self) -> io::Result<UnixStream> {
        self.listener.accept().await.map(|(caller, _)| caller)
    }
}

impl Drop for Ear {
    fn drop(&mut self) {
        let _ = remove_file(&self.path);
    }
}

/// Reaches the shell that listens; nothing if there is none.
pub(super) async fn call(vault: &Path) -> io::Result<Option<UnixStream>> {
    match UnixStream::connect(place(vault)).await {
        Ok(other) => Ok(Some(other)),
        Err(error)
            if matches!(
                error.kind(),
                io::ErrorKind::NotFound | io::ErrorKind::NotADirectory | io::ErrorKind::ConnectionRefused
            ) =>
        {
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

fn place(vault: &Path) -> PathBuf {
    let mut path = vault.as_os_str().to_owned();
    path.push(".socket");
    path.into()
}

fn is_deaf(path: &Path) -> bool {
    BlockingStream::connect(path).is_err_and(|error| error.kind() == io::ErrorKind::ConnectionRefused)
}
