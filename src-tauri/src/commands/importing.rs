//! Ways in: previews, imports, undoing them.

use countersign_authenticator::{ImportId, ImportRequest, KdfCost, PreviewId};
use tauri::{AppHandle, State};
use zeroize::Zeroizing;

use crate::clipboard::{self, Content};
use crate::dto::{CommandError, ErrorCode, ImportChoice, ImportDone, ImportPreview, ImportView};
use crate::pictures;
use crate::shell::Shell;

/// Shows what files would bring, given in base64 (also as data URLs). The memory is what the person agreed to.
#[tauri::command]
#[specta::specta]
pub(crate) async fn preview_files(
    shell: State<'_, Shell>,
    files: Vec<String>,
    passphrase: Option<String>,
    agreed_memory_mib: Option<u32>,
) -> Result<ImportPreview, CommandError> {
    let decoded = files.into_iter().map(pictures::from_base64).collect::<Result<_, _>>()?;
    let request = ImportRequest {
        passphrase: passphrase.map(Zeroizing::new),
        agreed_cost: agreed_memory_mib
            .map(|mib| KdfCost { memory_bytes: (u64::from(mib) + 1) << 20, work: u64::MAX }),
        mapping: None,
    };
    Ok(shell.core().preview_import(decoded, request).await?.into())
}

/// Shows what a text would bring.
#[tauri::command]
#[specta::specta]
pub(crate) async fn preview_text(
    shell: State<'_, Shell>,
    text: String,
) -> Result<ImportPreview, CommandError> {
    Ok(shell.core().preview_texts(vec![Zeroizing::new(text)]).await?.into())
}

/// Shows what the clipboard would bring, a picture or a text.
#[tauri::command]
#[specta::specta]
pub(crate) async fn preview_clipboard(
    app: AppHandle,
    shell: State<'_, Shell>,
) -> Result<ImportPreview, CommandError> {
    let core = shell.core();
    let preview = match clipboard::read(&app).await? {
        Content::Picture(width, height, pixels) => core.preview_pixels(width, height, pixels).await?,
        Content::Text(text) => core.preview_texts(vec![text]).await?,
    };
    Ok(preview.into())
}

/// Brings the chosen entries in.
#[tauri::command]
#[specta::specta]
pub(crate) async fn confirm_import(
    shell: State<'_, Shell>,
    preview_id: String,
    choices: Vec<ImportChoice>,
) -> Result<ImportDone, CommandError> {
    let id: PreviewId = preview_id.parse()?;
    let choices: Vec<_> = choices.into_iter().map(Into::into).collect();
    Ok(shell.core().confirm_import(id, &choices).await?.into())
}

/// Drops a preview.
#[tauri::command]
#[specta::specta]
pub(crate) async fn cancel_import(shell: State<'_, Shell>, preview_id: String) -> Result<(), CommandError> {
    let id: PreviewId = preview_id.parse()?;
    Ok(shell.core().cancel_import(id)?)
}

/// Lists the imports that can still be undone.
#[tauri::command]
#[specta::specta]
pub(crate) async fn list_imports(shell: State<'_, Shell>) -> Result<Vec<ImportView>, CommandError> {
    Ok(shell.core().imports().await?.into_iter().map(ImportView::from).collect())
}

/// Takes an import back.
#[tauri::command]
#[specta::specta]
pub(crate) async fn undo_import(
    shell: State<'_, Shell>,
    import_id: String,
) -> Result<ImportView, CommandError> {
    let unknown = |_| CommandError::new(ErrorCode::ImportUnknown, "the text names no import");
    let id: ImportId = import_id.parse().map_err(unknown)?;
    Ok(shell.core().undo_import(id).await?.into())
}
