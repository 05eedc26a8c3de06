//! The few things done with files, so that tests can let each of them fail.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::Path;

/// A file in a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its name, without the folder.
    pub name: String,
}

/// A file system.
pub trait Files {
    /// The files of a folder whose names are texts, sorted by name.
    ///
    /// # Errors
    /// Those of the system; a folder that is not there is an error, not an empty folder.
    fn list(&self, folder: &Path) -> io::Result<Vec<Entry>>;

    /// Reads a file of at most this many bytes, and one more if it is longer.
    ///
    /// # Errors
    /// Those of the system.
    fn read(&self, path: &Path, at_most: usize) -> io::Result<Vec<u8>>;

    /// Writes a new file, readable by its owner only, down to the disk.
    ///
    /// # Errors
    /// Those of the system. A part of the file may be left.
    fn write_new(&self, path: &Path, bytes: &[u8]) -> io::Result<()>;

    /// Gives a file its final name, which no other file may have, down to the disk.
    ///
    /// # Errors
    /// Those of the system.
    fn place_new(&self, from: &Path, to: &Path) -> io::Result<()>;

    /// Gives a file its final name, and takes it from any other, down to the disk.
    ///
    /// # Errors
    /// Those of the system.
    fn place_over(&self, from: &Path, to: &Path) -> io::Result<()>;

    /// Removes a file.
    ///
    /// # Errors
    /// Those of the system.
    fn remove(&self, path: &Path) -> io::Result<()>;

    /// Whether a file is there, as far as the system tells.
    fn is_there(&self, path: &Path) -> bool;
}

/// The real file system.
#[derive(Debug, Clone, Copy, Default)]
pub struct Disk;

impl Files for Disk {
    fn list(&self, folder: &Path) -> io::Result<Vec<Entry>> {
        let mut entries = Vec::new();
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            if !entry.file_type()?.is_dir() {
                entries.extend(entry.file_name().into_string().ok().map(|name| Entry { name }));
            }
        }
        entries.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(entries)
    }

    fn read(&self, path: &Path, at_most: usize) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        File::open(path)?.take(at_most as u64 + 1).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    fn write_new(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(path)?;
        file.write_all(bytes)?;
        file.sync_all()
    }

    fn place_new(&self, from: &Path, to: &Path) -> io::Result<()> {
        if to.try_exists()? {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        self.place_over(from, to)
    }

    fn place_over(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)?;
        sync_folder_of(to);
        Ok(())
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    fn is_there(&self, path: &Path) -> bool {
        path.is_file()
    }
}

/// Not every system and file system can do this; the file itself is on the disk already.
fn sync_folder_of(path: &Path) {
    if let Some(folder) = path.parent() {
        let _ = File::open(folder).and_then(|folder| folder.sync_all());
    }
}
