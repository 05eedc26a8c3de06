//! `otpauth:` texts: the Key URI format, in the dialect that the most apps read.

use std::fmt::Write;

use countersign_otp::{Generator, Kind};
use data_encoding::HEXLOWER;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use zeroize::Zeroizing;

use crate::document::{Account, Backup};
use crate::export::losses::{Format, Loss, leaving, of_account};
use crate::page;

/// Everything but the unreserved characters of RFC 3986.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The QR code of one account, for another device to scan.
pub struct AccountQr {
    /// The text in it. Warning: whoever sees it can make every code.
    pub uri: Zeroizing<String>,
    /// The picture. Warning: the same.
    pub svg: Zeroizing<String>,
}

/// One text a line, in the person's order.
pub fn otpauth_list(backup: &Backup) -> Zeroizing<String> {
    let lines: Vec<_> =
        leaving(Format::OtpauthList, backup).map(|(account, codes)| uri(account, codes)).collect();
    let mut list = Zeroizing::new(String::with_capacity(lines.iter().map(|line| line.len() + 1).sum()));
    for line in &lines {
        list.push_str(line);
        list.push('\n');
    }
    list
}

/// The QR code of one account.
///
/// # Errors
/// The [`Loss`] that stops it.
pub fn account_qr(account: &Account) -> Result<AccountQr, Loss> {
    let stop = of_account(Format::AccountQr, account).into_iter().find(|loss| loss.stops_account());
    let (None, Some(codes)) = (stop, &account.codes) else { return Err(stop.unwrap_or(Loss::NoCodes)) };
    let uri = uri(account, codes);
    let svg = page::qr(&uri).ok_or(Loss::TooLarge)?;
    Ok(AccountQr { uri, svg })
}

pub(super) fn uri(account: &Account, codes: &Generator) -> Zeroizing<String> {
    let secret = codes.reveal_secret();
    let mut uri = Zeroizing::new(String::with_capacity(room(account, codes)));
    match codes.kind() {
        Kind::Motp => {
            uri.push_str("motp://");
            push_label(&mut uri, account);
            uri.push_str("?secret=");
            HEXLOWER.encode_append(secret.reveal_bytes(), &mut uri);
        }
        kind @ (Kind::Totp | Kind::Hotp | Kind::Steam | Kind::Yandex) => {
            uri.push_str("otpauth://");
            uri.push_str(kind.name());
            uri.push('/');
            push_label(&mut uri, account);
            uri.push_str("?secret=");
            uri.push_str(&secret.reveal_base32());
        }
    }
    if !account.names.service.is_empty() {
        uri.push_str("&issuer=");
        uri.extend(utf8_percent_encode(&account.names.service, RESERVED));
    }
    push_parameters(&mut uri, codes);
    uri
}

/// `Service:user`; the service alone stands in `issuer`, where a colon of its own does no harm.
fn push_label(uri: &mut String, account: &Account) {
    let names = &account.names;
    if !names.service.is_empty() && !names.service.contains(':') {
        uri.extend(utf8_percent_encode(&names.service, RESERVED));
        uri.push(':');
    }
    uri.extend(utf8_percent_encode(&names.user, RESERVED));
}

fn push_parameters(uri: &mut String, codes: &Generator) {
    let written = match codes {
        Generator::Totp(totp) => {
            let (name, digits) = (totp.algorithm().name(), totp.digits().count());
            write!(uri, "&algorithm={name}&digits={digits}&period={}", totp.period().seconds())
        }
        Generator::Hotp(hotp, counter) => {
            let (name, digits) = (hotp.algorithm().name(), hotp.digits().count());
            write!(uri, "&algorithm={name}&digits={digits}&counter={}", counter.value())
        }
        Generator::Yandex(yandex) => write!(uri, "&pin={}", yandex.reveal_pin().reveal()),
        Generator::Steam(_) | Generator::Motp(_) => Ok(()),
    };
    written.expect("a string takes everything");
}

/// Enough for every character of the names to be encoded twice, so that the buffer never moves.
fn room(account: &Account, codes: &Generator) -> usize {
    let names = account.names.service.len() * 2 + account.names.user.len();
    names * 3 + codes.reveal_secret().reveal_bytes().len() * 2 + 160
}
