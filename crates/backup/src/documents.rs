//! Files on phones. What a person chooses there has no path but an address that only the system opens: one document,
//! or a folder of them. Nothing can be renamed over something else there, so a file waits in memory until it is
//! whole, is written at once, and counts only after it was read back and compared.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use zeroize::Zeroizing;

use crate::files::{Disk, Entry, Files};
use crate::save::name_of_part;

/// Larger documents are not put back when their replacement fails.
const KEPT_AT_MOST: usize = 64 * 1024 * 1024;

/// A document as the system finds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Document<'a> {
    /// One that the person chose by itself, by its address.
    Alone(&'a str),
    /// One of a folder that the person chose.
    In {
        /// The folder's address.
        folder: &'a str,
        /// The document's name.
        name: &'a str,
    },
}

/// What a phone's system does with documents. Every call may take a while.
pub trait Documents: Send + Sync {
    /// The names of the documents in a folder.
    ///
    /// # Errors
    /// Those of the system; a folder that is not there (any more) is [`io::ErrorKind::NotFound`].
    fn list(&self, folder: &str) -> io::Result<Vec<String>>;

    /// Reads a document of at most this many bytes, and one more if it is longer.
    ///
    /// # Errors
    /// Those of the system.
    fn read(&self, document: Document<'_>, at_most: usize) -> io::Result<Vec<u8>>;

    /// Writes a document over whatever it holds; in a folder, one that is not there is made.
    ///
    /// # Errors
    /// Those of the system. A part of it may be written then.
    fn write(&self, document: Document<'_>, bytes: &[u8]) -> io::Result<()>;

    /// Removes a document.
    ///
    /// # Errors
    /// Those of the system.
    fn remove(&self, document: Document<'_>) -> io::Result<()>;

    /// Whether a document is there, as far as the system tells: where it does not, yes.
    fn is_there(&self, document: Document<'_>) -> bool;
}

/// What people read of where something lies. To an address, the shell appends `#` and the name that the system shows.
pub fn shown_place(path: &str) -> &str {
    match path.rsplit_once('#') {
        Some((_, name)) if is_address(Path::new(path)) => name,
        _ => path,
    }
}

/// Whether a path is such an address.
fn is_address(path: &Path) -> bool {
    path.to_str().is_some_and(|text| text.starts_with("content://") || text.starts_with("file://"))
}

/// The files of a phone: documents by their addresses, the app's own by their paths.
#[derive(Debug)]
pub struct PhoneFiles<D> {
    documents: D,
    /// What is written and has no name yet.
    waiting: Mutex<BTreeMap<PathBuf, Zeroizing<Vec<u8>>>>,
}

impl<D: Documents> PhoneFiles<D> {
    /// Over what the system does.
    pub fn new(documents: D) -> Self {
        Self { documents, waiting: Mutex::default() }
    }

    fn waiting<T>(&self, act: impl FnOnce(&mut BTreeMap<PathBuf, Zeroizing<Vec<u8>>>) -> T) -> T {
        act(&mut self.waiting.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Writes what waits, or gives it another name to wait under.
    fn place(&self, from: &Path, to: &Path) -> io::Result<()> {
        let bytes = self.waiting(|waiting| waiting.remove(from)).ok_or(io::ErrorKind::NotFound)?;
        if is_part(to) {
            self.waiting(|waiting| waiting.insert(to.into(), bytes));
            return Ok(());
        }
        let document = document(to)?;
        let before = self.documents.is_there(document).then(|| self.documents.read(document, KEPT_AT_MOST));
        let written = self.documents.write(document, &bytes).and_then(|()| self.compare(document, &bytes));
        if written.is_err() {
            // As far as the system lets us, what lay there before does so again.
            let _ = match before {
                Some(Ok(before)) if before.len() <= KEPT_AT_MOST => self.documents.write(document, &before),
                Some(_) => Ok(()),
                None => self.documents.remove(document),
            };
            self.waiting(|waiting| waiting.insert(from.into(), bytes));
        }
        written
    }

    fn compare(&self, document: Document<'_>, bytes: &[u8]) -> io::Result<()> {
        let found = self.documents.read(document, bytes.len())?;
        if found == bytes { Ok(()) } else { Err(io::Error::other("what was read back is something else")) }
    }
}

impl<D: Documents> Files for PhoneFiles<D> {
    fn list(&self, folder: &Path) -> io::Result<Vec<Entry>> {
        if !is_address(folder) {
            return Disk.list(folder);
        }
        let mut names = self.documents.list(text(folder)?)?;
        names.sort();
        Ok(names.into_iter().map(|name| Entry { name }).collect())
    }

    fn read(&self, path: &Path, at_most: usize) -> io::Result<Vec<u8>> {
        let limit = at_most.saturating_add(1);
        let waiting = self.waiting(|waiting| {
            waiting.get(path).map(|bytes| bytes.iter().take(limit).copied().collect::<Vec<_>>())
        });
        match waiting {
            Some(bytes) => Ok(bytes),
            None if is_address(path) => self.documents.read(document(path)?, at_most),
            None => Disk.read(path, at_most),
        }
    }

    fn write_new(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        if !is_address(path) {
            return Disk.write_new(path, bytes);
        }
        if self.is_there(path) {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        let bytes = Zeroizing::new(bytes.to_vec());
        self.waiting(|waiting| waiting.insert(path.into(), bytes));
        Ok(())
    }

    fn place_new(&self, from: &Path, to: &Path) -> io::Result<()> {
        if !is_address(to) {
            return Disk.place_new(from, to);
        }
        if self.is_there(to) {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        self.place(from, to)
    }

    fn place_over(&self, from: &Path, to: &Path) -> io::Result<()> {
        if is_address(to) { self.place(from, to) } else { Disk.place_over(from, to) }
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        let was_waiting = self.waiting(|waiting| waiting.remove(path).is_some());
        if was_waiting || (is_address(path) && is_part(path)) {
            return Ok(());
        }
        if is_address(path) { self.documents.remove(document(path)?) } else { Disk.remove(path) }
    }

    fn is_there(&self, path: &Path) -> bool {
        if !is_address(path) {
            return Disk.is_there(path);
        }
        if is_part(path) {
            return self.waiting(|waiting| waiting.contains_key(path));
        }
        document(path).is_ok_and(|document| self.documents.is_there(document))
    }
}

/// Parts never reach the system.
fn is_part(path: &Path) -> bool {
    path.file_name().and_then(|name| name.to_str()).and_then(name_of_part).is_some()
}

/// `content://authority/tree/folder` is a folder, `content://authority/tree/folder/name` a document in it; neither
/// name has slashes. Any other address is that of one document.
fn document(path: &Path) -> io::Result<Document<'_>> {
    let address = text(path)?;
    let mut parts = address.splitn(6, '/');
    let (scheme, kind) = (parts.next(), parts.nth(2));
    match (scheme, kind, parts.next(), parts.next()) {
        (Some("content:"), Some("tree"), Some(_), Some(name)) if !name.contains('/') => {
            Ok(Document::In { folder: &address[..address.len() - name.len() - 1], name })
        }
        _ => Ok(Document::Alone(address)),
    }
}

fn text(path: &Path) -> io::Result<&str> {
    path.to_str().ok_or_else(|| io::ErrorKind::InvalidFilename.into())
}
