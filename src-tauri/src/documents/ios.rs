//! iOS: single documents by the address that the system's dialog gave, and one folder, the app's own, which the Files
//! app shows under *On My iPhone*. Its path changes with updates, so it has an address that does not.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use countersign_authenticator::{Disk, Document, Documents, Files};
use tauri::{AppHandle, Manager, Runtime};

use super::{System, with_name};

const OWN_FOLDER: &str = "content://org.countersign.authenticator/tree/documents";

/// There is one folder to choose.
pub(crate) async fn choose_folder<R: Runtime>(_app: &AppHandle<R>) -> Option<PathBuf> {
    Some(with_name(OWN_FOLDER, "Countersign"))
}

/// The dialog exports a file that it has made empty in the app's own folder, where it is in the way.
pub(crate) async fn hold<R: Runtime>(
    app: &AppHandle<R>,
    address: &str,
    proposed_name: &str,
) -> Option<PathBuf> {
    if let Ok(folder) = app.path().document_dir() {
        let stub = folder.join(proposed_name);
        if fs::metadata(&stub).is_ok_and(|found| found.len() == 0) {
            let _ = fs::remove_file(stub);
        }
    }
    Some(with_name(address, proposed_name))
}

impl<R: Runtime> System<R> {
    fn own(&self, name: &str) -> io::Result<PathBuf> {
        self.0.path().document_dir().map(|folder| folder.join(name)).map_err(io::Error::other)
    }
}

impl<R: Runtime> Documents for System<R> {
    fn list(&self, _folder: &str) -> io::Result<Vec<String>> {
        let folder = self.own("")?;
        fs::create_dir_all(&folder)?;
        Ok(Disk.list(&folder)?.into_iter().map(|entry| entry.name).collect())
    }

    fn read(&self, document: Document<'_>, at_most: usize) -> io::Result<Vec<u8>> {
        match document {
            Document::Alone(address) => self.read_at(address, at_most),
            Document::In { name, .. } => Disk.read(&self.own(name)?, at_most),
        }
    }

    fn write(&self, document: Document<'_>, bytes: &[u8]) -> io::Result<()> {
        match document {
            Document::Alone(address) => self.write_at(address, bytes),
            Document::In { name, .. } => write_over(&self.own(name)?, bytes),
        }
    }

    fn remove(&self, document: Document<'_>) -> io::Result<()> {
        match document {
            Document::Alone(_) => Err(io::ErrorKind::Unsupported.into()),
            Document::In { name, .. } => Disk.remove(&self.own(name)?),
        }
    }

    /// Outside of its folder the app may not look.
    fn is_there(&self, document: Document<'_>) -> bool {
        match document {
            Document::Alone(_) => true,
            Document::In { name, .. } => self.own(name).is_ok_and(|path| path.is_file()),
        }
    }
}

fn write_over(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let part = path.with_added_extension("part");
    let _ = fs::remove_file(&part);
    Disk.write_new(&part, bytes)?;
    Disk.place_over(&part, path)
}
