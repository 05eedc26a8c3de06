//! What the settings say of this computer, and change.

use tauri::{AppHandle, Manager, Runtime};

use super::{Chosen, Releases, login, releases, shortcut};
use crate::dto::{CommandError, ComputerChange, ComputerView, ShortcutState};
use crate::tray::Tray;

/// What holds now.
pub(crate) fn view<R: Runtime>(app: &AppHandle<R>) -> ComputerView {
    let choices = app.state::<Chosen>().now();
    let state = match &choices.shortcut {
        _ if !shortcut::is_possible() => ShortcutState::Impossible,
        Some(keys) if !shortcut::is_heard(app, keys) => ShortcutState::Taken,
        Some(_) | None => ShortcutState::Possible,
    };
    ComputerView {
        has_tray: app.state::<Tray>().is_there(),
        keep_running: choices.keep_running,
        start_at_login: login::is_on(app),
        copy_and_close: choices.copy_and_close,
        shortcut: choices.shortcut,
        usual_shortcut: shortcut::USUAL.to_owned(),
        shortcut_state: state,
        releases: app.state::<Releases>().view(!choices.quiet_about_releases),
    }
}

/// Changes one of it. What the system refuses is not kept.
pub(crate) fn change<R: Runtime>(app: &AppHandle<R>, change: ComputerChange) -> Result<(), CommandError> {
    let chosen = app.state::<Chosen>();
    match change {
        ComputerChange::KeepRunning { on } => chosen.change(|choices| choices.keep_running = on)?,
        ComputerChange::CopyAndClose { on } => chosen.change(|choices| choices.copy_and_close = on)?,
        ComputerChange::StartAtLogin { on } => login::turn(app, on)?,
        ComputerChange::SayReleases { on } => {
            chosen.change(|choices| choices.quiet_about_releases = !on)?;
            if !on {
                releases::forget(app);
            }
        }
        ComputerChange::Shortcut { keys } => {
            shortcut::turn(app, keys.as_deref())?;
            chosen.change(|choices| choices.shortcut = keys)?;
        }
    }
    Ok(())
}
