//! Files that the person saves where they choose.

use std::fs::File;
use std::io::Write;
use std::path::PathBuf;

use tauri::{AppHandle, Runtime};
use tauri_plugin_dialog::{DialogExt, FilePath};
use zeroize::Zeroizing;

use crate::development::{Dialog, dialog_answer, dialogs_folder};
use crate::dto::{CommandError, ErrorCode, SavedFile};

/// Asks where to save a text and writes it there, readable by its owner only. Nothing if the person chooses nothing.
pub(crate) async fn save_text<R: Runtime>(
    app: &AppHandle<R>,
    proposed_name: String,
    text: Zeroizing<String>,
) -> Result<Option<SavedFile>, CommandError> {
    let Some(path) = ask_place(app, &proposed_name).await else { return Ok(None) };
    let saved = SavedFile { path: path.to_string() };
    let app = app.clone();
    let written = tauri::async_runtime::spawn_blocking(move || {
        let mut file = create(&app, path)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()
    });
    written.await.map_err(|_| not_written())?.map_err(|_| not_written())?;
    Ok(Some(saved))
}

/// Asks where a file shall be written. Nothing if the person chooses nothing.
pub(crate) async fn choose_place<R: Runtime>(
    app: &AppHandle<R>,
    proposed_name: &str,
) -> Result<Option<PathBuf>, CommandError> {
    let Some(path) = ask_place(app, proposed_name).await else { return Ok(None) };
    path.into_path().map(Some).map_err(|_| not_written())
}

async fn ask_place<R: Runtime>(app: &AppHandle<R>, proposed_name: &str) -> Option<FilePath> {
    if let Some(answers) = dialogs_folder() {
        return dialog_answer(&answers, Dialog::Save).map(FilePath::Path);
    }
    let (answer, chosen) = tokio::sync::oneshot::channel();
    app.dialog().file().set_file_name(proposed_name).save_file(move |path| {
        let _ = answer.send(path);
    });
    chosen.await.ok().flatten()
}

/// Asks for a folder. Nothing if the person chooses nothing.
#[cfg(desktop)]
pub(crate) async fn choose_folder<R: Runtime>(app: &AppHandle<R>) -> Option<PathBuf> {
    if let Some(answers) = dialogs_folder() {
        return dialog_answer(&answers, Dialog::Open);
    }
    let (answer, chosen) = tokio::sync::oneshot::channel();
    app.dialog().file().pick_folder(move |path| {
        let _ = answer.send(path);
    });
    chosen.await.ok().flatten()?.into_path().ok()
}

/// Phones give no folder to keep; there, backups are made by hand.
#[cfg(mobile)]
pub(crate) async fn choose_folder<R: Runtime>(_app: &AppHandle<R>) -> Option<PathBuf> {
    None
}

#[cfg(not(target_os = "android"))]
fn create<R: Runtime>(_app: &AppHandle<R>, path: FilePath) -> std::io::Result<File> {
    let mut options = File::options();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path.into_path().map_err(std::io::Error::other)?)?;
    // A file that was there keeps its rights otherwise. Not every file system has some to change.
    #[cfg(unix)]
    let _ = file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600));
    Ok(file)
}

/// What the person chose there is an address that only the system can open.
#[cfg(target_os = "android")]
fn create<R: Runtime>(app: &AppHandle<R>, path: FilePath) -> std::io::Result<File> {
    use tauri_plugin_fs::{FsExt, OpenOptions};

    let mut options = OpenOptions::new();
    options.write(true).truncate(true);
    app.fs().open(path, options)
}

fn not_written() -> CommandError {
    CommandError::new(ErrorCode::FileNotWritten, "the file could not be written")
}
