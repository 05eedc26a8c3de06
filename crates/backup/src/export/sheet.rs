//! A page to print: every account with its key and its QR code.

use askama::Template;
use countersign_otp::{Generator, Kind, UnixTime};
use data_encoding::HEXLOWER;
use zeroize::Zeroizing;

use crate::document::Backup;
use crate::export::losses::{Format, leaving};
use crate::export::otpauth::uri;
use crate::name::utc;
use crate::page;
use crate::paper::{AccountsWords, PaperLanguage};

#[derive(Template)]
#[template(path = "sheet.html")]
struct Sheet<'a> {
    language: PaperLanguage,
    words: &'static AccountsWords,
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
pub fn sheet(backup: &Backup, printed_at: UnixTime, language: PaperLanguage) -> Zeroizing<String> {
    let words = &language.words().accounts;
    let entries = leaving(Format::Sheet, backup).map(|(account, codes)| {
        let unit = codes.period().map(|period| format!("{} {} s", words.every, period.seconds()));
        let counter = codes.counter().map(|counter| format!("{} {}", words.counter, counter.value()));
        let changes = unit.or(counter).unwrap_or_default();
        Entry {
            service: &account.names.service,
            user: &account.names.user,
            key: page::in_fours(&key(codes)),
            pin: codes.reveal_pin().map(countersign_otp::Pin::reveal),
            facts: format!(
                "{}, {}, {} {}, {changes}",
                codes.kind().name(),
                codes.algorithm_name(),
                codes.length(),
                words.characters
            ),
            note: &account.note,
            qr: page::qr(&uri(account, codes)),
        }
    });
    let date = utc(printed_at, "%Y-%m-%d");
    let sheet = Sheet { language, words, date, entries: entries.collect() };
    page::render(&sheet)
}

/// As the other app asks for it.
fn key(codes: &Generator) -> Zeroizing<String> {
    let secret = codes.reveal_secret();
    match codes.kind() {
        Kind::Motp => Zeroizing::new(HEXLOWER.encode(secret.reveal_bytes())),
        Kind::Totp | Kind::Hotp | Kind::Steam | Kind::Yandex => secret.reveal_base32(),
    }
}
