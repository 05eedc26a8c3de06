//! Ways in: previews, imports, undoing them.

use countersign_authenticator::{ImportId, ImportRequest, KdfCost, PreviewId};
use tauri::State;
use zeroize::Zeroizing;

use crate::dto::{
    CommandError, ErrorCode, ImportChoice, ImportDone, ImportPreview, ImportView, TableColumns, TableView,
};
use crate::pictures;
use crate::shell::Shell;

/// Shows what files would bring, given in base64 (also as data URLs). The memory is what the person agreed to, the
/// columns are those of a table that nobody knows.
#[tauri::command]
#[specta::specta]
pub(crate) async fn preview_files(
    shell: State<'_, Shell>,
    files: Vec<String>,
    passphrase: Option<String>,
    agreed_memory_mib: Option<u32>,
    columns: Option<TableColumns>,
) -> Result<ImportPreview, CommandError> {
    let request = ImportRequest {
        passphrase: passphrase.map(Zeroizing::new),
        agreed_cost: agreed_memory_mib
            .map(|mib| KdfCost { memory_bytes: (u64::from(mib) + 1) << 20, work: u64::MAX }),
        mapping: columns.map(TryInto::try_into).transpose()?,
    };
    Ok(shell.core().preview_import(decoded(files)?, request).await?.into())
}

/// Shows the columns of the table among files that nobody knows; what could be a secret is cut short.
#[tauri::command]
#[specta::specta]
pub(crate) async fn look_at_table(
    shell: State<'_, Shell>,
    files: Vec<String>,
) -> Result<TableView, CommandError> {
    let unknown = || CommandError::new(ErrorCode::FileUnknown, "there is no table among the files");
    Ok(shell.core().look_at_table(&decoded(files)?).ok_or_else(unknown)?.into())
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

fn decoded(files: Vec<String>) -> Result<Vec<Zeroizing<Vec<u8>>>, CommandError> {
    files.into_iter().map(pictures::from_base64).collect()
}
