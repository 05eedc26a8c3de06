//! From the password to the key of a message (RFC 9580 §3.7 and §5.3, version 4).

use sha1::Sha1;
use sha2::{Digest, Sha256, Sha512};
use zeroize::Zeroizing;

use super::decrypt;
use crate::import::crypto::{self, Argon2Kind, Argon2Parameters};
use crate::import::error::ImportError;
use crate::import::limits::Limits;

/// The key of a message.
pub(super) struct SessionKey {
    pub(super) bytes: Zeroizing<Vec<u8>>,
}

/// The key that a packet gives with this password; `None` if the key within it is none, so the password is another.
pub(super) fn derive(
    body: &[u8],
    password: &[u8],
    limits: &Limits,
) -> Result<Option<SessionKey>, ImportError> {
    let damaged = || ImportError::damaged("the key of the message");
    let [version, cipher, rest @ ..] = body else { return Err(damaged()) };
    if *version != 4 {
        return Err(ImportError::UnknownEncryption);
    }
    let length = key_length(*cipher).ok_or(ImportError::UnknownEncryption)?;
    let (bytes, sealed) = by_password(rest, password, length, limits)?;
    let key = SessionKey { bytes };
    if sealed.is_empty() {
        return Ok(Some(key));
    }
    // The session key itself is sealed: its cipher, its bytes.
    let opened = decrypt(&key, sealed)?;
    let (&cipher, bytes) = opened.split_first().ok_or_else(damaged)?;
    let is_key = key_length(cipher) == Some(bytes.len());
    Ok(is_key.then(|| SessionKey { bytes: Zeroizing::new(bytes.to_vec()) }))
}

fn key_length(cipher: u8) -> Option<usize> {
    match cipher {
        7 => Some(16),
        8 => Some(24),
        9 => Some(32),
        _ => None,
    }
}

type Derived<'a> = (Zeroizing<Vec<u8>>, &'a [u8]);

fn by_password<'a>(
    specifier: &'a [u8],
    password: &[u8],
    length: usize,
    limits: &Limits,
) -> Result<Derived<'a>, ImportError> {
    let damaged = || ImportError::damaged("the key of the message");
    match specifier {
        [4, rest @ ..] => {
            let (salt, rest) = rest.split_at_checked(16).ok_or_else(damaged)?;
            let [passes, lanes, memory, rest @ ..] = rest else { return Err(damaged()) };
            let memory_kib = 1_u64.checked_shl((*memory).into()).ok_or_else(damaged)?;
            let parameters = Argon2Parameters {
                kind: Argon2Kind::Id,
                memory_kib,
                passes: (*passes).into(),
                lanes: (*lanes).into(),
            };
            if length != 32 {
                return Err(ImportError::UnknownEncryption);
            }
            let key = crypto::argon2(password, salt, &parameters, limits)?;
            Ok((Zeroizing::new(key.to_vec()), rest))
        }
        [kind @ (0 | 1 | 3), hash, rest @ ..] => {
            let salt_bytes = if *kind == 0 { 0 } else { 8 };
            let (salt, mut rest) = rest.split_at_checked(salt_bytes).ok_or_else(damaged)?;
            let text = Zeroizing::new([salt, password].concat());
            let mut count = text.len();
            if *kind == 3 {
                let (&coded, after) = rest.split_first().ok_or_else(damaged)?;
                count = count.max((16 + usize::from(coded & 15)) << (usize::from(coded >> 4) + 6));
                rest = after;
            }
            let hash = match hash {
                2 => repeated::<Sha1>,
                8 => repeated::<Sha256>,
                10 => repeated::<Sha512>,
                _ => return Err(ImportError::UnknownEncryption),
            };
            Ok((hash(&text, count, length), rest))
        }
        _ => Err(ImportError::UnknownEncryption),
    }
}

/// The hash of `count` bytes of the text over and over; for a longer key more of them, each after one more zero.
fn repeated<D: Digest>(text: &[u8], count: usize, length: usize) -> Zeroizing<Vec<u8>> {
    let mut key = Zeroizing::new(Vec::with_capacity(length + 64));
    let mut zeros = 0;
    while key.len() < length {
        let mut hash = D::new();
        (0..zeros).for_each(|_| hash.update([0]));
        let mut left = count;
        while left > 0 && !text.is_empty() {
            let part = &text[..left.min(text.len())];
            hash.update(part);
            left -= part.len();
        }
        key.extend_from_slice(&hash.finalize());
        zeros += 1;
    }
    key.truncate(length);
    key
}
