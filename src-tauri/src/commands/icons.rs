//! Icons of accounts, and icon packs.

use tauri::State;

use crate::dto::{CommandError, IconChoice, IconPackAdded, IconPackView, PackIconView, PackMatch};
use crate::pictures;
use crate::shell::{Shell, account};

/// Gives an account the icon that the person chose.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_icon(
    shell: State<'_, Shell>,
    account_id: String,
    choice: IconChoice,
) -> Result<(), CommandError> {
    Ok(shell.core().set_icon(account(&account_id)?, choice.try_into()?).await?)
}

/// Installs an icon pack from its file, in base64 or as a data URL.
#[tauri::command]
#[specta::specta]
pub(crate) async fn add_icon_pack(
    shell: State<'_, Shell>,
    file: String,
) -> Result<IconPackAdded, CommandError> {
    Ok(shell.core().add_icon_pack(pictures::from_base64(file)?).await?.into())
}

/// Lists the installed packs.
#[tauri::command]
#[specta::specta]
pub(crate) async fn list_icon_packs(shell: State<'_, Shell>) -> Result<Vec<IconPackView>, CommandError> {
    Ok(shell.core().icon_packs().await?.into_iter().map(IconPackView::from).collect())
}

/// Removes a pack.
#[tauri::command]
#[specta::specta]
pub(crate) async fn remove_icon_pack(shell: State<'_, Shell>, pack_id: String) -> Result<(), CommandError> {
    Ok(shell.core().remove_icon_pack(&pack_id).await?)
}

/// The icons of packs that fit accounts by their services' names.
#[tauri::command]
#[specta::specta]
pub(crate) async fn icons_of_packs(shell: State<'_, Shell>) -> Result<Vec<PackMatch>, CommandError> {
    Ok(shell.core().icons_of_packs().await?.into_iter().map(PackMatch::from).collect())
}

/// Icons of the packs that fit what was typed.
#[tauri::command]
#[specta::specta]
pub(crate) async fn find_pack_icons(
    shell: State<'_, Shell>,
    typed: String,
) -> Result<Vec<PackIconView>, CommandError> {
    Ok(shell.core().find_pack_icons(&typed).await?.into_iter().map(PackIconView::from).collect())
}
