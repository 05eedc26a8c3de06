//! Codes that also need a PIN: the terminal asks for it.

use countersign_authenticator::{Authenticator, PendingView};

use crate::asking;
use crate::failure::{Failure, Outcome};
use crate::find::both;
use crate::plain::plain;
use crate::screen::Screen;

/// How often the terminal asks.
const TRIES: usize = 3;

/// Asks for the PIN of what was read; what comes back waits for the person's word. Anything else comes back as it is.
pub(crate) fn ask(pending: &PendingView, core: &Authenticator, screen: &Screen) -> Outcome<PendingView> {
    let PendingView::PinNeeded { id, service, user } = pending else { return Ok(pending.clone()) };
    let question = format!("PIN of {} (not shown): ", plain(&both(service, user)));
    for left in (0..TRIES).rev() {
        match core.give_pin(*id, &asking::secret(&question)?) {
            Err(error) if error.code() == "code_pin_invalid" && left > 0 => {
                screen.say(&Failure::from(&error).sentence);
            }
            given => return Ok(given?),
        }
    }
    unreachable!("the last try returns")
}
