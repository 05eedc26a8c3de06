//! Where the window was: its place and size, and whether it filled the screen. Whether it was shown is not remembered,
//! and a place that no screen shows any more is not taken.

use tauri::Runtime;
use tauri::plugin::TauriPlugin;
use tauri_plugin_window_state::{Builder, StateFlags};

use crate::development;

const FILE: &str = "window.json";

pub(super) fn plugin<R: Runtime>() -> TauriPlugin<R> {
    let builder =
        Builder::new().with_state_flags(StateFlags::POSITION | StateFlags::SIZE | StateFlags::MAXIMIZED);
    // Tests run several apps, told apart by their folders: an absolute name leaves the system's folder.
    let file = development::data_folder().map(|folder| folder.join(FILE).display().to_string());
    builder.with_filename(file.unwrap_or_else(|| FILE.to_owned())).build()
}
