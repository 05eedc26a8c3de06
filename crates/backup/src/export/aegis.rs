//! Aegis' own file, the nearest to a common tongue of authenticators.
//!
//! Encrypted: scrypt makes a key of the passphrase, which opens a random master key, which opens the accounts;
//! both by AES-256-GCM.

use std::collections::BTreeMap;

use aes_gcm::aead::{AeadInOut, KeyInit};
use aes_gcm::{Aes256Gcm, Nonce};
use countersign_otp::{Generator, Kind};
use data_encoding::{BASE64, HEXLOWER};
use serde::Serialize;
use zeroize::Zeroizing;

use crate::document::{Account, Backup};
use crate::export::Random;
use crate::export::losses::{Format, leaving};
use crate::writing::to_bytes;

/// What Aegis itself takes: N = 2^15, r = 8, p = 1.
const LOG_N: u8 = 15;
const R: u32 = 8;
const P: u32 = 1;

#[derive(Serialize)]
struct File<D> {
    version: u32,
    header: Header,
    db: D,
}

#[derive(Serialize)]
struct Header {
    slots: Option<[Slot; 1]>,
    params: Option<SealedBy>,
}

#[derive(Serialize)]
struct Slot {
    r#type: u32,
    uuid: String,
    key: String,
    key_params: SealedBy,
    n: u32,
    r: u32,
    p: u32,
    salt: String,
    repaired: bool,
    is_backup: bool,
}

#[derive(Serialize)]
struct SealedBy {
    nonce: String,
    tag: String,
}

#[derive(Serialize)]
struct Database<'a> {
    version: u32,
    entries: Vec<Entry<'a>>,
    groups: Vec<Group<'a>>,
}

#[derive(Serialize)]
struct Group<'a> {
    uuid: String,
    name: &'a str,
}

#[derive(Serialize)]
struct Entry<'a> {
    r#type: &'static str,
    uuid: String,
    name: &'a str,
    issuer: &'a str,
    note: &'a str,
    favorite: bool,
    icon: Option<()>,
    info: Info<'a>,
    groups: Vec<String>,
}

#[derive(Serialize)]
struct Info<'a> {
    secret: Zeroizing<String>,
    algo: &'static str,
    digits: u8,
    #[serde(skip_serializing_if = "Option::is_none")]
    period: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    counter: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pin: Option<&'a str>,
}

/// The file that anybody can read.
pub fn aegis_plain(backup: &Backup, random: Random<'_>) -> Zeroizing<Vec<u8>> {
    let header = Header { slots: None, params: None };
    to_bytes(&File { version: 1, header, db: database(backup, random) })
}

/// The file that opens by this passphrase.
pub fn aegis_encrypted(backup: &Backup, passphrase: &str, random: Random<'_>) -> Vec<u8> {
    let mut salt = [0; 32];
    random(&mut salt);
    let mut slot_key = Zeroizing::new([0; 32]);
    let cost = scrypt::Params::new(LOG_N, R, P).expect("Aegis' cost is a valid one");
    scrypt::scrypt(passphrase.as_bytes(), &salt, &cost, &mut *slot_key).expect("32 bytes are a valid length");
    let mut master_key = Zeroizing::new([0; 32]);
    random(&mut *master_key);

    let mut accounts = to_bytes(&database(backup, random));
    let params = seal(&master_key, &mut accounts, random);
    let mut wrapped = *master_key;
    let key_params = seal(&slot_key, &mut wrapped, random);
    let slot = Slot {
        r#type: 1,
        uuid: uuid(random),
        key: HEXLOWER.encode(&wrapped),
        key_params,
        n: 1 << LOG_N,
        r: R,
        p: P,
        salt: HEXLOWER.encode(&salt),
        repaired: true,
        is_backup: false,
    };
    let header = Header { slots: Some([slot]), params: Some(params) };
    to_bytes(&File { version: 1, header, db: BASE64.encode(&accounts) }).to_vec()
}

/// Seals in place, under a new random nonce.
fn seal(key: &[u8; 32], text: &mut [u8], random: Random<'_>) -> SealedBy {
    let mut nonce = [0; 12];
    random(&mut nonce);
    let tag = Aes256Gcm::new(key.into())
        .encrypt_inout_detached(&Nonce::from(nonce), b"", text.into())
        .expect("no backup is as large as AES-GCM's limit");
    SealedBy { nonce: HEXLOWER.encode(&nonce), tag: HEXLOWER.encode(&tag) }
}

fn database<'a>(backup: &'a Backup, random: Random<'_>) -> Database<'a> {
    let leaving: Vec<_> = leaving(Format::Aegis, backup).collect();
    let mut ids: BTreeMap<&str, String> = BTreeMap::new();
    let used = leaving.iter().flat_map(|(account, _)| &account.groups);
    let mut groups = Vec::new();
    for name in backup.groups.iter().chain(used) {
        if !ids.contains_key(name.as_str()) {
            let id = uuid(random);
            groups.push(Group { uuid: id.clone(), name });
            ids.insert(name, id);
        }
    }
    let entries = leaving.iter().map(|(account, codes)| entry(account, codes, &ids, random)).collect();
    Database { version: 3, entries, groups }
}

fn entry<'a>(
    account: &'a Account,
    codes: &'a Generator,
    groups: &BTreeMap<&str, String>,
    random: Random<'_>,
) -> Entry<'a> {
    Entry {
        r#type: match codes.kind() {
            Kind::Yandex => "yandex",
            kind @ (Kind::Totp | Kind::Hotp | Kind::Steam | Kind::Motp) => kind.name(),
        },
        uuid: uuid(random),
        name: &account.names.user,
        issuer: &account.names.service,
        note: &account.note,
        favorite: account.is_pinned,
        icon: None,
        info: Info {
            secret: codes.reveal_secret().reveal_base32(),
            algo: codes.algorithm_name(),
            digits: codes.length(),
            period: codes.period().map(countersign_otp::Period::seconds),
            counter: codes.counter().map(countersign_otp::Counter::value),
            pin: codes.reveal_pin().map(countersign_otp::Pin::reveal),
        },
        groups: account.groups.iter().filter_map(|name| groups.get(name.as_str()).cloned()).collect(),
    }
}

/// A random UUID (RFC 9562, version 4).
fn uuid(random: Random<'_>) -> String {
    let mut bytes = [0; 16];
    random(&mut bytes);
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex = HEXLOWER.encode(&bytes);
    [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-")
}
