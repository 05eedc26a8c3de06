//! `OpenPGP` messages (RFC 4880, RFC 9580) that a password opens: armored or not, integrity protected, maybe packed.
//!
//! Messages to keys are none of an authenticator's business, and neither are signatures.

mod packets;
mod session_key;

use aes::cipher::{BlockCipherEncrypt, KeyInit};
use aes::{Aes128, Aes192, Aes256, Block};
use flate2::read::{DeflateDecoder, ZlibDecoder};
use sha1::{Digest, Sha1};
use std::io::Read;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use self::packets::{Packet, Tag, read_packets};
use self::session_key::{SessionKey, derive};
use super::error::{Excess, ImportError};
use super::limits::MAX_BYTES;
use super::source::{Source, base64};

const ARMOR_BEGIN: &str = "-----BEGIN PGP MESSAGE-----";
const ARMOR_END: &str = "-----END PGP MESSAGE-----";
const BLOCK: usize = 16;
/// The packet with the hash of all before it: two bytes of its own, and SHA-1.
const MDC_BYTES: usize = 22;

/// Whether a text is an armored message.
pub(crate) fn is_armored(text: &str) -> bool {
    text.starts_with(ARMOR_BEGIN)
}

/// Whether a file begins as a message that a password opens: a packet of version 4 with a key for AES.
pub(crate) fn is_binary(file: &[u8]) -> bool {
    matches!(file, [0x8c | 0xc3, 13..=64, 4, 7..=9, 0 | 1 | 3 | 4, ..])
}

/// Opens a message with the password.
pub(crate) fn open(source: &Source<'_>) -> Result<Zeroizing<Vec<u8>>, ImportError> {
    let message = match std::str::from_utf8(source.file) {
        Ok(text) if is_armored(text.trim_start()) => without_armor(text.trim_start())?,
        _ => Zeroizing::new(source.file.to_vec()),
    };
    let packets = read_packets(&message)?;
    let sealed =
        packets.iter().find(|packet| packet.tag == Tag::Sealed).ok_or(ImportError::UnknownEncryption)?;
    let password = source.password()?;
    let mut error = ImportError::BoundToAccount;
    for packet in packets.iter().filter(|packet| packet.tag == Tag::KeyByPassword) {
        let key = derive(&packet.body, password, &source.limits)?;
        match key.ok_or(ImportError::WrongPassword).and_then(|key| unseal(&key, &sealed.body)) {
            Ok(content) => return literal(&content, 0),
            Err(other) => error = other,
        }
    }
    Err(error)
}

/// The bytes between the lines, without the headers above and the checksum below.
fn without_armor(text: &str) -> Result<Zeroizing<Vec<u8>>, ImportError> {
    let damaged = || ImportError::damaged("the armor of the message");
    let body =
        text.strip_prefix(ARMOR_BEGIN).and_then(|rest| rest.split(ARMOR_END).next()).ok_or_else(damaged)?;
    let mut lines = body.lines().map(str::trim).skip_while(|line| !line.is_empty()).skip(1).peekable();
    lines.peek().ok_or_else(damaged)?;
    let data: String = lines.take_while(|line| !line.starts_with('=')).collect();
    base64(&data, "the armor of the message")
}

/// Cipher feedback with a random block and two of its bytes again in front, and SHA-1 of it all behind.
fn unseal(key: &SessionKey, body: &[u8]) -> Result<Zeroizing<Vec<u8>>, ImportError> {
    let damaged = || ImportError::damaged("the sealed data");
    let (&version, sealed) = body.split_first().ok_or_else(damaged)?;
    if version != 1 {
        return Err(ImportError::UnknownEncryption);
    }
    let opened = decrypt(key, sealed)?;
    let (prefix, rest) = opened.split_at_checked(BLOCK + 2).ok_or_else(damaged)?;
    if prefix[BLOCK - 2..BLOCK] != prefix[BLOCK..] {
        return Err(ImportError::WrongPassword);
    }
    let content = rest.len().checked_sub(MDC_BYTES).ok_or_else(damaged)?;
    let (content, check) = rest.split_at(content);
    let mut hash = Sha1::new();
    hash.update(prefix);
    hash.update(content);
    hash.update(&check[..2]);
    let is_whole = check[..2] == [0xd3, 0x14] && bool::from(hash.finalize().as_slice().ct_eq(&check[2..]));
    if is_whole { Ok(Zeroizing::new(content.to_vec())) } else { Err(damaged()) }
}

/// CFB (SP 800-38A) from a block of zeros: `plain = sealed ⊕ E(sealed before)`.
fn decrypt(key: &SessionKey, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, ImportError> {
    let encrypt: Box<dyn Fn(&mut Block)> = match key.bytes.len() {
        16 => {
            let cipher = Aes128::new_from_slice(&key.bytes).expect("16 bytes");
            Box::new(move |block| cipher.encrypt_block(block))
        }
        24 => {
            let cipher = Aes192::new_from_slice(&key.bytes).expect("24 bytes");
            Box::new(move |block| cipher.encrypt_block(block))
        }
        32 => {
            let cipher = Aes256::new_from_slice(&key.bytes).expect("32 bytes");
            Box::new(move |block| cipher.encrypt_block(block))
        }
        _ => return Err(ImportError::UnknownEncryption),
    };
    let mut plain = Zeroizing::new(Vec::with_capacity(sealed.len()));
    let mut before = Block::default();
    for chunk in sealed.chunks(BLOCK) {
        encrypt(&mut before);
        plain.extend(chunk.iter().zip(before.iter()).map(|(byte, mask)| byte ^ mask));
        before[..chunk.len()].copy_from_slice(chunk);
    }
    Ok(plain)
}

/// The data in a literal packet, or in one within a packed one.
fn literal(content: &[u8], depth: usize) -> Result<Zeroizing<Vec<u8>>, ImportError> {
    let damaged = || ImportError::damaged("the message");
    for Packet { tag, body } in read_packets(content)? {
        match tag {
            Tag::Literal => {
                // Format, length of a name, name, time.
                let name = usize::from(*body.get(1).ok_or_else(damaged)?);
                let data = body.get(2 + name + 4..).ok_or_else(damaged)?;
                return Ok(Zeroizing::new(data.to_vec()));
            }
            Tag::Compressed if depth == 0 => return literal(&unpack(&body)?, depth + 1),
            Tag::Compressed | Tag::Sealed | Tag::KeyByPassword | Tag::Other => {}
        }
    }
    Err(damaged())
}

fn unpack(body: &[u8]) -> Result<Zeroizing<Vec<u8>>, ImportError> {
    let (&algorithm, packed) = body.split_first().ok_or_else(|| ImportError::damaged("the packed data"))?;
    let mut reader: Box<dyn Read> = match algorithm {
        0 => Box::new(packed),
        1 => Box::new(DeflateDecoder::new(packed)),
        2 => Box::new(ZlibDecoder::new(packed)),
        _ => return Err(ImportError::UnknownEncryption),
    };
    let mut unpacked = Zeroizing::new(Vec::new());
    let result = (&mut reader).take(MAX_BYTES as u64 + 1).read_to_end(&mut unpacked);
    if unpacked.len() > MAX_BYTES {
        return Err(ImportError::TooLarge(Excess::Unpacked));
    }
    result.map_err(|_| ImportError::damaged("the packed data"))?;
    Ok(unpacked)
}
