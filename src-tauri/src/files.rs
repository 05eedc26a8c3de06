//! Files that the person saves where they choose.

use std::path::PathBuf;
use std::sync::Arc;

use countersign_authenticator::{Error, Existing, Files, put};
use tauri::{AppHandle, Runtime};
use tauri_plugin_dialog::{DialogExt, FilePath};
use zeroize::Zeroizing;

use crate::development::{Dialog, dialog_answer, dialogs_folder};
use crate::dto::{CommandError, ErrorCode, SavedFile};

/// How files are written here. On phones only the system opens what the person chose.
#[cfg(desktop)]
pub(crate) fn of_device<R: Runtime>(_app: &AppHandle<R>) -> Arc<dyn Files + Send + Sync> {
    Arc::new(countersign_authenticator::Disk)
}

/// How files are written here. On phones only the system opens what the person chose.
#[cfg(mobile)]
pub(crate) fn of_device<R: Runtime>(app: &AppHandle<R>) -> Arc<dyn Files + Send + Sync> {
    let system = crate::documents::System::new(app.clone());
    Arc::new(countersign_authenticator::PhoneFiles::new(system))
}

/// Asks where to save a text and writes it there, readable by its owner only. Nothing if the person chooses nothing.
pub(crate) async fn save_text<R: Runtime>(
    app: &AppHandle<R>,
    proposed_name: &str,
    text: Zeroizing<String>,
) -> Result<Option<SavedFile>, CommandError> {
    match choose_place(app, proposed_name).await? {
        Some(path) => write_text(app, path, text).await.map(Some),
        None => Ok(None),
    }
}

/// Writes a text where the person chose, over what lies there: the system asked before it gave that name.
pub(crate) async fn write_text<R: Runtime>(
    app: &AppHandle<R>,
    path: PathBuf,
    text: Zeroizing<String>,
) -> Result<SavedFile, CommandError> {
    let saved = SavedFile { path: path.display().to_string() };
    let files = of_device(app);
    let writing = move || put(&*files, &path, text.as_bytes(), Existing::Replace);
    let written = tauri::async_runtime::spawn_blocking(writing).await.map_err(|_| not_written())?;
    written.map_err(Error::from)?;
    Ok(saved)
}

/// Asks where a file shall be written. Nothing if the person chooses nothing.
pub(crate) async fn choose_place<R: Runtime>(
    app: &AppHandle<R>,
    proposed_name: &str,
) -> Result<Option<PathBuf>, CommandError> {
    let Some(path) = ask_place(app, proposed_name).await else { return Ok(None) };
    #[cfg(mobile)]
    if let FilePath::Url(address) = &path {
        let held = crate::documents::hold(app, address.as_str(), proposed_name).await;
        return held.map(Some).ok_or_else(not_written);
    }
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

/// Asks for a folder. Nothing if the person chooses nothing.
#[cfg(mobile)]
pub(crate) async fn choose_folder<R: Runtime>(app: &AppHandle<R>) -> Option<PathBuf> {
    crate::documents::choose_folder(app).await
}

fn not_written() -> CommandError {
    CommandError::new(ErrorCode::FileNotWritten, "the file could not be written")
}
