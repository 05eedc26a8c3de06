//! Asking for what opens the vault: PIN, passphrase, or the words of the recovery sheet, in one line.

use std::path::Path;

use countersign_authenticator::{Authenticator, Error, Phase, Recovered, State};
use zeroize::Zeroizing;

use super::stays_shut;
use crate::asking;
use crate::exit::Exit;
use crate::failure::{Failure, Outcome};
use crate::place::Place;
use crate::screen::Screen;

/// How often the terminal asks.
const TRIES: usize = 3;

/// Opens the vault by what is in the file, or what is typed.
pub(super) async fn unlock(
    core: &Authenticator,
    state: State,
    file: Option<&Path>,
    place: &Place,
    screen: &Screen,
) -> Outcome {
    if let Some(file) = file {
        return Ok(try_to_unlock(core, state, asking::secret_in(file)?, screen).await?);
    }
    if state.phase != Phase::Locked {
        screen.note(&stays_shut(state.phase, place).sentence);
    }
    let mut tries = TRIES;
    loop {
        let typed = ask_for_secret(state, place)?;
        tries -= 1;
        match try_to_unlock(core, state, typed, screen).await {
            Err(wrong) if may_be_mistyped(&wrong) && tries > 0 => screen.say(&Failure::from(wrong).sentence),
            result => return Ok(result?),
        }
    }
}

/// Digits are the PIN where there is one; anything else is the passphrase, or the words of the recovery sheet.
///
/// # Errors
/// What the first of them fails with that it may be.
pub(crate) async fn try_to_unlock(
    core: &Authenticator,
    state: State,
    typed: Zeroizing<String>,
    screen: &Screen,
) -> Result<(), Error> {
    let is_number = typed.bytes().all(|byte| byte.is_ascii_digit());
    if state.has_pin && is_number {
        return core.unlock_with_pin(typed).await;
    }
    if !state.has_passphrase {
        return recover(core, typed, screen).await;
    }
    match core.unlock(typed.clone()).await {
        Err(wrong) if wrong.code() == "passphrase_wrong" => match recover(core, typed, screen).await {
            Err(none) if none.code() == "words_malformed" => Err(wrong),
            other => other,
        },
        other => other,
    }
}

/// Opens the vault with the words of the recovery sheet, and says what came of it.
async fn recover(core: &Authenticator, words: Zeroizing<String>, screen: &Screen) -> Result<(), Error> {
    match core.unlock_with_recovery_words(words).await? {
        Recovered::Opened => {}
        Recovered::KeyRenewed => {
            screen
                .note("The key store has a new key of this vault. A PIN has to be chosen again in the app.");
        }
        Recovered::KeyNotRenewed => {
            screen.note("The key store took no new key, so the words will be asked for again.");
        }
    }
    Ok(())
}

/// What the person types, unseen.
pub(crate) fn ask_for_secret(state: State, place: &Place) -> Outcome<Zeroizing<String>> {
    let what = match (state.has_pin, state.has_passphrase) {
        (true, true) => "PIN, passphrase or recovery words",
        (true, false) => "PIN or recovery words",
        (false, true) => "passphrase or recovery words",
        (false, false) => "recovery words",
    };
    asking::secret(&format!("The vault’s {what} (not shown): ")).map_err(|_| {
        if state.phase != Phase::Locked {
            return stays_shut(state.phase, place);
        }
        let sentence = format!(
            "The vault opens with its {what}, and there is no terminal to ask for it. Give it by --passphrase-file."
        );
        Failure::new(Exit::Closed, "locked", sentence)
    })
}

fn may_be_mistyped(error: &Error) -> bool {
    let codes = ["passphrase_wrong", "pin_wrong", "pin_malformed", "words_malformed", "recovery_words_wrong"];
    codes.contains(&error.code())
}
