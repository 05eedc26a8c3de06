//! Android: `BiometricsPlugin.kt` seals the secret by a key of the Keystore that each time wants a strong biometric.
//! The window cannot call it; only this file does.

use std::future::Future;
use std::pin::Pin;

use countersign_keystore::{BiometricKind, Biometrics, BiometricsAnswer, BiometricsError, StoredSecret};
use data_encoding::BASE64;
use serde::{Deserialize, Serialize};
use tauri::plugin::mobile::PluginInvokeError;
use tauri::plugin::{Builder, PluginHandle, TauriPlugin};
use tauri::{AppHandle, Manager, Runtime};
use zeroize::Zeroizing;

use crate::words::Language;

struct Native<R: Runtime>(PluginHandle<R>);

/// Registers the native half.
pub(crate) fn plugin<R: Runtime>() -> TauriPlugin<R> {
    Builder::new("biometrics")
        .setup(|app, api| {
            let handle = api.register_android_plugin("org.countersign.authenticator", "BiometricsPlugin")?;
            app.manage(Native(handle));
            Ok(())
        })
        .build()
}

/// The system's prompt.
pub(crate) struct Prompt<R: Runtime>(pub(crate) AppHandle<R>);

#[derive(Serialize)]
struct Words {
    title: &'static str,
    cancel: &'static str,
}

#[derive(Serialize)]
struct Keep {
    secret: Zeroizing<String>,
    title: &'static str,
    cancel: &'static str,
}

#[derive(Deserialize)]
struct Released {
    secret: Zeroizing<String>,
}

#[derive(Deserialize)]
struct Enrolled {
    kind: Option<Kind>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Fingerprint,
    Face,
    Either,
}

impl<R: Runtime> Prompt<R> {
    fn native(&self) -> PluginHandle<R> {
        self.0.state::<Native<R>>().0.clone()
    }
}

impl<R: Runtime> Biometrics for Prompt<R> {
    fn kind(&self) -> Pin<Box<dyn Future<Output = Option<BiometricKind>> + Send + '_>> {
        Box::pin(async {
            let enrolled = self.native().run_mobile_plugin_async::<Enrolled>("kind", ()).await.ok()?;
            enrolled.kind.map(|kind| match kind {
                Kind::Fingerprint => BiometricKind::Fingerprint,
                Kind::Face => BiometricKind::Face,
                Kind::Either => BiometricKind::Either,
            })
        })
    }

    fn keep<'a>(&'a self, secret: &'a StoredSecret) -> BiometricsAnswer<'a, ()> {
        Box::pin(async {
            let Words { title, cancel } = words();
            let secret = Zeroizing::new(BASE64.encode(secret.reveal()));
            let keep = Keep { secret, title, cancel };
            self.native().run_mobile_plugin_async("keep", keep).await.map_err(translate)
        })
    }

    fn release(&self) -> BiometricsAnswer<'_, StoredSecret> {
        Box::pin(async {
            let released: Released =
                self.native().run_mobile_plugin_async("release", words()).await.map_err(translate)?;
            let bytes = BASE64.decode(released.secret.as_bytes()).map_err(|_| BiometricsError::Changed)?;
            StoredSecret::new(bytes).map_err(|_| BiometricsError::Changed)
        })
    }

    fn forget(&self) -> BiometricsAnswer<'_, ()> {
        Box::pin(async { self.native().run_mobile_plugin_async("forget", ()).await.map_err(translate) })
    }
}

fn words() -> Words {
    let language = Language::of_system();
    Words { title: language.open_countersign(), cancel: language.cancel() }
}

/// The native half names what happened; anything else that it says stays here.
fn translate(error: PluginInvokeError) -> BiometricsError {
    let code = match &error {
        PluginInvokeError::InvokeRejected(response) => response.code.as_deref().unwrap_or_default(),
        _ => "",
    };
    match code {
        "absent" => BiometricsError::Absent,
        "canceled" => BiometricsError::Canceled,
        "refused" => BiometricsError::Refused,
        "changed" => BiometricsError::Changed,
        _ => BiometricsError::Other("the native half failed".into()),
    }
}
