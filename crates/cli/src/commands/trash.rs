//! `countersign trash`: what was removed, for 30 days.

use std::time::Duration;

use countersign_authenticator::{Authenticator, TrashedView};
use serde::Serialize;

use crate::arguments::TrashArguments;
use crate::asking;
use crate::failure::{Failure, Outcome};
use crate::find::{find, names};
use crate::plain::plain;
use crate::screen::{Screen, faint};
use crate::wording::length;

#[derive(Serialize)]
struct Trash {
    accounts: Vec<Account>,
}

#[derive(Serialize)]
struct Account {
    id: String,
    issuer: String,
    #[serde(rename = "account")]
    user: String,
    removed_at: u64,
    erased_at: u64,
}

impl From<&TrashedView> for Account {
    fn from(view: &TrashedView) -> Self {
        Self {
            id: view.id.to_string(),
            issuer: view.service.clone(),
            user: view.user.clone(),
            removed_at: view.removed_at.seconds(),
            erased_at: view.erased_at.seconds(),
        }
    }
}

pub(crate) async fn run(arguments: &TrashArguments, core: &Authenticator, screen: &Screen) -> Outcome {
    let trash = core.trash().await?;
    match (&arguments.restore, &arguments.erase) {
        (Some(name), _) => {
            let account = find(&trash, name)?;
            core.restore_from_trash(account.id).await?;
            tell(account, "is back", screen)
        }
        (None, Some(name)) => {
            let account = find(&trash, name)?;
            let question = format!("Erase {} for good? Its codes are gone then.", plain(&names(account)));
            if !arguments.yes && !asking::yes(&question)? {
                return Err(Failure::unanswered("Nothing was erased."));
            }
            core.erase_from_trash(account.id).await?;
            tell(account, "is erased", screen)
        }
        (None, None) => list(&trash, screen),
    }
}

fn tell(account: &TrashedView, what: &str, screen: &Screen) -> Outcome {
    if screen.is_json() {
        return screen.value(&Account::from(account));
    }
    screen.line(&format!("{} {what}.", plain(&names(account))))
}

fn list(trash: &[TrashedView], screen: &Screen) -> Outcome {
    if screen.is_json() {
        return screen.value(&Trash { accounts: trash.iter().map(Account::from).collect() });
    }
    if trash.is_empty() {
        screen.note("The trash is empty.");
    }
    for account in trash {
        let stays = account.erased_at.seconds().saturating_sub(account.removed_at.seconds());
        let stays = faint(&format!("kept for {}", length(Duration::from_secs(stays))));
        screen.line(&format!("{}  {stays}", plain(&names(account))))?;
    }
    Ok(())
}
