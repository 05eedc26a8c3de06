//! What doctor looks at, one function each.

use std::path::Path;
use std::time::Duration;

use countersign_authenticator::{AccountKind, AccountView, Authenticator, NoticeKind, clock_hosts};
use countersign_keystore::{KeyStoreError, SecretName};

use super::{Check, ways_back};
use crate::commands::salvage::look_quietly;
use crate::failure::Failure;
use crate::find::names;
use crate::place::Place;
use crate::plain::plain;
use crate::wording::length;

/// Whether the system's key store answers, and whether the vault's key is in it.
pub(super) async fn key_store(place: &Place) -> Check {
    let about = "key_store";
    let name = SecretName::new("vault").expect("five letters");
    match place.key_store().get(&name).await {
        Ok(_) => Check::good(about, "The system’s key store answers and keeps the vault’s key."),
        Err(KeyStoreError::NotFound) => {
            Check::note(about, "The system’s key store answers. It keeps no key for this vault.")
        }
        Err(KeyStoreError::NoStore(_)) => {
            Check::note(about, "This system has no key store. The vault needs its passphrase each time.")
        }
        Err(KeyStoreError::Locked(_)) => {
            Check::bad(about, "The system’s key store is locked. Unlock it, then try again.")
        }
        Err(KeyStoreError::Denied(_) | KeyStoreError::Other(_)) => Check::bad(
            about,
            "The system’s key store does not answer. Start it, or sign in to the system again.",
        ),
    }
}

/// What can be read of a damaged vault; nothing where that would need a question.
pub(super) async fn damage(place: &Place, file: Option<&Path>) -> Option<Check> {
    let view = look_quietly(place, file).await.ok()?;
    let text = format!(
        "Of the damaged vault {} can be read. Save them: countersign salvage.",
        count(view.accounts.len())
    );
    Some(Check::note("damage", text))
}

/// What two hosts say about the clock. They are asked only because the person said so.
pub(super) async fn time(core: &Authenticator) -> Check {
    let about = "clock";
    match core.check_clock(&clock_hosts()).await {
        Ok(correction) => said_of_clock(correction.offset_seconds),
        Err(error) => Check::bad(about, Failure::from(error).sentence),
    }
}

fn said_of_clock(offset_seconds: i64) -> Check {
    if offset_seconds == 0 {
        return Check::good("clock", "The clock of this device is right, two hosts say.");
    }
    let way = if offset_seconds > 0 { "ahead" } else { "behind" };
    let text = format!(
        "The clock of this device is {} {way}, two hosts say. Codes are corrected by it until the clock is set.",
        length(Duration::from_secs(offset_seconds.unsigned_abs()))
    );
    Check::bad("clock", text)
}

/// What the open vault holds, and how its servers stand.
pub(super) async fn vault(core: &Authenticator) -> Vec<Check> {
    let accounts = match core.accounts().await {
        Ok(accounts) => accounts,
        Err(error) => return vec![Check::failed("vault", &error.into())],
    };
    let mut checks =
        vec![Check::good("vault", format!("The vault opens. It holds {}.", count(accounts.len())))];
    for account in accounts.iter().filter(|each| each.kind == AccountKind::Linked) {
        checks.push(server(core, account).await);
    }
    // Asking the servers may have brought news.
    checks.extend(news(core));
    checks.extend(ways_back::backups(core).await);
    checks.extend(ways_back::answers(core).await);
    checks
}

fn count(accounts: usize) -> String {
    match accounts {
        0 => "no accounts".to_owned(),
        1 => "one account".to_owned(),
        many => format!("{many} accounts"),
    }
}

/// Whether the server of a linked account answers and knows this device.
async fn server(core: &Authenticator, account: &AccountView) -> Check {
    let name = names(account);
    let devices = match core.account_details(account.id).await {
        Ok(details) => details.devices,
        Err(error) => Some(Err(error)),
    };
    match devices {
        Some(Ok(devices)) if devices.iter().any(|device| device.is_this) => {
            Check::good("server", format!("{name}: the server answers and knows this device."))
        }
        Some(Ok(_)) => {
            Check::bad("server", format!("{name}: the server does not know this device. Link it again."))
        }
        Some(Err(error)) => Check::bad("server", format!("{name}: {}", Failure::from(error).sentence)),
        None => Check::note("server", format!("{name}: it has no server.")),
    }
}

fn news(core: &Authenticator) -> Vec<Check> {
    let mut checks = Vec::new();
    for notice in core.notices() {
        match notice.kind {
            NoticeKind::ClockOff { offset_seconds } => {
                let way = if offset_seconds > 0 { "ahead" } else { "behind" };
                let text = format!(
                    "The clock of this device is {} {way}. Set it by the network; codes may be refused.",
                    length(Duration::from_secs(offset_seconds.unsigned_abs()))
                );
                checks.push(Check::bad("clock", text));
            }
            NoticeKind::AccountsUnreadable { count } => {
                let text = format!(
                    "{count} of the accounts in the vault cannot be read. They stay in the file as they are. \
                     Restore them from a backup."
                );
                checks.push(Check::bad("accounts", text));
            }
            NoticeKind::DeviceCopied => {
                let text = format!(
                    "{}: a copy of this device was used, or an older state of it. Remove this device on the \
                     account page, then link again.",
                    plain(&notice.service)
                );
                checks.push(Check::bad("server", text));
            }
            // How the servers stand was asked above.
            NoticeKind::AccountRemoved { .. }
            | NoticeKind::ServerChanged
            | NoticeKind::DeviceUnknown
            | NoticeKind::ServerWentBack
            | NoticeKind::ServerMoved => {}
        }
    }
    checks
}

#[cfg(test)]
mod tests {
    use super::said_of_clock;
    use crate::commands::doctor::Standing;

    #[test]
    fn only_a_clock_that_is_off_is_something_to_do() {
        for (offset, standing, said) in [
            (0, Standing::Good, "is right"),
            (42, Standing::Bad, "42 seconds ahead"),
            (-120, Standing::Bad, "2 minutes behind"),
        ] {
            let check = said_of_clock(offset);
            assert_eq!(check.standing, standing, "{offset}");
            assert!(check.text.contains(said), "{}", check.text);
        }
    }
}
