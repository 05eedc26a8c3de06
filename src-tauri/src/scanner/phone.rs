//! The phones' camera.

use serde::{Deserialize, Serialize};
use tauri::plugin::{Builder, PermissionState, PluginHandle, TauriPlugin};
use tauri::{AppHandle, Manager, Runtime};
// Linked for its native half; its Rust half offers no calls.
use tauri_plugin_barcode_scanner as _;
use zeroize::Zeroizing;

use crate::dto::{CommandError, ErrorCode};

#[cfg(target_os = "ios")]
tauri::ios_plugin_binding!(init_plugin_barcode_scanner);

struct Camera<R: Runtime>(PluginHandle<R>);

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Options {
    formats: [&'static str; 1],
    windowed: bool,
    camera_direction: &'static str,
}

#[derive(Deserialize)]
struct Scanned {
    content: String,
}

#[derive(Deserialize)]
struct Permission {
    camera: PermissionState,
}

/// Registers the native half.
pub(crate) fn plugin<R: Runtime>() -> TauriPlugin<R> {
    Builder::new("barcode-scanner")
        .setup(|app, api| {
            #[cfg(target_os = "android")]
            let handle = api.register_android_plugin("app.tauri.barcodescanner", "BarcodeScannerPlugin")?;
            #[cfg(target_os = "ios")]
            let handle = api.register_ios_plugin(init_plugin_barcode_scanner)?;
            app.manage(Camera(handle));
            Ok(())
        })
        .build()
}

/// Scans one QR code behind the page, asking for the camera if it was not allowed yet. Nothing if the person stops.
pub(crate) async fn scan<R: Runtime>(app: &AppHandle<R>) -> Result<Option<Zeroizing<String>>, CommandError> {
    let camera = app.state::<Camera<R>>();
    let permission: Permission =
        camera.0.run_mobile_plugin_async("requestPermissions", ()).await.map_err(|_| unavailable())?;
    if permission.camera != PermissionState::Granted {
        return Err(CommandError::new(ErrorCode::CameraDenied, "the camera is not allowed"));
    }
    let options = Options { formats: ["QR_CODE"], windowed: true, camera_direction: "back" };
    match camera.0.run_mobile_plugin_async::<Scanned>("scan", options).await {
        Ok(scanned) => Ok(Some(Zeroizing::new(scanned.content))),
        Err(error) if error.to_string().contains("cancelled") => Ok(None),
        Err(_) => Err(unavailable()),
    }
}

/// Stops a scan.
pub(crate) async fn stop<R: Runtime>(app: &AppHandle<R>) -> Result<(), CommandError> {
    app.state::<Camera<R>>().0.run_mobile_plugin_async("cancel", ()).await.map_err(|_| unavailable())
}

fn unavailable() -> CommandError {
    CommandError::new(ErrorCode::CameraUnavailable, "the camera does not answer")
}
