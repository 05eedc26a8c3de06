//! The letters of the system's interface, by name. Told `system-ui` alone, the web view asks for a family of the desktop it
//! knows and then for `sans-serif`, and compares both with all their relatives anew for each size and weight of the
//! page (docs/performance.md says what that costs); a family that is installed is found at once.

use std::sync::OnceLock;

use gtk::pango::FontDescription;
use gtk::prelude::{FontExt, FontMapExt, WidgetExt};
use tauri::{AppHandle, Manager, Runtime};

use crate::window;

/// The name, once it was looked up.
#[derive(Default)]
pub(crate) struct Typeface(OnceLock<String>);

/// Looks up what the window's own letters are. It needs the thread that the window runs on.
pub(crate) fn look_up<R: Runtime>(app: &AppHandle<R>) {
    let Some(family) =
        app.get_webview_window(window::MAIN).and_then(|window| family_of(&window.gtk_window().ok()?))
    else {
        return;
    };
    let _ = app.state::<Typeface>().0.set(family);
}

/// The family that the page may name, if it is known.
pub(crate) fn of_system<R: Runtime>(app: &AppHandle<R>) -> Option<String> {
    app.state::<Typeface>().0.get().cloned()
}

/// What the fonts of this system make of the family that GTK was told.
fn family_of(widget: &impl WidgetExt) -> Option<String> {
    let context = widget.pango_context();
    let wanted: FontDescription = context.font_description()?;
    let found = context.font_map()?.load_font(&context, &wanted)?.describe();
    found.family().map(Into::into)
}
