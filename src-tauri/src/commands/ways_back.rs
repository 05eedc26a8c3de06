//! The recovery sheet, and whether people can get back in.

use countersign_authenticator::SheetCheck;
use tauri::{AppHandle, State};
use zeroize::Zeroizing;

use crate::dto::{AskedWord, CommandError, GetBackInView, SheetView};
use crate::shell::Shell;
use crate::words::Language;
use crate::{files, printing};

/// What is known of the recovery sheet.
#[tauri::command]
#[specta::specta]
pub(crate) async fn recovery_sheet(shell: State<'_, Shell>) -> Result<SheetView, CommandError> {
    Ok(shell.core().recovery_sheet_state().await?.into())
}

/// Opens the recovery sheet in the system's browser, which prints it. Phones' browsers open no files of other apps:
/// there it is saved where the person chooses. Whether either was done.
#[tauri::command]
#[specta::specta]
pub(crate) async fn print_recovery_sheet(
    app: AppHandle,
    shell: State<'_, Shell>,
) -> Result<bool, CommandError> {
    let name = Language::of_system().recovery_sheet_file();
    if cfg!(mobile) {
        let Some(path) = files::choose_place(&app, name).await? else { return Ok(false) };
        let page = shell.core().make_recovery_sheet().await?;
        files::write_text(&app, path, page).await?;
    } else {
        let page = shell.core().make_recovery_sheet().await?;
        printing::open(&app, name, page).await?;
    }
    Ok(true)
}

/// Which words of the sheet are to be typed back.
#[tauri::command]
#[specta::specta]
pub(crate) async fn begin_sheet_check(shell: State<'_, Shell>) -> Result<Vec<AskedWord>, CommandError> {
    Ok(shell.core().begin_sheet_check().into_iter().map(AskedWord::from).collect())
}

/// Compares typed words with the sheet: nothing if they are right, else which one is not, counted from 0.
#[tauri::command]
#[specta::specta]
pub(crate) async fn check_sheet(
    shell: State<'_, Shell>,
    words: Vec<String>,
) -> Result<Option<u32>, CommandError> {
    let words: Vec<_> = words.into_iter().map(Zeroizing::new).collect();
    Ok(match shell.core().check_sheet(&words).await? {
        SheetCheck::Right => None,
        SheetCheck::Wrong { index } => Some(u32::try_from(index).unwrap_or(u32::MAX)),
    })
}

/// For each disaster whether people can get back in.
#[tauri::command]
#[specta::specta]
pub(crate) async fn get_back_in(shell: State<'_, Shell>) -> Result<GetBackInView, CommandError> {
    Ok(shell.core().get_back_in().await?.into())
}

/// Asks the servers for other devices and backup codes; what they say is in the next answer.
#[tauri::command]
#[specta::specta]
pub(crate) async fn ask_about_ways_back(shell: State<'_, Shell>) -> Result<(), CommandError> {
    Ok(shell.core().ask_about_ways_back().await?)
}
