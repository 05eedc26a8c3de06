//! Exports: what cannot go is shown first, then a file is written or a code is shown.

use countersign_authenticator::{Existing, ExportForm};
use tauri::{AppHandle, State};
use zeroize::Zeroizing;

use crate::dto::{CommandError, ExportCode, ExportFormat, ExportLosses, LeftFile};
use crate::files;
use crate::shell::{Shell, account};
use crate::words::Language;

/// What cannot go with a format, of all accounts or of one.
#[tauri::command]
#[specta::specta]
pub(crate) async fn export_losses(
    shell: State<'_, Shell>,
    format: ExportFormat,
    account_id: Option<String>,
) -> Result<ExportLosses, CommandError> {
    let only = account_id.as_deref().map(account).transpose()?;
    Ok(shell.core().export_losses(format.into(), only).await?.into())
}

/// Asks where to write an export and writes it there. Nothing if nothing was chosen, or if the format is no file.
#[tauri::command]
#[specta::specta]
pub(crate) async fn save_export(
    app: AppHandle,
    shell: State<'_, Shell>,
    format: ExportFormat,
    passphrase: Option<String>,
) -> Result<Option<LeftFile>, CommandError> {
    let form = match (format, passphrase.map(Zeroizing::new)) {
        (ExportFormat::OtpauthList, _) => ExportForm::OtpauthList,
        (ExportFormat::Aegis, None) => ExportForm::AegisPlain,
        (ExportFormat::Aegis, Some(passphrase)) => ExportForm::AegisEncrypted(passphrase),
        (ExportFormat::Sheet, _) => ExportForm::Sheet,
        (ExportFormat::GoogleMigration | ExportFormat::AccountQr, _) => return Ok(None),
    };
    let name = Language::of_system().export_file(format);
    let Some(path) = files::choose_place(&app, name).await? else { return Ok(None) };
    // The system asked before it gave the name of a file that is there.
    Ok(Some(shell.core().export_to(form, &path, Existing::Replace).await?.into()))
}

/// The codes by which Google Authenticator takes the accounts over.
#[tauri::command]
#[specta::specta]
pub(crate) async fn export_pages(shell: State<'_, Shell>) -> Result<Vec<ExportCode>, CommandError> {
    let pages = shell.core().export_pages().await?;
    let code = |page: countersign_authenticator::MigrationPage| ExportCode {
        svg: page.svg.to_string(),
        accounts: u32::try_from(page.accounts).unwrap_or(u32::MAX),
    };
    Ok(pages.into_iter().map(code).collect())
}

/// The code of one account.
#[tauri::command]
#[specta::specta]
pub(crate) async fn export_account(
    shell: State<'_, Shell>,
    account_id: String,
) -> Result<ExportCode, CommandError> {
    let code = shell.core().export_account(account(&account_id)?).await?;
    Ok(ExportCode { svg: code.svg.to_string(), accounts: 1 })
}
