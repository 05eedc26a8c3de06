//! What phones have instead of paths: addresses of documents and folders, which only the system opens. To each one the
//! name that people read is appended after `#`.

#[cfg(target_os = "android")]
mod android;
#[cfg(target_os = "ios")]
mod ios;

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::PathBuf;

use tauri::{AppHandle, Runtime, Url};
use tauri_plugin_dialog::FilePath;
use tauri_plugin_fs::{FsExt, OpenOptions};

#[cfg(target_os = "android")]
pub(crate) use android::{choose_folder, hold, plugin};
#[cfg(target_os = "ios")]
pub(crate) use ios::{choose_folder, hold};

/// The system's documents.
pub(crate) struct System<R: Runtime>(AppHandle<R>);

impl<R: Runtime> System<R> {
    /// Of this app.
    pub(crate) fn new(app: AppHandle<R>) -> Self {
        Self(app)
    }

    fn open(&self, address: &str, options: OpenOptions) -> io::Result<File> {
        let url = Url::parse(without_name(address)).map_err(io::Error::other)?;
        self.0.fs().open(FilePath::Url(url), options)
    }

    fn read_at(&self, address: &str, at_most: usize) -> io::Result<Vec<u8>> {
        let mut options = OpenOptions::new();
        options.read(true);
        let mut bytes = Vec::new();
        self.open(address, options)?.take(at_most as u64 + 1).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    fn write_at(&self, address: &str, bytes: &[u8]) -> io::Result<()> {
        let mut options = OpenOptions::new();
        options.write(true).truncate(true);
        let mut file = self.open(address, options)?;
        file.write_all(bytes)?;
        // Where the other end is a program, as for a cloud's folder, there is nothing to flush.
        let _ = file.sync_all();
        Ok(())
    }
}

/// The address as the system knows it.
fn without_name(address: &str) -> &str {
    address.split_once('#').map_or(address, |(address, _)| address)
}

/// The address with the name that people read. Slashes would begin another name.
fn with_name(address: &str, name: &str) -> PathBuf {
    let name: String = name.chars().map(|sign| if matches!(sign, '/' | '#') { ' ' } else { sign }).collect();
    PathBuf::from(format!("{}#{name}", without_name(address)))
}
