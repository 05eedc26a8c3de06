//! Write, read back, open, compare: one operation, and only then "saved".

use std::path::{Path, PathBuf};

use crate::document::Backup;
use crate::error::{OpenError, SaveError};
use crate::files::Files;
use crate::key::Key;
use crate::reading;
use crate::seal::{Limits, open_text, seal_text};
use crate::writing;

/// The proof that a backup lies there and opens. Only the comparison makes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saved {
    /// Where it lies.
    pub path: PathBuf,
    /// How many accounts are in it.
    pub accounts: usize,
    /// How large the file is.
    pub bytes: usize,
}

/// Saves a backup under a name that no other file has: seals it, writes it beside its place, reads it back
/// from the disk, opens it, compares it, gives it its name, and reads it once more under that name.
///
/// # Errors
/// Any [`SaveError`]. Nothing is left then, and what lay there before still does.
pub fn save(files: &dyn Files, path: &Path, backup: &Backup, key: Key<'_>) -> Result<Saved, SaveError> {
    let text = writing::to_json(backup);
    let sealed = seal_text(&text, key);
    save_sealed(files, path, &text, &sealed, key, backup.accounts.len())
}

/// Saves a backup as [`save`] does, and lets it take the place of a file that has this name. That file goes only
/// when the new one is proven.
///
/// # Errors
/// Any [`SaveError`]. What lay there before still does then.
pub fn save_over(files: &dyn Files, path: &Path, backup: &Backup, key: Key<'_>) -> Result<Saved, SaveError> {
    let proven = beside(&beside(path));
    let _ = files.remove(&proven);
    let saved = save(files, &proven, backup, key)?;
    if let Err(error) = files.place_over(&proven, path) {
        let _ = files.remove(&proven);
        return Err(error.into());
    }
    Ok(Saved { path: path.into(), ..saved })
}

/// Writes another file as carefully: down to the disk, read back, readable by its owner only.
///
/// # Errors
/// Any [`SaveError`]; [`SaveError::AlreadyThere`] unless it may take the place of another file.
pub fn put(files: &dyn Files, path: &Path, bytes: &[u8], existing: Existing) -> Result<(), SaveError> {
    let part = beside(path);
    let _ = files.remove(&part);
    let place = || match existing {
        Existing::Keep => files.place_new(&part, path),
        Existing::Replace => files.place_over(&part, path),
    };
    let attempt = files.write_new(&part, bytes).map_err(SaveError::from).and_then(|()| {
        let found = files.read(&part, bytes.len())?;
        if found == bytes { Ok(place()?) } else { Err(SaveError::Different) }
    });
    if attempt.is_err() {
        let _ = files.remove(&part);
    }
    attempt
}

/// What happens to a file that has the chosen name already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Existing {
    /// It stays, and nothing is written.
    Keep,
    /// It goes, once the new one is proven: the person said so.
    Replace,
}

/// Opens a file as [`save`] does, for a backup that was made earlier.
///
/// # Errors
/// [`SaveError::Unreadable`] and those of the system.
pub fn verify(files: &dyn Files, path: &Path, key: Key<'_>, limits: Limits) -> Result<Saved, SaveError> {
    let sealed = files.read(path, limits.bytes)?;
    let reading = crate::seal::open(&sealed, key, limits).map_err(SaveError::Unreadable)?;
    if !reading.skipped.is_empty() {
        return Err(SaveError::Different);
    }
    Ok(Saved { path: path.into(), accounts: reading.backup.accounts.len(), bytes: sealed.len() })
}

pub(crate) fn save_sealed(
    files: &dyn Files,
    path: &Path,
    text: &[u8],
    sealed: &[u8],
    key: Key<'_>,
    accounts: usize,
) -> Result<Saved, SaveError> {
    let part = beside(path);
    // A part that an interrupted attempt left behind; it was never a backup.
    let _ = files.remove(&part);
    let attempt = write_and_compare(files, &part, text, sealed, key, accounts)
        .and_then(|()| files.place_new(&part, path).map_err(SaveError::from));
    if let Err(error) = attempt {
        let _ = files.remove(&part);
        return Err(error);
    }
    match files.read(path, sealed.len()) {
        Ok(found) if found == sealed => Ok(Saved { path: path.into(), accounts, bytes: sealed.len() }),
        unproven => {
            let _ = files.remove(path);
            Err(unproven.err().map_or(SaveError::Different, SaveError::from))
        }
    }
}

fn write_and_compare(
    files: &dyn Files,
    part: &Path,
    text: &[u8],
    sealed: &[u8],
    key: Key<'_>,
    accounts: usize,
) -> Result<(), SaveError> {
    files.write_new(part, sealed)?;
    let found = files.read(part, sealed.len())?;
    if found != sealed {
        return Err(SaveError::Different);
    }
    let work = match key {
        Key::Passphrase(passphrase) => passphrase.work.power(),
        Key::Identity(_) => 1,
    };
    let limits = Limits { bytes: usize::MAX >> 1, ..Limits::default() }.with_work(work);
    let opened = open_text(&found, key, limits).map_err(SaveError::Unreadable)?;
    let reading =
        reading::from_json(&opened).map_err(|error| SaveError::Unreadable(OpenError::Content(error)))?;
    let is_same = *opened == *text && reading.skipped.is_empty() && reading.backup.accounts.len() == accounts;
    if is_same { Ok(()) } else { Err(SaveError::Different) }
}

/// The file that has this name while it is written, if it is one.
pub(crate) fn name_of_part(name: &str) -> Option<&str> {
    name.strip_prefix('.')?.strip_suffix(".part")
}

/// Where a file is written before it has its name. Synchronizing programs leave such names alone.
pub(crate) fn beside(path: &Path) -> PathBuf {
    let mut name = std::ffi::OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(".part");
    path.with_file_name(name)
}
