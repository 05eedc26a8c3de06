//! Backups: where automatic ones go, and those that the person makes.

use std::path::{Path, PathBuf};

use countersign_authenticator::{BackupFolder, BackupKey, Existing, Place};
use tauri::{AppHandle, State};
use zeroize::Zeroizing;

use crate::dto::{BackupAnswer, BackupsView, CommandError, LeftFile};
use crate::files;
use crate::shell::Shell;
use crate::words::Language;

/// What is known about backups.
#[tauri::command]
#[specta::specta]
pub(crate) async fn backups(shell: State<'_, Shell>) -> Result<BackupsView, CommandError> {
    Ok(shell.core().backups().await?.into())
}

/// Asks for the folder of automatic backups and makes the first one there. Whether one was chosen.
#[tauri::command]
#[specta::specta]
pub(crate) async fn choose_backup_folder(
    app: AppHandle,
    shell: State<'_, Shell>,
    is_elsewhere: bool,
) -> Result<bool, CommandError> {
    let Some(path) = files::choose_folder(&app).await else { return Ok(false) };
    let folder = BackupFolder { path, place: place(is_elsewhere) };
    shell.core().set_backup_folder(Some(folder)).await?;
    Ok(true)
}

/// The person's word on whether the folder is kept elsewhere, too; or that there are no automatic backups.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_backup_folder(
    shell: State<'_, Shell>,
    path: Option<String>,
    is_elsewhere: bool,
) -> Result<(), CommandError> {
    let folder = path.map(|path| BackupFolder { path: PathBuf::from(path), place: place(is_elsewhere) });
    Ok(shell.core().set_backup_folder(folder).await?)
}

/// Makes an automatic backup now.
#[tauri::command]
#[specta::specta]
pub(crate) async fn back_up_now(shell: State<'_, Shell>) -> Result<(), CommandError> {
    Ok(shell.core().back_up_now().await?)
}

/// The person's answer to a question about automatic backups.
#[tauri::command]
#[specta::specta]
pub(crate) async fn answer_backup_question(
    shell: State<'_, Shell>,
    answer: BackupAnswer,
) -> Result<(), CommandError> {
    Ok(shell.core().answer_backup_question(answer.into()).await?)
}

/// Asks where to save a backup that this passphrase opens, and saves it there. Nothing if nothing was chosen.
#[tauri::command]
#[specta::specta]
pub(crate) async fn save_backup(
    app: AppHandle,
    shell: State<'_, Shell>,
    passphrase: String,
    is_elsewhere: bool,
) -> Result<Option<LeftFile>, CommandError> {
    let passphrase = Zeroizing::new(passphrase);
    let name = Language::of_system().backup_file();
    let Some(path) = files::choose_place(&app, name).await? else { return Ok(None) };
    // The system asked before it gave the name of a file that is there.
    let saved = shell.core().back_up_to(&path, Existing::Replace, place(is_elsewhere), passphrase).await?;
    Ok(Some(saved.into()))
}

/// Opens a backup that was made by hand, as if everything were lost.
#[tauri::command]
#[specta::specta]
pub(crate) async fn check_backup(
    shell: State<'_, Shell>,
    path: String,
    passphrase: String,
) -> Result<LeftFile, CommandError> {
    let key = BackupKey::Passphrase(Zeroizing::new(passphrase));
    Ok(shell.core().check_backup(Path::new(&path), key).await?.into())
}

/// Forgets a backup that was made by hand; the file stays.
#[tauri::command]
#[specta::specta]
pub(crate) async fn forget_hand_backup(shell: State<'_, Shell>, path: String) -> Result<(), CommandError> {
    Ok(shell.core().forget_hand_backup(Path::new(&path)).await?)
}

fn place(is_elsewhere: bool) -> Place {
    if is_elsewhere { Place::Elsewhere } else { Place::ThisDevice }
}
