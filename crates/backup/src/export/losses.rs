//! What cannot go with a format, known before anything is written.

use countersign_otp::{Generator, Kind, Period};

use crate::document::{Account, Backup};
use crate::export::{migration, otpauth};
use crate::page;

/// A form in which accounts can leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// One `otpauth:` text a line, which nearly every app reads.
    OtpauthList,
    /// Aegis' own file, plain or encrypted, which many apps read.
    Aegis,
    /// QR codes as Google Authenticator shows them for another phone.
    GoogleMigration,
    /// A page to print.
    Sheet,
    /// The QR code of one account.
    AccountQr,
}

/// Something that cannot go with a format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Loss {
    /// The account stays behind: it has no codes.
    NoCodes,
    /// The account stays behind: the format does not know its kind of codes.
    Kind,
    /// The account stays behind: the format does not know this number of digits.
    Digits,
    /// The account stays behind: the format does not know this period.
    Period,
    /// The account stays behind: it is too large for a QR code.
    TooLarge,
    /// Approvals of sign-ins: the new device has to be linked again.
    Pairing,
    /// The PIN, which the other app will ask for.
    Pin,
    /// The parts of its name may arrive divided in another way.
    Names,
    /// The names that the service gave, beside those that the person chose.
    GivenNames,
    /// The groups.
    Groups,
    /// The note.
    Note,
    /// That it stands on top.
    Pinned,
    /// The icon.
    Icon,
}

impl Loss {
    /// Whether the account stays behind as a whole.
    pub fn stops_account(self) -> bool {
        matches!(self, Self::NoCodes | Self::Kind | Self::Digits | Self::Period | Self::TooLarge)
    }
}

/// What cannot go of one account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountLosses {
    /// Which account, counted from 0.
    pub index: usize,
    /// What cannot go, the weightiest first.
    pub losses: Vec<Loss>,
}

/// What cannot go of a backup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Losses {
    /// The accounts that lose something.
    pub accounts: Vec<AccountLosses>,
    /// How many accounts go, with losses or without.
    pub leaving: usize,
}

/// What cannot go with this format.
pub fn losses(format: Format, backup: &Backup) -> Losses {
    let each: Vec<_> = backup.accounts.iter().map(|account| of_account(format, account)).collect();
    let leaving = each.iter().filter(|losses| !losses.iter().any(|loss| loss.stops_account())).count();
    let accounts = each
        .into_iter()
        .enumerate()
        .filter(|(_, losses)| !losses.is_empty())
        .map(|(index, losses)| AccountLosses { index, losses })
        .collect();
    Losses { accounts, leaving }
}

/// The accounts that go with this format.
pub(super) fn leaving(format: Format, backup: &Backup) -> impl Iterator<Item = (&Account, &Generator)> {
    backup.accounts.iter().filter_map(move |account| {
        let goes = !of_account(format, account).iter().any(|loss| loss.stops_account());
        account.codes.as_ref().filter(|_| goes).map(|codes| (account, codes))
    })
}

pub(super) fn of_account(format: Format, account: &Account) -> Vec<Loss> {
    let Some(codes) = &account.codes else { return vec![Loss::NoCodes] };
    let mut losses = of_codes(format, codes);
    let (has_groups, has_note) = match format {
        Format::Aegis => (true, true),
        Format::Sheet => (false, true),
        Format::OtpauthList | Format::GoogleMigration | Format::AccountQr => (false, false),
    };
    let is_too_large = match format {
        Format::GoogleMigration => migration::is_too_large(account, codes),
        Format::AccountQr => !page::fits_qr(&otpauth::uri(account, codes)),
        Format::OtpauthList | Format::Aegis | Format::Sheet => false,
    };
    let details = [
        (is_too_large, Loss::TooLarge),
        (account.pairing.is_some(), Loss::Pairing),
        (names_are_ambiguous(format, account), Loss::Names),
        (account.given_names.is_some(), Loss::GivenNames),
        (!account.groups.is_empty() && !has_groups, Loss::Groups),
        (!account.note.is_empty() && !has_note, Loss::Note),
        (account.is_pinned && format != Format::Aegis, Loss::Pinned),
        (account.icon.is_some() || account.picture.is_some(), Loss::Icon),
    ];
    losses.extend(details.into_iter().filter(|(is_lost, _)| *is_lost).map(|(_, loss)| loss));
    losses.sort_unstable();
    losses
}

fn of_codes(format: Format, codes: &Generator) -> Vec<Loss> {
    match format {
        Format::GoogleMigration => {
            if !matches!(codes.kind(), Kind::Totp | Kind::Hotp) {
                return vec![Loss::Kind];
            }
            let wrong_digits = !matches!(codes.length(), 6 | 8);
            let wrong_period = codes.period().is_some_and(|period| period != Period::default());
            let lost = [(wrong_digits, Loss::Digits), (wrong_period, Loss::Period)];
            lost.into_iter().filter(|(is_lost, _)| *is_lost).map(|(_, loss)| loss).collect()
        }
        // `motp:` texts have no place for it.
        Format::OtpauthList | Format::AccountQr if codes.kind() == Kind::Motp => vec![Loss::Pin],
        Format::OtpauthList | Format::AccountQr | Format::Aegis | Format::Sheet => Vec::new(),
    }
}

/// A colon divides service and user in `otpauth:` texts.
fn names_are_ambiguous(format: Format, account: &Account) -> bool {
    let is_text = matches!(format, Format::OtpauthList | Format::AccountQr);
    let names = &account.names;
    let is_clear = !names.user.contains(':') || (!names.service.is_empty() && !names.service.contains(':'));
    let is_trimmed = names.service.trim() == names.service && names.user.trim() == names.user;
    is_text && !(is_clear && is_trimmed)
}
