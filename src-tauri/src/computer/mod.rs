//! What the app does on a computer beyond its window: it stays when the window is closed, starts at login, answers to
//! a shortcut, remembers where its window was and says when there is a newer version.

mod choices;
mod login;
mod place;
mod releases;
mod shortcut;
mod staying;
mod view;

pub(crate) use choices::{Chosen, FILE};
pub(crate) use login::HIDDEN;
pub(crate) use releases::{
    FILE as RELEASES_FILE, Releases, look as look_for_release, open_page as open_release_page,
    watch as watch_releases,
};
pub(crate) use shortcut::listen as listen_to_shortcut;
pub(crate) use staying::{code_was_copied, open_window, window_closes};
pub(crate) use view::{change, view};

use tauri::{Builder, Wry};

/// The parts that the system is asked by. None is open to the window.
pub(crate) fn with_plugins(builder: Builder<Wry>) -> Builder<Wry> {
    builder.plugin(login::plugin()).plugin(place::plugin())
}
