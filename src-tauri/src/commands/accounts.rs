//! Accounts: the list, their names and order, their end.

use tauri::State;

use crate::dto::{AccountDetails, AccountView, CommandError, ManagedPage, RemoveOutcome};
use crate::shell::Shell;

/// Lists the accounts in the person's order.
#[tauri::command]
#[specta::specta]
pub async fn list_accounts(shell: State<'_, Shell>) -> Result<Vec<AccountView>, CommandError> {
    shell.unfinished()
}

/// Asks the server for the account's devices.
#[tauri::command]
#[specta::specta]
pub async fn account_details(
    shell: State<'_, Shell>,
    account_id: String,
) -> Result<AccountDetails, CommandError> {
    shell.unfinished()
}

/// Gives the account other names on this device.
#[tauri::command]
#[specta::specta]
pub async fn rename_account(
    shell: State<'_, Shell>,
    account_id: String,
    service: String,
    user: String,
) -> Result<(), CommandError> {
    shell.unfinished()
}

/// Moves the account to another place in the list.
#[tauri::command]
#[specta::specta]
pub async fn move_account(
    shell: State<'_, Shell>,
    account_id: String,
    to_index: u32,
) -> Result<(), CommandError> {
    shell.unfinished()
}

/// Removes the account, asking its server first.
#[tauri::command]
#[specta::specta]
pub async fn remove_account(
    shell: State<'_, Shell>,
    account_id: String,
) -> Result<RemoveOutcome, CommandError> {
    shell.unfinished()
}

/// Brings back an account that was removed a moment ago.
#[tauri::command]
#[specta::specta]
pub async fn undo_remove(shell: State<'_, Shell>, account_id: String) -> Result<(), CommandError> {
    shell.unfinished()
}

/// Drops the pairing with a server that is gone; the codes stay.
#[tauri::command]
#[specta::specta]
pub async fn forget_pairing(shell: State<'_, Shell>, account_id: String) -> Result<(), CommandError> {
    shell.unfinished()
}

/// Opens a page of the account's server in the browser.
#[tauri::command]
#[specta::specta]
pub async fn open_manage_page(
    shell: State<'_, Shell>,
    account_id: String,
    page: ManagedPage,
) -> Result<(), CommandError> {
    shell.unfinished()
}
