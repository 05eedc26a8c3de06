//! `countersign lock`: tells the running app.

use serde::Serialize;

use crate::arguments::VaultArguments;
use crate::exit::Exit;
use crate::failure::{Failure, Outcome};
use crate::opening::plug_in;
use crate::place::Place;
use crate::screen::Screen;

#[derive(Serialize)]
struct Locked {
    locked: bool,
}

pub(crate) async fn run(arguments: &VaultArguments, screen: &Screen) -> Outcome<Exit> {
    let place = Place::find(arguments.vault.as_deref())?;
    // The vault itself stays shut: nothing of it is needed to ask somebody else to lock.
    let core = plug_in(&place, place.key_store()).core;
    if !core.ask_other_shell_to_lock().await? {
        let sentence = "No app is running with this vault, so there is nothing to lock.";
        return Err(Failure::new(Exit::NotFound, "no_app", sentence));
    }
    if screen.is_json() {
        screen.value(&Locked { locked: true })?;
    } else {
        screen.line("The app is locked.")?;
    }
    Ok(Exit::Done)
}
