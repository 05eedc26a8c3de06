//! The vault as files: where they lie, and who may read them.

use std::fs::{File, OpenOptions};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::error::VaultError;

/// The path with something appended to its last component.
pub(crate) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// Whether there is a file at the path.
///
/// # Errors
/// [`VaultError::Io`] if the file system does not say.
pub(crate) fn exists(path: &Path) -> Result<bool, VaultError> {
    path.try_exists().map_err(VaultError::Io)
}

/// Makes the vault's folder, for nobody but its owner. One that is there stays as it is.
pub(crate) fn make_folder(vault: &Path) -> Result<(), VaultError> {
    let Some(folder) = vault.parent().filter(|folder| !folder.as_os_str().is_empty()) else {
        return Ok(());
    };
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(io)
}

/// Opens or makes a file that only its owner can read. SQLite gives its other files the same mode.
pub(crate) fn private_file(path: &Path) -> Result<File, VaultError> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map_err(io)
}

/// Takes everybody else's rights to the file away.
pub(crate) fn make_private(path: &Path) -> Result<(), VaultError> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(path).map_err(io)?.permissions().mode();
        if mode & 0o077 != 0 {
            std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).map_err(io)?;
        }
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

/// Gives a finished file its final name, durably.
pub(crate) fn put_in_place(finished: &Path, path: &Path) -> Result<(), VaultError> {
    File::open(finished).and_then(|file| file.sync_all()).map_err(io)?;
    std::fs::rename(finished, path).map_err(io)?;
    sync_folder(path)
}

/// Removes a file that may not be there.
pub(crate) fn remove(path: &Path) -> Result<(), VaultError> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(io(error)),
        _ => Ok(()),
    }
}

/// A write-ahead log without its database must not be played into a new one: it is set aside.
pub(crate) fn set_orphans_aside(path: &Path) -> Result<(), VaultError> {
    remove(&beside(path, "-shm"))?;
    match std::fs::rename(beside(path, "-wal"), beside(path, "-wal.orphan")) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(io(error)),
        _ => Ok(()),
    }
}

/// What belongs to a database: itself, its log, its journal.
const FILES: [&str; 3] = ["", "-wal", "-journal"];

/// Keeps the database's files under another name beside them, where nothing has that name. They stay where they are
/// too. The name it has now.
pub(crate) fn keep(path: &Path, suffix: &str) -> Result<PathBuf, VaultError> {
    for number in 1_u32.. {
        let name = if number == 1 { suffix.to_owned() } else { format!("{suffix}-{number}") };
        let kept = beside(path, &name);
        let mut is_taken = false;
        for each in FILES {
            is_taken |= exists(&beside(&kept, each))?;
        }
        if is_taken {
            continue;
        }
        for each in FILES.iter().rev() {
            keep_file(&beside(path, each), &beside(&kept, each))?;
        }
        sync_folder(path)?;
        return Ok(kept);
    }
    Err(io(ErrorKind::StorageFull.into()))
}

/// Removes the database's files, which are kept under another name.
pub(crate) fn remove_kept(path: &Path, rest: &[&str]) -> Result<(), VaultError> {
    for each in rest {
        remove(&beside(path, each))?;
    }
    sync_folder(path)
}

/// A second name costs no room; where the file system has none, a copy is made. A file that is not there is kept.
fn keep_file(path: &Path, kept: &Path) -> Result<(), VaultError> {
    match std::fs::hard_link(path, kept) {
        Ok(()) => return Ok(()),
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(_) => {}
    }
    let unfinished = beside(kept, ".new");
    remove(&unfinished)?;
    let mut from = File::open(path).map_err(io)?;
    std::io::copy(&mut from, &mut private_file(&unfinished)?).map_err(io)?;
    put_in_place(&unfinished, kept)
}

#[cfg(unix)]
fn sync_folder(path: &Path) -> Result<(), VaultError> {
    match path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        Some(folder) => File::open(folder).and_then(|folder| folder.sync_all()).map_err(io),
        None => Ok(()),
    }
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "the shape of the Unix twin; Windows has no such call")]
fn sync_folder(_path: &Path) -> Result<(), VaultError> {
    Ok(())
}

pub(crate) fn io(error: std::io::Error) -> VaultError {
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => VaultError::DiskFull,
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => VaultError::ReadOnly(error.into()),
        _ => VaultError::Io(error),
    }
}
