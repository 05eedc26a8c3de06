//! What a person arranges around accounts, and the trash.

use tauri::State;
use zeroize::Zeroizing;

use crate::dto::{CommandError, TrashedView};
use crate::shell::{Shell, account};

/// Puts the account on top of the list, or back.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_pinned(
    shell: State<'_, Shell>,
    account_id: String,
    is_pinned: bool,
) -> Result<(), CommandError> {
    Ok(shell.core().set_pinned(account(&account_id)?, is_pinned).await?)
}

/// Puts the account into these groups and no other.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_groups(
    shell: State<'_, Shell>,
    account_id: String,
    groups: Vec<String>,
) -> Result<(), CommandError> {
    Ok(shell.core().set_groups(account(&account_id)?, &groups).await?)
}

/// Lists all groups.
#[tauri::command]
#[specta::specta]
pub(crate) async fn list_groups(shell: State<'_, Shell>) -> Result<Vec<String>, CommandError> {
    Ok(shell.core().groups().await?)
}

/// Puts the groups in this order.
#[tauri::command]
#[specta::specta]
pub(crate) async fn order_groups(shell: State<'_, Shell>, order: Vec<String>) -> Result<(), CommandError> {
    Ok(shell.core().order_groups(&order).await?)
}

/// Gives a group another name.
#[tauri::command]
#[specta::specta]
pub(crate) async fn rename_group(
    shell: State<'_, Shell>,
    from: String,
    to: String,
) -> Result<(), CommandError> {
    Ok(shell.core().rename_group(&from, &to).await?)
}

/// Takes a group away; its accounts stay.
#[tauri::command]
#[specta::specta]
pub(crate) async fn remove_group(shell: State<'_, Shell>, name: String) -> Result<(), CommandError> {
    Ok(shell.core().remove_group(&name).await?)
}

/// Writes the person's note on the account.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_note(
    shell: State<'_, Shell>,
    account_id: String,
    note: String,
) -> Result<(), CommandError> {
    Ok(shell.core().set_note(account(&account_id)?, Zeroizing::new(note)).await?)
}

/// Shows the person's note, on the account's own screen.
#[tauri::command]
#[specta::specta]
pub(crate) async fn show_note(shell: State<'_, Shell>, account_id: String) -> Result<String, CommandError> {
    Ok(shell.core().reveal_note(account(&account_id)?).await?.to_string())
}

/// Lists what is in the trash.
#[tauri::command]
#[specta::specta]
pub(crate) async fn list_trash(shell: State<'_, Shell>) -> Result<Vec<TrashedView>, CommandError> {
    Ok(shell.core().trash().await?.into_iter().map(TrashedView::from).collect())
}

/// Brings an account back from the trash.
#[tauri::command]
#[specta::specta]
pub(crate) async fn restore_from_trash(
    shell: State<'_, Shell>,
    account_id: String,
) -> Result<(), CommandError> {
    Ok(shell.core().restore_from_trash(account(&account_id)?).await?)
}

/// Erases an account in the trash for good.
#[tauri::command]
#[specta::specta]
pub(crate) async fn erase_from_trash(
    shell: State<'_, Shell>,
    account_id: String,
) -> Result<(), CommandError> {
    Ok(shell.core().erase_from_trash(account(&account_id)?).await?)
}
