//! Android: `PushPlugin.kt` asks the push service for addresses and hands on what comes while the app runs. The window
//! cannot call it.

use std::future::Future;
use std::pin::Pin;

use countersign_authenticator::{Authenticator, PushDistributor, PushSubscription, VapidKey, Wakener};
use data_encoding::BASE64;
use serde::{Deserialize, Serialize};
use tauri::ipc::{Channel, InvokeResponseBody};
use tauri::plugin::{Builder, PluginHandle, TauriPlugin};
use tauri::{AppHandle, Manager, Runtime};

struct Native<R: Runtime>(PluginHandle<R>);

/// Registers the native half.
pub(crate) fn plugin<R: Runtime>() -> TauriPlugin<R> {
    Builder::new("push")
        .setup(|app, api| {
            let handle = api.register_android_plugin("org.countersign.authenticator", "PushPlugin")?;
            app.manage(Native(handle));
            Ok(())
        })
        .build()
}

/// What the native half tells. Each member is there when it is meant.
#[derive(Deserialize)]
struct Heard {
    /// The server that an address is for.
    server: Option<String>,
    /// The address; without one it holds no more.
    address: Option<PushSubscription>,
    /// A message that was opened, in base64.
    message: Option<String>,
}

#[derive(Serialize)]
struct Listen {
    channel: Channel,
}

/// Hands on what comes, from now on; first the addresses that are known already.
pub(crate) async fn listen<R: Runtime>(app: AppHandle<R>, core: Authenticator) {
    let channel = Channel::new(move |body| {
        // What is not understood is not repeated anywhere: addresses are capabilities.
        if let InvokeResponseBody::Json(json) = body
            && let Ok(heard) = serde_json::from_str(&json)
        {
            hand_on(&core, heard);
        }
        Ok(())
    });
    let native = app.state::<Native<R>>().0.clone();
    // Without it questions still come while the app is open.
    let _ = native.run_mobile_plugin_async::<()>("listen", Listen { channel }).await;
}

fn hand_on(core: &Authenticator, heard: Heard) {
    let server = heard.server.and_then(|key| VapidKey::parse(&key).ok());
    match (server, heard.address, heard.message) {
        (Some(server), Some(address), _) => core.waking_address_came(&server, address),
        (Some(server), None, _) => core.waking_address_went(&server),
        (None, _, Some(message)) => {
            // A message for nobody here changes nothing.
            let _ = BASE64.decode(message.as_bytes()).map(|message| core.woken(&message));
        }
        (None, _, None) => {}
    }
}

/// The push services of this phone.
pub(super) struct PushDistributors<R: Runtime>(pub(super) AppHandle<R>);

#[derive(Serialize)]
struct Server {
    server: VapidKey,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Chosen {
    is_there: bool,
    name: Option<String>,
}

impl<R: Runtime> PushDistributors<R> {
    fn native(&self) -> PluginHandle<R> {
        self.0.state::<Native<R>>().0.clone()
    }

    fn say(&self, command: &'static str, server: &VapidKey) {
        let (native, server) = (self.native(), Server { server: server.clone() });
        tauri::async_runtime::spawn(async move {
            // It is said again at the next start.
            let _ = native.run_mobile_plugin_async::<()>(command, server).await;
        });
    }
}

impl<R: Runtime> Wakener for PushDistributors<R> {
    fn service(&self) -> Pin<Box<dyn Future<Output = Option<PushDistributor>> + Send + '_>> {
        Box::pin(async {
            let chosen = self.native().run_mobile_plugin_async::<Chosen>("service", ()).await.ok()?;
            let by = chosen.name.map_or(PushDistributor::OfSystem, PushDistributor::Program);
            chosen.is_there.then_some(by)
        })
    }

    fn open(&self, server: &VapidKey) {
        self.say("open", server);
    }

    fn close(&self, server: &VapidKey) {
        self.say("close", server);
    }
}
