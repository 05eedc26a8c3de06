//! From something read, typed or signed in to an account.

use countersign_authenticator::{PendingId, Picture};
use tauri::{AppHandle, State};
use zeroize::Zeroizing;

use crate::clipboard::{self, Content};
use crate::dto::{CommandError, FoundView, PendingStatus, PendingView, SetupKeyOptions};
use crate::shell::Shell;
use crate::{links, pictures, scanner, screens};

/// Reads a link, a QR code's text, an `otpauth` address, or any number of them.
#[tauri::command]
#[specta::specta]
pub(crate) async fn read_text(shell: State<'_, Shell>, text: String) -> Result<FoundView, CommandError> {
    Ok(shell.core().read_any_text(Zeroizing::new(text)).await?.into())
}

/// Reads the QR codes of a picture, given in base64 (also as a data URL).
#[tauri::command]
#[specta::specta]
pub(crate) async fn read_image(shell: State<'_, Shell>, image: String) -> Result<FoundView, CommandError> {
    let file = pictures::from_base64(image)?;
    Ok(shell.core().read_pictures(vec![Picture::File(file)]).await?.into())
}

/// Reads what the clipboard holds, a picture or a text.
#[tauri::command]
#[specta::specta]
pub(crate) async fn read_clipboard(
    app: AppHandle,
    shell: State<'_, Shell>,
) -> Result<FoundView, CommandError> {
    let core = shell.core();
    let found = match clipboard::read(&app).await? {
        Content::Picture(picture) => core.read_pictures(vec![picture]).await?,
        Content::Text(text) => core.read_any_text(text).await?,
    };
    Ok(found.into())
}

/// Looks for QR codes on the screens, without this window.
#[tauri::command]
#[specta::specta]
pub(crate) async fn read_screen(app: AppHandle, shell: State<'_, Shell>) -> Result<FoundView, CommandError> {
    let pictures = screens::take(&app).await?;
    Ok(shell.core().read_pictures(pictures).await?.into())
}

/// Gives the PIN that the codes of what was read need.
#[tauri::command]
#[specta::specta]
pub(crate) async fn give_pin(
    shell: State<'_, Shell>,
    pending_id: String,
    pin: String,
) -> Result<PendingView, CommandError> {
    let id: PendingId = pending_id.parse()?;
    Ok(shell.core().give_pin(id, &Zeroizing::new(pin))?.into())
}

/// Scans with the camera, asking for it only now; nothing if the person stops.
#[tauri::command]
#[specta::specta]
pub(crate) async fn scan_with_camera(
    app: AppHandle,
    shell: State<'_, Shell>,
) -> Result<Option<FoundView>, CommandError> {
    match scanner::scan(&app).await? {
        Some(text) => Ok(Some(shell.core().read_any_text(text).await?.into())),
        None => Ok(None),
    }
}

/// Stops the camera.
#[tauri::command]
#[specta::specta]
pub(crate) async fn cancel_scan(app: AppHandle) -> Result<(), CommandError> {
    scanner::stop(&app).await
}

/// Takes the setup code that a server's page shows.
#[tauri::command]
#[specta::specta]
pub(crate) async fn enter_setup_code(
    shell: State<'_, Shell>,
    server_address: String,
    user: String,
    setup_code: String,
) -> Result<PendingView, CommandError> {
    Ok(shell.core().enter_setup_code(&server_address, &user, &setup_code)?.into())
}

/// Takes another service's setup key.
#[tauri::command]
#[specta::specta]
pub(crate) async fn enter_setup_key(
    shell: State<'_, Shell>,
    service: String,
    user: String,
    key: String,
    options: SetupKeyOptions,
) -> Result<PendingView, CommandError> {
    Ok(shell.core().enter_setup_key(&service, &user, &key, options.try_into()?)?.into())
}

/// Begins a sign-in with the system's browser, as `user` where an account is linked again.
#[tauri::command]
#[specta::specta]
pub(crate) async fn log_in_from_this_device(
    shell: State<'_, Shell>,
    server_address: String,
    user: Option<String>,
) -> Result<PendingView, CommandError> {
    Ok(shell.core().log_in_from_this_device(&server_address, user.as_deref())?.into())
}

/// The person's word: go on with what was read.
#[tauri::command]
#[specta::specta]
pub(crate) async fn confirm_pending(
    shell: State<'_, Shell>,
    pending_id: String,
    device_name: Option<String>,
) -> Result<PendingStatus, CommandError> {
    let id: PendingId = pending_id.parse()?;
    Ok(shell.core().confirm_pending(id, device_name.as_deref()).await?.into())
}

/// Tells how far a linking is.
#[tauri::command]
#[specta::specta]
pub(crate) async fn pending_status(
    shell: State<'_, Shell>,
    pending_id: String,
) -> Result<PendingStatus, CommandError> {
    let id: PendingId = pending_id.parse()?;
    let status = PendingStatus::from(shell.core().pending_status(id)?);
    Ok(status.with_clock(&shell.core().notices()))
}

/// Drops what was read.
#[tauri::command]
#[specta::specta]
pub(crate) async fn cancel_pending(shell: State<'_, Shell>, pending_id: String) -> Result<(), CommandError> {
    let id: PendingId = pending_id.parse()?;
    Ok(shell.core().cancel_pending(id)?)
}

/// Gives out what links from outside have brought since the last time, each waiting for the person's word.
#[tauri::command]
#[specta::specta]
pub(crate) async fn received_links(app: AppHandle) -> Result<Vec<PendingView>, CommandError> {
    Ok(links::fetch(&app))
}
