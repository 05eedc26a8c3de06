//! Linking with a server in the terminal: the origin is asked about, the six digits and the backup codes are shown.

use countersign_authenticator::{AccountId, PendingId, PendingStatus, PendingView};

use crate::asking;
use crate::failure::{Failure, Outcome};
use crate::opening::Opened;
use crate::plain::plain;
use crate::screen::{Screen, strong};

/// Links with the server that was read, if the person says yes to it.
pub(crate) async fn link(
    is_agreed: bool,
    pending: &PendingView,
    opened: &Opened,
    screen: &Screen,
) -> Outcome<AccountId> {
    let PendingView::Server { id, origin, is_private, .. } = pending else {
        return Err(Failure::unanswered("There is no server to link with."));
    };
    let private = if *is_private { " It is in a private network." } else { "" };
    let origin = origin.to_string();
    if !is_agreed && !asking::yes(&format!("Link this device with {}?{private}", strong(&plain(&origin))))? {
        return Err(Failure::unanswered("Nothing was linked."));
    }
    opened.core.confirm_pending(*id, None).await?;
    let account = finish(*id, opened, screen).await?;
    show_backup_codes(account, is_agreed, opened, screen).await?;
    Ok(account)
}

/// Waits until the linking is over, and shows the digits on the way.
async fn finish(id: PendingId, opened: &Opened, screen: &Screen) -> Outcome<AccountId> {
    let mut are_digits_shown = false;
    loop {
        match opened.core.pending_status(id)? {
            PendingStatus::Done { account, .. } => return Ok(account),
            PendingStatus::Failed { error } => return Err(Failure::from(&*error)),
            PendingStatus::ConfirmDigits { digits, service, user, .. } if !are_digits_shown => {
                are_digits_shown = true;
                let (service, user) = (plain(&service), plain(&user));
                screen.say(&format!("Type {} on the page of {service}, as {user}.", strong(&digits)));
            }
            _ => {}
        }
        opened.ears.hear().await;
    }
}

/// Backup codes that have just come are shown once; they stay in the vault until the person has kept them.
async fn show_backup_codes(account: AccountId, is_agreed: bool, opened: &Opened, screen: &Screen) -> Outcome {
    let Some(codes) = opened.core.backup_codes(account).await? else { return Ok(()) };
    screen
        .say("These backup codes sign you in when this device is lost, each of them once. Write them down:");
    for code in &codes {
        screen.say(&format!("  {}", strong(code)));
    }
    if is_agreed || !asking::can_ask() || !asking::yes("Have you kept them?")? {
        screen.say("They are shown in the app until you have kept them.");
        return Ok(());
    }
    Ok(opened.core.backup_codes_kept(account).await?)
}
