//! The sealed part of a database: blocks with MACs (4) or hashes (3.1) around one of three ciphers.

use cbc::cipher::block_padding::Pkcs7;
use cbc::cipher::{BlockModeDecrypt, KeyIvInit, StreamCipher};
use chacha20::ChaCha20;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;
use twofish::Twofish;
use zeroize::Zeroizing;

use super::header::{Cipher, Header};
use super::keys::Keys;
use crate::import::crypto;
use crate::import::error::ImportError;

const HASH_BYTES: usize = 32;

/// Opens the body of KDBX 4: the header's hash and MAC, blocks with a MAC each, the cipher around all of them.
pub(super) fn open_4(
    header: &Header,
    keys: &Keys,
    file: &[u8],
    body: &[u8],
) -> Result<Zeroizing<Vec<u8>>, ImportError> {
    let damaged = || ImportError::damaged("the header");
    let (hash, rest) = body.split_at_checked(HASH_BYTES).ok_or_else(damaged)?;
    let (mac, mut rest) = rest.split_at_checked(HASH_BYTES).ok_or_else(damaged)?;
    let open_part = &file[..header.bytes];
    if crypto::sha256(&[open_part]).as_ref() != hash {
        return Err(damaged());
    }
    // The header is whole, so a MAC that differs means another key.
    if !is_mac(keys.of_block(u64::MAX).as_ref(), &[open_part], mac) {
        return Err(ImportError::WrongPassword);
    }
    let mut sealed = Vec::with_capacity(rest.len());
    for index in 0_u64.. {
        let damaged = || ImportError::damaged(format!("block {index}"));
        let (mac, after) = rest.split_at_checked(HASH_BYTES).ok_or_else(damaged)?;
        let (size, after) = after.split_at_checked(4).ok_or_else(damaged)?;
        let (data, after) = after.split_at_checked(length_of(size)).ok_or_else(damaged)?;
        if !is_mac(keys.of_block(index).as_ref(), &[&index.to_le_bytes(), size, data], mac) {
            return Err(damaged());
        }
        if data.is_empty() {
            break;
        }
        sealed.extend_from_slice(data);
        rest = after;
    }
    decrypt(header, keys, &sealed).ok_or_else(|| ImportError::damaged("the content"))
}

/// Opens the body of KDBX 3.1: the cipher around known bytes and blocks with a hash each.
pub(super) fn open_3(header: &Header, keys: &Keys, body: &[u8]) -> Result<Zeroizing<Vec<u8>>, ImportError> {
    if !body.len().is_multiple_of(16) {
        return Err(ImportError::damaged("the end of the file"));
    }
    let opened = decrypt(header, keys, body).ok_or(ImportError::WrongPasswordOrDamaged)?;
    let (start, mut rest) = opened.split_at_checked(HASH_BYTES).ok_or(ImportError::WrongPassword)?;
    if !bool::from(start.ct_eq(&header.start)) {
        return Err(ImportError::WrongPassword);
    }
    let mut content = Zeroizing::new(Vec::with_capacity(rest.len()));
    for index in 0_u32.. {
        let damaged = || ImportError::damaged(format!("block {index}"));
        let (_, after) = rest.split_at_checked(4).ok_or_else(damaged)?;
        let (hash, after) = after.split_at_checked(HASH_BYTES).ok_or_else(damaged)?;
        let (size, after) = after.split_at_checked(4).ok_or_else(damaged)?;
        let (data, after) = after.split_at_checked(length_of(size)).ok_or_else(damaged)?;
        if data.is_empty() {
            break;
        }
        if crypto::sha256(&[data]).as_ref() != hash {
            return Err(damaged());
        }
        content.extend_from_slice(data);
        rest = after;
    }
    Ok(content)
}

fn decrypt(header: &Header, keys: &Keys, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let key = keys.sealing.as_ref();
    match header.cipher {
        Cipher::Aes => crypto::open_cbc(key, &header.iv, sealed),
        Cipher::Twofish => {
            let cipher = cbc::Decryptor::<Twofish>::new_from_slices(key, &header.iv).ok()?;
            cipher.decrypt_padded_vec::<Pkcs7>(sealed).ok().map(Zeroizing::new)
        }
        Cipher::ChaCha20 => {
            let mut opened = Zeroizing::new(sealed.to_vec());
            ChaCha20::new_from_slices(key, &header.iv).ok()?.apply_keystream(&mut opened);
            Some(opened)
        }
    }
}

fn is_mac(key: &[u8], parts: &[&[u8]], mac: &[u8]) -> bool {
    let mut expected = Hmac::<Sha256>::new_from_slice(key).expect("any length is a key");
    for part in parts {
        expected.update(part);
    }
    expected.verify_slice(mac).is_ok()
}

fn length_of(size: &[u8]) -> usize {
    size.iter().rev().fold(0, |number, &byte| number << 8 | usize::from(byte))
}
