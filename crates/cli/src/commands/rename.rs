//! `countersign rename`: other names on this device.

use countersign_authenticator::Authenticator;

use crate::arguments::RenameArguments;
use crate::commands::list::Account;
use crate::failure::Outcome;
use crate::find::{both, find, names};
use crate::plain::plain;
use crate::screen::Screen;

pub(crate) async fn run(arguments: &RenameArguments, core: &Authenticator, screen: &Screen) -> Outcome {
    let accounts = core.accounts().await?;
    let account = find(&accounts, &arguments.name)?;
    let service = arguments.issuer.as_deref().unwrap_or(&account.service);
    let user = arguments.account.as_deref().unwrap_or(&account.user);
    core.rename_account(account.id, service, user).await?;
    if screen.is_json() {
        let after = core.accounts().await?;
        return match after.iter().find(|each| each.id == account.id) {
            Some(renamed) => screen.value(&Account::from(renamed)),
            None => Ok(()),
        };
    }
    screen.line(&format!("{} is now {}.", plain(&names(account)), plain(&both(service.trim(), user.trim()))))
}
