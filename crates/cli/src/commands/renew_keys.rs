//! `countersign renew-keys`: new keys for this device at an account's server.

use countersign_authenticator::Authenticator;

use crate::arguments::RenewKeysArguments;
use crate::commands::list::Account;
use crate::failure::Outcome;
use crate::find::{find, names};
use crate::plain::plain;
use crate::screen::Screen;

pub(crate) async fn run(arguments: &RenewKeysArguments, core: &Authenticator, screen: &Screen) -> Outcome {
    let accounts = core.accounts().await?;
    let account = find(&accounts, &arguments.name)?;
    core.renew_device_keys(account.id).await?;
    if screen.is_json() {
        return screen.value(&Account::from(account));
    }
    screen.line(&format!("{}: the keys of this device are new.", plain(&names(account))))
}
