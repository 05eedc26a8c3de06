//! What the core has to know about this device: where the vault lies, what servers call the device.

use std::path::{Path, PathBuf};
use std::time::Duration;

use countersign_authenticator::{
    CallbackWay, PaperLanguage, PassphraseCost, PlainHttp, Settings, Stay, WorkFactor,
};
use tauri::{AppHandle, Manager, Runtime};

use crate::{development, words};

/// The vault's file in the app's folder.
const VAULT: &str = "vault.db";

/// The settings of this device.
pub(crate) fn of_device<R: Runtime>(app: &AppHandle<R>) -> tauri::Result<Settings> {
    Ok(over(&data_folder(app)?, Stay::Resident))
}

/// The same over the vault in this folder.
pub(crate) fn over(folder: &Path, stay: Stay) -> Settings {
    Settings {
        vault: folder.join(VAULT),
        platform: std::env::consts::OS.to_owned(),
        device_name: device_name(),
        app: format!("countersign/{}", env!("CARGO_PKG_VERSION")),
        plain_http: if development::ON { PlainHttp::OnLoopback } else { PlainHttp::Refused },
        callback: if cfg!(mobile) { CallbackWay::DeepLink } else { CallbackWay::Loopback },
        passphrase_cost: PassphraseCost::default(),
        backup_work: WorkFactor::USUAL,
        backup_calm: Duration::from_secs(30),
        paper: PaperLanguage::of_tag(&words::locale()),
        stream_silence: Duration::from_secs(45),
        stay,
    }
}

/// A folder of this machine: the key store's half of the vault does not travel either.
fn data_folder<R: Runtime>(app: &AppHandle<R>) -> tauri::Result<PathBuf> {
    match development::data_folder() {
        Some(folder) => Ok(folder),
        None => app.path().app_local_data_dir(),
    }
}

/// The machine's own name without its domain. The core takes out what may not be in a name.
#[cfg(desktop)]
fn device_name() -> String {
    let name = gethostname::gethostname().to_string_lossy().into_owned();
    name.split('.').next().unwrap_or_default().to_owned()
}

/// Phones do not tell their names to apps.
#[cfg(mobile)]
fn device_name() -> String {
    if cfg!(target_os = "ios") { "iPhone".to_owned() } else { "Android phone".to_owned() }
}
