//! `rescue.html`: one page that opens a backup in any browser, offline, without us.
//!
//! The page is made of `crates/backup/rescue/` by `npm run build:rescue` and committed under `assets/`; a test
//! proves that it is the one that its sources give.

use std::path::{Path, PathBuf};

use crate::error::SaveError;
use crate::files::Files;
use crate::save::beside;

/// The page.
pub const PAGE: &str = include_str!("../assets/rescue.html");
/// Its name in the folder of a backup.
pub const NAME: &str = "rescue.html";

/// What each version of the page has, and hardly any other page.
const TITLE: &[u8] = b"<title>Open a Countersign backup</title>";

/// Puts the page into a folder that is not ours alone, unless another file has its name there.
///
/// # Errors
/// [`SaveError::AlreadyThere`], and those of [`put_beside`].
pub fn put_beside_others(files: &dyn Files, folder: &Path) -> Result<PathBuf, SaveError> {
    match files.read(&folder.join(NAME), PAGE.len()) {
        Ok(found) if !found.windows(TITLE.len()).any(|window| window == TITLE) => {
            Err(SaveError::AlreadyThere)
        }
        Ok(_) | Err(_) => put_beside(files, folder),
    }
}

/// Puts the page into the folder, if it does not lie there already as it is.
///
/// # Errors
/// Those of the system, and [`SaveError::Different`] if it does not read back as it was written.
pub fn put_beside(files: &dyn Files, folder: &Path) -> Result<PathBuf, SaveError> {
    let path = folder.join(NAME);
    let is_there = |path: &Path| files.read(path, PAGE.len()).is_ok_and(|found| found == PAGE.as_bytes());
    if is_there(&path) {
        return Ok(path);
    }
    let part = beside(&path);
    let _ = files.remove(&part);
    let written = files.write_new(&part, PAGE.as_bytes()).and_then(|()| files.place_over(&part, &path));
    if let Err(error) = written {
        let _ = files.remove(&part);
        return Err(error.into());
    }
    if is_there(&path) { Ok(path) } else { Err(SaveError::Different) }
}
