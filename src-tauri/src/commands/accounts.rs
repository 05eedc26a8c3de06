//! Accounts: the list, their names and order, their end.

use tauri::State;

use crate::dto::{AccountDetails, AccountView, CommandError, ManagedPage, RemoveOutcome};
use crate::shell::{Shell, account};

/// Lists the accounts in the person's order.
#[tauri::command]
#[specta::specta]
pub(crate) async fn list_accounts(shell: State<'_, Shell>) -> Result<Vec<AccountView>, CommandError> {
    Ok(shell.core().accounts().await?.into_iter().map(AccountView::from).collect())
}

/// Asks the server for the account's devices.
#[tauri::command]
#[specta::specta]
pub(crate) async fn account_details(
    shell: State<'_, Shell>,
    account_id: String,
) -> Result<AccountDetails, CommandError> {
    Ok(shell.core().account_details(account(&account_id)?).await?.into())
}

/// Gives the account other names on this device.
#[tauri::command]
#[specta::specta]
pub(crate) async fn rename_account(
    shell: State<'_, Shell>,
    account_id: String,
    service: String,
    user: String,
) -> Result<(), CommandError> {
    Ok(shell.core().rename_account(account(&account_id)?, &service, &user).await?)
}

/// Moves the account to another place in the list.
#[tauri::command]
#[specta::specta]
pub(crate) async fn move_account(
    shell: State<'_, Shell>,
    account_id: String,
    to_index: u32,
) -> Result<(), CommandError> {
    let to_index = usize::try_from(to_index).unwrap_or(usize::MAX);
    Ok(shell.core().move_account(account(&account_id)?, to_index).await?)
}

/// Removes the account, asking its server first.
#[tauri::command]
#[specta::specta]
pub(crate) async fn remove_account(
    shell: State<'_, Shell>,
    account_id: String,
) -> Result<RemoveOutcome, CommandError> {
    Ok(shell.core().remove_account(account(&account_id)?).await?.into())
}

/// Brings back an account that was removed a moment ago.
#[tauri::command]
#[specta::specta]
pub(crate) async fn undo_remove(shell: State<'_, Shell>, account_id: String) -> Result<(), CommandError> {
    Ok(shell.core().undo_remove(account(&account_id)?).await?)
}

/// Stops all sign-ins and changes of the account on its server.
#[tauri::command]
#[specta::specta]
pub(crate) async fn stop_sign_ins(shell: State<'_, Shell>, account_id: String) -> Result<(), CommandError> {
    Ok(shell.core().stop_sign_ins(account(&account_id)?).await?)
}

/// Lets sign-ins of the account go on.
#[tauri::command]
#[specta::specta]
pub(crate) async fn allow_sign_ins(shell: State<'_, Shell>, account_id: String) -> Result<(), CommandError> {
    Ok(shell.core().allow_sign_ins(account(&account_id)?).await?)
}

/// Renews the keys with which this device proves itself to the account's server.
#[tauri::command]
#[specta::specta]
pub(crate) async fn renew_device_keys(
    shell: State<'_, Shell>,
    account_id: String,
) -> Result<(), CommandError> {
    Ok(shell.core().renew_device_keys(account(&account_id)?).await?)
}

/// Gives this device another name at the account's server.
#[tauri::command]
#[specta::specta]
pub(crate) async fn rename_device(
    shell: State<'_, Shell>,
    account_id: String,
    name: String,
) -> Result<(), CommandError> {
    Ok(shell.core().rename_device(account(&account_id)?, &name).await?)
}

/// Drops the pairing with a server that is gone; the codes stay.
#[tauri::command]
#[specta::specta]
pub(crate) async fn forget_pairing(shell: State<'_, Shell>, account_id: String) -> Result<(), CommandError> {
    Ok(shell.core().forget_pairing(account(&account_id)?).await?)
}

/// The person knows that the server was restored from a backup: it is believed again.
#[tauri::command]
#[specta::specta]
pub(crate) async fn believe_server_again(
    shell: State<'_, Shell>,
    account_id: String,
) -> Result<(), CommandError> {
    Ok(shell.core().believe_server_again(account(&account_id)?).await?)
}

/// Opens a page of the account's server in the browser.
#[tauri::command]
#[specta::specta]
pub(crate) async fn open_manage_page(
    shell: State<'_, Shell>,
    account_id: String,
    page: ManagedPage,
) -> Result<(), CommandError> {
    Ok(shell.core().open_page(account(&account_id)?, page.into()).await?)
}
