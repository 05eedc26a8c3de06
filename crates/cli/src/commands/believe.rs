//! `countersign believe`: the person knows that a server was restored from a backup.

use countersign_authenticator::{Approvals, Authenticator};

use crate::arguments::BelieveArguments;
use crate::commands::list::Account;
use crate::failure::Outcome;
use crate::find::{find, names};
use crate::plain::plain;
use crate::screen::Screen;

pub(crate) async fn run(arguments: &BelieveArguments, core: &Authenticator, screen: &Screen) -> Outcome {
    let accounts = core.accounts().await?;
    let account = find(&accounts, &arguments.name)?;
    let is_doubted = matches!(account.approvals, Approvals::WentBack | Approvals::Restored);
    core.believe_server_again(account.id).await?;
    if screen.is_json() {
        let after = core.accounts().await?;
        return match after.iter().find(|each| each.id == account.id) {
            Some(believed) => screen.value(&Account::from(believed)),
            None => Ok(()),
        };
    }
    let name = plain(&names(account));
    if is_doubted {
        screen.line(&format!("{name}: the server is believed again."))
    } else {
        screen.line(&format!("{name}: nothing about the server was in doubt."))
    }
}
