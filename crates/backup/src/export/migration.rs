//! The QR codes by which Google Authenticator moves to another phone: `otpauth-migration://offline?data=`, a
//! protobuf message in base64, in as many parts as it takes.

use countersign_otp::Generator;
use data_encoding::BASE64;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use zeroize::Zeroizing;

use crate::document::{Account, Backup};
use crate::export::Random;
use crate::export::losses::{Format, leaving};
use crate::page;

/// As many as Google Authenticator puts on one.
const ACCOUNTS_AT_MOST: usize = 10;
/// More bytes make a code that phones' cameras do not like.
const BYTES_AT_MOST: usize = 900;

/// One QR code of several.
pub struct MigrationPage {
    /// Which one, counted from 1.
    pub number: usize,
    /// How many there are.
    pub of: usize,
    /// How many accounts are on it.
    pub accounts: usize,
    /// The text in it. Warning: whoever sees it can make every code.
    pub uri: Zeroizing<String>,
    /// The picture. Warning: the same.
    pub svg: Zeroizing<String>,
}

/// The QR codes for all accounts that can go this way.
pub fn migration_pages(backup: &Backup, random: Random<'_>) -> Vec<MigrationPage> {
    let mut batch = [0; 4];
    random(&mut batch);
    // Positive: some readers take it for a signed number of 32 bits.
    let batch = u64::from(u32::from_be_bytes(batch) >> 1);
    let pages =
        divide(leaving(Format::GoogleMigration, backup).map(|(account, codes)| message(account, codes)));
    let of = pages.len();
    let made = pages.iter().enumerate().filter_map(|(index, messages)| {
        let uri = uri(messages, of, index, batch);
        let svg = page::qr(&uri)?;
        Some(MigrationPage { number: index + 1, of, accounts: messages.len(), uri, svg })
    });
    made.collect()
}

/// Whether this account alone is too much for one code.
pub(super) fn is_too_large(account: &Account, codes: &Generator) -> bool {
    message(account, codes).len() > BYTES_AT_MOST
}

fn divide(messages: impl Iterator<Item = Zeroizing<Vec<u8>>>) -> Vec<Vec<Zeroizing<Vec<u8>>>> {
    let mut pages: Vec<Vec<Zeroizing<Vec<u8>>>> = Vec::new();
    for message in messages {
        let fits = pages.last().is_some_and(|page| {
            let bytes: usize = page.iter().map(|each| each.len()).sum();
            page.len() < ACCOUNTS_AT_MOST && bytes + message.len() <= BYTES_AT_MOST
        });
        match pages.last_mut() {
            Some(page) if fits => page.push(message),
            _ => pages.push(vec![message]),
        }
    }
    pages
}

/// `MigrationPayload`: 1 the accounts, 2 version, 3 batch size, 4 batch index, 5 batch id.
fn uri(messages: &[Zeroizing<Vec<u8>>], of: usize, index: usize, batch: u64) -> Zeroizing<String> {
    let mut payload = Zeroizing::new(Vec::with_capacity(BYTES_AT_MOST * 2));
    for message in messages {
        push_bytes(&mut payload, 1, message);
    }
    push_number(&mut payload, 2, 1);
    push_number(&mut payload, 3, of as u64);
    push_number(&mut payload, 4, index as u64);
    push_number(&mut payload, 5, batch);
    let data = Zeroizing::new(BASE64.encode(&payload));
    let mut uri = Zeroizing::new(String::with_capacity(data.len() * 3 + 40));
    uri.push_str("otpauth-migration://offline?data=");
    uri.extend(utf8_percent_encode(&data, NON_ALPHANUMERIC));
    uri
}

/// `OtpParameters`: 1 secret, 2 name, 3 issuer, 4 algorithm, 5 digits, 6 type, 7 counter.
fn message(account: &Account, codes: &Generator) -> Zeroizing<Vec<u8>> {
    let secret = codes.reveal_secret().reveal_bytes();
    let room = secret.len() + account.names.service.len() + account.names.user.len() + 64;
    let mut message = Zeroizing::new(Vec::with_capacity(room));
    push_bytes(&mut message, 1, secret);
    push_bytes(&mut message, 2, account.names.user.as_bytes());
    push_bytes(&mut message, 3, account.names.service.as_bytes());
    let algorithm = match codes.algorithm_name() {
        "SHA256" => 2,
        "SHA512" => 3,
        _ => 1,
    };
    push_number(&mut message, 4, algorithm);
    push_number(&mut message, 5, if codes.length() == 8 { 2 } else { 1 });
    push_number(&mut message, 6, if codes.counter().is_some() { 1 } else { 2 });
    if let Some(counter) = codes.counter() {
        push_number(&mut message, 7, counter.value());
    }
    message
}

/// A field of bytes (wire type 2).
fn push_bytes(message: &mut Vec<u8>, field: u64, bytes: &[u8]) {
    push_varint(message, field << 3 | 2);
    push_varint(message, bytes.len() as u64);
    message.extend_from_slice(bytes);
}

/// A field of a number (wire type 0).
fn push_number(message: &mut Vec<u8>, field: u64, number: u64) {
    push_varint(message, field << 3);
    push_varint(message, number);
}

fn push_varint(message: &mut Vec<u8>, mut number: u64) {
    loop {
        let low = u8::try_from(number & 0x7f).expect("seven bits fit");
        number >>= 7;
        if number == 0 {
            message.push(low);
            return;
        }
        message.push(low | 0x80);
    }
}
