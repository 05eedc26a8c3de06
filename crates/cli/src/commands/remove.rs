//! `countersign remove`: to the trash, or with the server's consent.

use countersign_authenticator::{AccountKind, Authenticator, RemoveOutcome};
use serde::Serialize;

use crate::arguments::RemoveArguments;
use crate::asking;
use crate::exit::Exit;
use crate::failure::{Failure, Outcome};
use crate::find::{find, names};
use crate::plain::plain;
use crate::screen::Screen;

#[derive(Serialize)]
struct Removed {
    id: String,
    /// Whether it lies in the trash.
    in_trash: bool,
}

pub(crate) async fn run(arguments: &RemoveArguments, core: &Authenticator, screen: &Screen) -> Outcome {
    let accounts = core.accounts().await?;
    let account = find(&accounts, &arguments.name)?;
    let shown = plain(&names(account));
    if !arguments.yes {
        let what = match account.kind {
            AccountKind::Linked => "Its server is asked first, and this device is removed there.",
            AccountKind::CodeOnly => {
                "It goes to the trash; switch two-step verification off at the service first."
            }
        };
        if !asking::yes(&format!("Remove {shown}? {what}"))? {
            return Err(Failure::unanswered("Nothing was removed."));
        }
    }
    let outcome = core.remove_account(account.id).await?;
    let in_trash = match outcome {
        RemoveOutcome::Removed => false,
        RemoveOutcome::Undoable => true,
        RemoveOutcome::LastMethod => {
            let sentence = "This is the last way into the account. Switch it off on the page named above.";
            return Err(Failure::new(Exit::Failed, "last_method", sentence));
        }
    };
    if screen.is_json() {
        return screen.value(&Removed { id: account.id.to_string(), in_trash });
    }
    screen.line(&format!("{shown} was removed{}.", if in_trash { "; it is in the trash" } else { "" }))
}
