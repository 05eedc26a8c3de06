//! The one managed struct: the core, and what the shell plugs into it.

use tauri::{AppHandle, Manager, Runtime};

use crate::dto::{CommandError, ErrorCode};
use crate::words::Language;
use crate::{network, notification};

/// What the commands work on.
pub(crate) struct Shell {}

impl Shell {
    /// Temporary.
    pub(crate) fn unfinished<T>(&self) -> Result<T, CommandError> {
        Err(CommandError { code: ErrorCode::Internal, message: String::new(), details: None })
    }
}

pub(crate) fn start<R: Runtime>(app: &AppHandle<R>) -> Result<(), Box<dyn std::error::Error>> {
    app.manage(Shell {});
    notification::listen(app, Language::of_system(), |_app, _press, _asked| {})?;
    let handle = app.clone();
    tauri::async_runtime::spawn(network::watch(move || look_again(&handle)));
    Ok(())
}

pub(crate) fn look_again<R: Runtime>(_app: &AppHandle<R>) {}
