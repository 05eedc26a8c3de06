//! A page to print: every account with its key and its QR code.

use askama::Template;
use countersign_otp::UnixTime;
use zeroize::Zeroizing;

use crate::document::Backup;
use crate::export::losses::{Format, leaving};
use crate::export::otpauth::uri;
use crate::name::utc;
use crate::page;

#[derive(Template)]
#[template(path = "sheet.html")]
struct Sheet<'a> {
    date: String,
    entries: Vec<Entry<'a>>,
}

struct Entry<'a> {
    service: &'a str,
    user: &'a str,
    key: Zeroizing<String>,
    pin: Option<&'a str>,
    facts: String,
    note: &'a str,
    qr: Option<Zeroizing<String>>,
}

/// The page, as one HTML file. Warning: whoever sees it can make every code.
pub fn sheet(backup: &Backup, printed_at: UnixTime) -> Zeroizing<String> {
    let entries = leaving(Format::Sheet, backup).map(|(account, codes)| {
        let unit = codes.period().map(|period| format!("every {} s", period.seconds()));
        let counter = codes.counter().map(|counter| format!("counter {}", counter.value()));
        let changes = unit.or(counter).unwrap_or_default();
        Entry {
            service: &account.names.service,
            user: &account.names.user,
            key: page::in_fours(&codes.reveal_secret().reveal_base32()),
            pin: codes.reveal_pin().map(countersign_otp::Pin::reveal),
            facts: format!(
                "{}, {}, {} characters, {changes}",
                codes.kind().name(),
                codes.algorithm_name(),
                codes.length()
            ),
            note: &account.note,
            qr: page::qr(&uri(account, codes)),
        }
    });
    let sheet = Sheet { date: utc(printed_at, "%Y-%m-%d"), entries: entries.collect() };
    page::render(&sheet)
}
