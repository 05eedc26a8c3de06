//! The keys that open the window from anywhere, with the search ready.

use tauri::{AppHandle, Manager, Runtime};
use tauri_plugin_global_shortcut::{
    Builder, Code, GlobalShortcut, Modifiers, Shortcut, ShortcutEvent, ShortcutState,
};
use tauri_specta::Event;

use super::Chosen;
use crate::dto::{CommandError, ErrorCode};
use crate::events::Fact;
use crate::window;

/// What is proposed to whoever switches it on.
pub(super) const USUAL: &str = "CommandOrControl+Shift+Space";

/// Whether this session lets a program hear keys that are not meant for its window. Wayland does not.
pub(super) fn is_possible() -> bool {
    !cfg!(target_os = "linux")
        || !is_wayland(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}

/// Listens to the keys that were chosen before. Another program may have them by now; the settings say so then.
///
/// Under X11 the listener looks twenty times a second whether there is a key, chosen or not: it is only begun for whoever
/// has chosen some. Other systems tell it, but want it begun here, on the main thread.
pub(crate) fn listen<R: Runtime>(app: &AppHandle<R>) {
    let keys = app.state::<Chosen>().now().shortcut;
    if (keys.is_some() || !cfg!(target_os = "linux"))
        && begin(app)
        && let Some(keys) = keys
    {
        let _ = register(app, &keys);
    }
}

/// Whether the listener runs, from now on at least.
fn begin<R: Runtime>(app: &AppHandle<R>) -> bool {
    app.try_state::<GlobalShortcut<R>>().is_some()
        || is_possible() && app.plugin(Builder::new().build()).is_ok()
}

/// Whether these keys are heard now.
pub(super) fn is_heard<R: Runtime>(app: &AppHandle<R>, keys: &str) -> bool {
    app.try_state::<GlobalShortcut<R>>().is_some_and(|heard| heard.is_registered(keys))
}

/// Listens to these keys instead of the ones before, or to none.
pub(super) fn turn<R: Runtime>(app: &AppHandle<R>, keys: Option<&str>) -> Result<(), CommandError> {
    let before = app.state::<Chosen>().now().shortcut;
    if let Some(keys) = keys
        && !is_heard(app, keys)
    {
        register(app, keys)?;
    }
    if let (Some(before), Some(heard)) = (before, app.try_state::<GlobalShortcut<R>>())
        && keys != Some(before.as_str())
        && heard.is_registered(before.as_str())
    {
        let _ = heard.unregister(before.as_str());
    }
    Ok(())
}

fn register<R: Runtime>(app: &AppHandle<R>, keys: &str) -> Result<(), CommandError> {
    let keys = parse(keys)?;
    begin(app);
    let Some(heard) = app.try_state::<GlobalShortcut<R>>() else {
        return Err(CommandError::new(ErrorCode::ShortcutImpossible, "this session has no global shortcuts"));
    };
    heard
        .on_shortcut(keys, |app: &AppHandle<R>, _: &Shortcut, event: ShortcutEvent| {
            if event.state == ShortcutState::Pressed {
                window::show(app);
                let _ = Fact::SearchAsked.emit(app);
            }
        })
        .map_err(|_| CommandError::new(ErrorCode::ShortcutTaken, "something else has these keys"))
}

/// Keys that nobody needs for writing: one that is held beside Shift, or a function key.
fn parse(keys: &str) -> Result<Shortcut, CommandError> {
    let unfit = || CommandError::new(ErrorCode::ShortcutUnfit, "these keys are for writing, or none at all");
    let shortcut: Shortcut = keys.parse().map_err(|_| unfit())?;
    let held = Modifiers::CONTROL | Modifiers::ALT | Modifiers::SUPER;
    if shortcut.mods.intersects(held) || is_function(shortcut.key) { Ok(shortcut) } else { Err(unfit()) }
}

fn is_function(key: Code) -> bool {
    let name = key.to_string();
    name.strip_prefix('F').is_some_and(|number| number.parse::<u8>().is_ok())
}

fn is_wayland(is_set: impl Fn(&str) -> bool) -> bool {
    is_set("WAYLAND_DISPLAY")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_that_are_needed_for_writing_are_not_taken() {
        for keys in [USUAL, "Control+Alt+KeyC", "Super+Digit1", "F9", "Shift+F12"] {
            assert!(parse(keys).is_ok(), "{keys}");
        }
        for keys in ["KeyC", "Shift+KeyC", "Space", "Control", "", "Control+Nonsense"] {
            assert_eq!(
                parse(keys).map_err(|error| error.code).err(),
                Some(ErrorCode::ShortcutUnfit),
                "{keys}"
            );
        }
    }

    #[test]
    fn under_wayland_nobody_hears_keys_that_are_not_theirs() {
        assert!(is_wayland(|name| name == "WAYLAND_DISPLAY"));
        assert!(!is_wayland(|name| name == "DISPLAY"));
    }
}
