//! `SQLCipher` databases of version 3: pages of 1024 bytes, each sealed by itself. They become a plain database in
//! memory.

use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use zeroize::Zeroizing;

use super::crypto::{self, Hash};
use super::error::ImportError;
use super::source::Source;
use super::sqlite::MAGIC;

const PAGE: usize = 1_024;
const SALT: usize = 16;
/// The end of each page: IV (16), HMAC-SHA-1 (20), and what fills the last block.
const RESERVE: usize = 48;
const IV: usize = 16;
const MAC: usize = 20;
const ROUNDS: u64 = 64_000;
const ROUNDS_OF_MAC_KEY: u64 = 2;
const MAC_SALT_MASK: u8 = 0x3a;

/// Opens the database with the password; `None` if the file is none, the password another, or its first page damaged:
/// nothing tells them apart.
pub(crate) fn open(source: &Source<'_>) -> Result<Option<Zeroizing<Vec<u8>>>, ImportError> {
    let (pages, rest) = source.file.as_chunks::<PAGE>();
    let Some(first) = pages.first().filter(|_| rest.is_empty()) else { return Ok(None) };
    let salt = &first[..SALT];
    let key = crypto::pbkdf2(Hash::Sha1, source.password()?, salt, ROUNDS, &source.limits)?;
    let mac_salt: Vec<u8> = salt.iter().map(|byte| byte ^ MAC_SALT_MASK).collect();
    let mac_key = crypto::pbkdf2(Hash::Sha1, key.as_ref(), &mac_salt, ROUNDS_OF_MAC_KEY, &source.limits)?;
    let mut database = Zeroizing::new(Vec::with_capacity(source.file.len()));
    for (number, page) in (1_u32..).zip(pages) {
        // The salt lies where the first page has its magic words.
        let begin = if number == 1 { SALT } else { 0 };
        let Some(opened) = open_page(&page[begin..], number, &key, &mac_key) else {
            return if number == 1 { Ok(None) } else { Err(ImportError::damaged(format!("page {number}"))) };
        };
        if number == 1 {
            database.extend_from_slice(MAGIC);
        }
        database.extend_from_slice(&opened);
        database.extend_from_slice(&[0; RESERVE]);
    }
    Ok(Some(database))
}

/// `HMAC(sealed ‖ IV ‖ number)`, then AES-256-CBC.
fn open_page(page: &[u8], number: u32, key: &[u8; 32], mac_key: &[u8; 32]) -> Option<Zeroizing<Vec<u8>>> {
    let (sealed, reserve) = page.split_at(page.len() - RESERVE);
    let (iv, tag) = reserve[..IV + MAC].split_at(IV);
    let mut mac = Hmac::<Sha1>::new_from_slice(mac_key).expect("a MAC takes a key of any length");
    mac.update(sealed);
    mac.update(iv);
    mac.update(&number.to_le_bytes());
    mac.verify_slice(tag).ok()?;
    crypto::open_cbc_unpadded(key, iv, sealed)
}
