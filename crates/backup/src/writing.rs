//! A [`Backup`] as JSON (docs/backup-format.md).

use std::io::Write;

use countersign_otp::{Generator, UnixTime};
use data_encoding::BASE64;
use serde::Serialize;
use zeroize::Zeroizing;

use crate::document::{Account, Backup};

/// Says what the file is.
pub(crate) const FORMAT: &str = "countersign-backup";
/// Raised only when an old program would misunderstand; new members alone do not raise it.
pub(crate) const VERSION: u32 = 1;

#[derive(Serialize)]
struct BackupOut<'a> {
    format: &'static str,
    version: u32,
    made_at: u64,
    groups: &'a [String],
    accounts: Vec<AccountOut<'a>>,
}

#[derive(Serialize)]
struct AccountOut<'a> {
    service: &'a str,
    user: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    given_service: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    given_user: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    codes: Option<CodesOut<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pairing: Option<PairingOut<'a>>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    groups: &'a [String],
    #[serde(skip_serializing_if = "str::is_empty")]
    note: &'a str,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pinned: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    icon: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    picture: Option<PictureOut<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    added_at: Option<u64>,
}

#[derive(Serialize)]
struct CodesOut<'a> {
    kind: &'static str,
    secret: Zeroizing<String>,
    algorithm: &'static str,
    digits: u8,
    #[serde(skip_serializing_if = "Option::is_none")]
    period: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    counter: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pin: Option<&'a str>,
}

#[derive(Serialize)]
struct PictureOut<'a> {
    media_type: &'a str,
    data: String,
}

#[derive(Serialize)]
struct PairingOut<'a> {
    origin: &'a str,
    user: &'a str,
}

/// The backup as JSON that people can read, in a buffer that is made once, so that no part of it is left behind.
pub(crate) fn to_json(backup: &Backup) -> Zeroizing<Vec<u8>> {
    to_bytes(&document(backup))
}

/// The backup as JSON without white space, in a buffer that is made once.
pub(crate) fn to_compact_json(backup: &Backup) -> Zeroizing<Vec<u8>> {
    let out = document(backup);
    let mut counter = Count(0);
    serde_json::to_writer(&mut counter, &out).expect("a counter takes everything");
    let mut json = Zeroizing::new(Vec::with_capacity(counter.0));
    serde_json::to_writer(&mut *json, &out).expect("a vector takes everything");
    json
}

/// Everything but the time, as JSON.
pub(crate) fn content_json(backup: &Backup) -> Zeroizing<Vec<u8>> {
    to_bytes(&BackupOut { made_at: 0, ..document(backup) })
}

fn document(backup: &Backup) -> BackupOut<'_> {
    BackupOut {
        format: FORMAT,
        version: VERSION,
        made_at: millis(backup.made_at),
        groups: &backup.groups,
        accounts: backup.accounts.iter().map(account).collect(),
    }
}

/// Any value as JSON, in a buffer that is made once.
pub(crate) fn to_bytes(value: &impl Serialize) -> Zeroizing<Vec<u8>> {
    let mut counter = Count(0);
    serde_json::to_writer_pretty(&mut counter, value).expect("a counter takes everything");
    let mut json = Zeroizing::new(Vec::with_capacity(counter.0));
    serde_json::to_writer_pretty(&mut *json, value).expect("a vector takes everything");
    json
}

fn account(account: &Account) -> AccountOut<'_> {
    let given = account.given_names.as_ref();
    AccountOut {
        service: &account.names.service,
        user: &account.names.user,
        given_service: given.map(|names| names.service.as_str()),
        given_user: given.map(|names| names.user.as_str()),
        codes: account.codes.as_ref().map(codes),
        pairing: account
            .pairing
            .as_ref()
            .map(|pairing| PairingOut { origin: &pairing.origin, user: &pairing.user }),
        groups: &account.groups,
        note: &account.note,
        pinned: account.is_pinned,
        icon: account.icon.as_deref(),
        picture: account.picture.as_ref().map(|picture| PictureOut {
            media_type: &picture.media_type,
            data: BASE64.encode(&picture.bytes),
        }),
        added_at: account.added_at.map(millis),
    }
}

fn codes(codes: &Generator) -> CodesOut<'_> {
    CodesOut {
        kind: codes.kind().name(),
        secret: codes.reveal_secret().reveal_base32(),
        algorithm: codes.algorithm_name(),
        digits: codes.length(),
        period: codes.period().map(countersign_otp::Period::seconds),
        counter: codes.counter().map(countersign_otp::Counter::value),
        pin: codes.reveal_pin().map(countersign_otp::Pin::reveal),
    }
}

fn millis(time: UnixTime) -> u64 {
    u64::try_from(time.duration().as_millis()).unwrap_or(u64::MAX)
}

struct Count(usize);

impl Write for Count {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
