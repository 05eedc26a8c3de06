//! Android: `DocumentsPlugin.kt` finds, makes and removes documents in a folder that the person chose; what is in
//! them goes through file descriptors. The window cannot call it.

use std::io;
use std::path::PathBuf;

use countersign_authenticator::{Document, Documents};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use tauri::plugin::mobile::PluginInvokeError;
use tauri::plugin::{Builder, PluginHandle, TauriPlugin};
use tauri::{AppHandle, Manager, Runtime};

use super::{System, with_name, without_name};

struct Native<R: Runtime>(PluginHandle<R>);

/// Registers the native half.
pub(crate) fn plugin<R: Runtime>() -> TauriPlugin<R> {
    Builder::new("documents")
        .setup(|app, api| {
            let handle = api.register_android_plugin("org.countersign.authenticator", "DocumentsPlugin")?;
            app.manage(Native(handle));
            Ok(())
        })
        .build()
}

#[derive(Serialize)]
struct Asked<'a> {
    address: &'a str,
    name: &'a str,
}

#[derive(Deserialize)]
struct Found {
    address: Option<String>,
    name: Option<String>,
}

#[derive(Deserialize)]
struct Listed {
    names: Vec<String>,
}

/// Asks for a folder that the app may use from now on, also after a restart.
pub(crate) async fn choose_folder<R: Runtime>(app: &AppHandle<R>) -> Option<PathBuf> {
    let native = app.state::<Native<R>>().0.clone();
    let found: Found = native.run_mobile_plugin_async("chooseFolder", ()).await.ok()?;
    let address = found.address?;
    Some(with_name(&address, found.name.as_deref().unwrap_or_default()))
}

/// Keeps the right to a document that the person has just chosen.
pub(crate) async fn hold<R: Runtime>(
    app: &AppHandle<R>,
    address: &str,
    proposed_name: &str,
) -> Option<PathBuf> {
    let native = app.state::<Native<R>>().0.clone();
    let found = native.run_mobile_plugin_async::<Found>("hold", Asked { address, name: "" }).await.ok()?;
    Some(with_name(address, found.name.as_deref().unwrap_or(proposed_name)))
}

impl<R: Runtime> System<R> {
    /// Called on threads for blocking work only.
    fn ask<T: DeserializeOwned>(&self, command: &str, address: &str, name: &str) -> io::Result<T> {
        let native = self.0.state::<Native<R>>().0.clone();
        let asked = Asked { address: without_name(address), name };
        native.run_mobile_plugin(command, asked).map_err(|error| translate(&error))
    }

    /// The address of a document in a folder.
    fn find(&self, document: Document<'_>) -> io::Result<String> {
        match document {
            Document::Alone(address) => Ok(address.to_owned()),
            Document::In { folder, name } => {
                let found: Found = self.ask("find", folder, name)?;
                found.address.ok_or_else(|| io::ErrorKind::NotFound.into())
            }
        }
    }
}

impl<R: Runtime> Documents for System<R> {
    fn list(&self, folder: &str) -> io::Result<Vec<String>> {
        self.ask("list", folder, "").map(|listed: Listed| listed.names)
    }

    fn read(&self, document: Document<'_>, at_most: usize) -> io::Result<Vec<u8>> {
        self.read_at(&self.find(document)?, at_most)
    }

    fn write(&self, document: Document<'_>, bytes: &[u8]) -> io::Result<()> {
        let address = match (self.find(document), document) {
            (Err(error), Document::In { folder, name }) if error.kind() == io::ErrorKind::NotFound => {
                let made: Found = self.ask("create", folder, name)?;
                made.address.ok_or(io::ErrorKind::NotFound)?
            }
            (found, _) => found?,
        };
        self.write_at(&address, bytes)
    }

    fn remove(&self, document: Document<'_>) -> io::Result<()> {
        self.ask::<Found>("remove", &self.find(document)?, "").map(drop)
    }

    fn is_there(&self, document: Document<'_>) -> bool {
        match document {
            Document::Alone(address) => self.ask("isThere", address, "").unwrap_or(false),
            Document::In { .. } => self.find(document).is_ok(),
        }
    }
}

/// The native half names what happened; anything else that it says stays here.
fn translate(error: &PluginInvokeError) -> io::Error {
    let code = match error {
        PluginInvokeError::InvokeRejected(response) => response.code.as_deref().unwrap_or_default(),
        _ => "",
    };
    match code {
        "gone" => io::ErrorKind::NotFound.into(),
        "denied" => io::ErrorKind::PermissionDenied.into(),
        _ => io::Error::other("the system's documents do not answer"),
    }
}
