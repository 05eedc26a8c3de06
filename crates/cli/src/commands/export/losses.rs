//! What cannot go with a format, in the app's words.

use countersign_authenticator::{AccountLoss, ExportLosses, Loss};
use serde::Serialize;

use crate::find::both;
use crate::plain::plain;
use crate::wording::message;

/// What one account loses.
#[derive(Serialize)]
pub(super) struct Lost {
    issuer: String,
    account: String,
    stays: bool,
    losses: Vec<&'static str>,
}

pub(super) fn list(losses: &ExportLosses) -> Vec<Lost> {
    let lost = |each: &AccountLoss| Lost {
        issuer: each.service.clone(),
        account: each.user.clone(),
        stays: each.losses.iter().any(|loss| loss.stops_account()),
        losses: each.losses.iter().map(|loss| name(*loss)).collect(),
    };
    losses.accounts.iter().map(lost).collect()
}

pub(super) fn lines(losses: &ExportLosses) -> Vec<String> {
    let line = |each: &AccountLoss| {
        let words: Vec<_> =
            each.losses.iter().map(|loss| message(&format!("loss_{}", name(*loss)), &[])).collect();
        let stays = each.losses.iter().any(|loss| loss.stops_account());
        let what = if stays { "stays behind" } else { "goes without" };
        format!("  {} {what}: {}", plain(&both(&each.service, &each.user)), words.join(", "))
    };
    losses.accounts.iter().map(line).collect()
}

fn name(loss: Loss) -> &'static str {
    match loss {
        Loss::NoCodes => "no_codes",
        Loss::Kind => "kind",
        Loss::Digits => "digits",
        Loss::Period => "period",
        Loss::TooLarge => "too_large",
        Loss::Pairing => "pairing",
        Loss::Pin => "pin",
        Loss::Names => "names",
        Loss::GivenNames => "given_names",
        Loss::Groups => "groups",
        Loss::Note => "note",
        Loss::Pinned => "pinned",
        Loss::Icon => "icon",
    }
}
