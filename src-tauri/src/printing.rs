//! Pages for paper: the system's browser shows and prints them. They hold secrets, so they lie in a folder of this
//! person's alone for a few minutes, where the system has one in memory, and go at the latest with the app.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use tauri::{AppHandle, Manager, Runtime};
use tauri_plugin_opener::OpenerExt;
use zeroize::Zeroizing;

use crate::dto::{CommandError, ErrorCode};

const FOLDER: &str = "countersign-print";
/// Long enough to be opened; the browser keeps what it shows.
const LIFETIME: Duration = Duration::from_mins(3);

/// Opens the page in the system's browser.
pub(crate) async fn open<R: Runtime>(
    app: &AppHandle<R>,
    name: &str,
    page: Zeroizing<String>,
) -> Result<(), CommandError> {
    let folder = folder(app).ok_or_else(not_written)?;
    let path = folder.join(name);
    let file = path.clone();
    let writing = tauri::async_runtime::spawn_blocking(move || write(&file, &page));
    writing.await.map_err(|_| not_written())?.map_err(|_| not_written())?;
    tauri::async_runtime::spawn(async move {
        tokio::time::sleep(LIFETIME).await;
        let _ = fs::remove_dir_all(folder);
    });
    let will_not_open = |_| CommandError::new(ErrorCode::BrowserWillNotOpen, "the browser does not open");
    let address = format!("file://{}", path.display());
    tokio::task::block_in_place(|| app.opener().open_url(address, None::<&str>)).map_err(will_not_open)
}

/// Removes what is left of earlier pages.
pub(crate) fn clear<R: Runtime>(app: &AppHandle<R>) {
    if let Some(folder) = folder(app) {
        let _ = fs::remove_dir_all(folder);
    }
}

fn write(path: &std::path::Path, page: &str) -> std::io::Result<()> {
    let folder = path.parent().unwrap_or(path);
    let _ = fs::remove_dir_all(folder);
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)?;
    let mut options = fs::File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    std::io::Write::write_all(&mut options.open(path)?, page.as_bytes())
}

/// Linux has a folder in memory for this person alone.
fn folder<R: Runtime>(app: &AppHandle<R>) -> Option<PathBuf> {
    #[cfg(target_os = "linux")]
    let in_memory = app.path().runtime_dir().ok();
    #[cfg(not(target_os = "linux"))]
    let in_memory = None::<PathBuf>;
    in_memory.or_else(|| app.path().app_cache_dir().ok()).map(|folder| folder.join(FOLDER))
}

fn not_written() -> CommandError {
    CommandError::new(ErrorCode::FileNotWritten, "the file could not be written")
}
