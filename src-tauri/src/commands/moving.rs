//! Moving everything to a new device: what the old one does, and what the new one does.

use countersign_authenticator::{Existing, MoveSource};
use tauri::{AppHandle, State};
use tauri_plugin_clipboard_manager::ClipboardExt;
use zeroize::Zeroizing;

use crate::clipboard::{self, Content};
use crate::dto::{
    CommandError, ErrorCode, LeftFile, MoveArrival, MoveCode, MoveGiven, MoveGreeting, MoveParts,
};
use crate::shell::Shell;
use crate::words::Language;
use crate::{files, pictures, scanner};

/// On the old device: reads the new one's invitation. Nothing if the person stops the camera.
#[tauri::command]
#[specta::specta]
pub(crate) async fn begin_sending(
    app: AppHandle,
    shell: State<'_, Shell>,
    given: MoveGiven,
) -> Result<Option<MoveGreeting>, CommandError> {
    let Some(invitation) = source(&app, given).await? else { return Ok(None) };
    Ok(Some(shell.core().begin_sending(invitation).await?.into()))
}

/// On the old device: both numbers are the same. Everything is sealed for the new device.
#[tauri::command]
#[specta::specta]
pub(crate) async fn confirm_sending(shell: State<'_, Shell>) -> Result<MoveParts, CommandError> {
    Ok(shell.core().confirm_sending().await?.into())
}

/// On the old device: one of the codes, counted from 0.
#[tauri::command]
#[specta::specta]
pub(crate) async fn move_part(shell: State<'_, Shell>, index: u32) -> Result<MoveCode, CommandError> {
    let index = usize::try_from(index).unwrap_or(usize::MAX);
    Ok(shell.core().move_part(index)?.into())
}

/// On the old device: asks where to save the same as one file. Nothing if nothing was chosen.
#[tauri::command]
#[specta::specta]
pub(crate) async fn save_move(
    app: AppHandle,
    shell: State<'_, Shell>,
) -> Result<Option<LeftFile>, CommandError> {
    let name = Language::of_system().move_file();
    let Some(path) = files::choose_place(&app, name).await? else { return Ok(None) };
    // The system asked before it gave the name of a file that is there.
    Ok(Some(shell.core().save_move(&path, Existing::Replace).await?.into()))
}

/// On the new device: makes a key for this move. The invitation is for the old device to read.
#[tauri::command]
#[specta::specta]
pub(crate) async fn begin_receiving(shell: State<'_, Shell>) -> Result<MoveCode, CommandError> {
    Ok(shell.core().begin_receiving()?.into())
}

/// On the new device: reads the old one's greeting. The number to compare; nothing if the person stops the camera.
#[tauri::command]
#[specta::specta]
pub(crate) async fn hear_greeting(
    app: AppHandle,
    shell: State<'_, Shell>,
    given: MoveGiven,
) -> Result<Option<String>, CommandError> {
    let Some(greeting) = source(&app, given).await? else { return Ok(None) };
    Ok(Some(shell.core().hear_greeting(greeting).await?))
}

/// On the new device: takes codes of the old one, or its file. Nothing if the person stops the camera.
#[tauri::command]
#[specta::specta]
pub(crate) async fn take_move(
    app: AppHandle,
    shell: State<'_, Shell>,
    given: MoveGiven,
) -> Result<Option<MoveArrival>, CommandError> {
    let Some(given) = source(&app, given).await? else { return Ok(None) };
    Ok(Some(shell.core().take_move(given).await?.into()))
}

/// Ends the move on whatever side this is; its keys are gone then.
#[tauri::command]
#[specta::specta]
pub(crate) async fn end_move(shell: State<'_, Shell>) -> Result<(), CommandError> {
    shell.core().end_move();
    Ok(())
}

/// Copies an invitation or a greeting, which are no secrets, for the other device.
#[tauri::command]
#[specta::specta]
pub(crate) async fn copy_move_code(app: AppHandle, text: String) -> Result<(), CommandError> {
    let unavailable = |_| CommandError::new(ErrorCode::ClipboardUnavailable, "the clipboard does not answer");
    app.clipboard().write_text(text).map_err(unavailable)
}

/// What the person gives; nothing if they stop the camera.
async fn source(app: &AppHandle, given: MoveGiven) -> Result<Option<MoveSource>, CommandError> {
    Ok(Some(match given {
        MoveGiven::Text { text } => MoveSource::Text(Zeroizing::new(text)),
        MoveGiven::File { file } => MoveSource::File(pictures::from_base64(file)?),
        MoveGiven::Clipboard => match clipboard::read(app).await? {
            Content::Picture(picture) => MoveSource::Picture(picture),
            Content::Text(text) => MoveSource::Text(text),
        },
        MoveGiven::Camera => return Ok(scanner::scan(app).await?.map(MoveSource::Text)),
    }))
}
