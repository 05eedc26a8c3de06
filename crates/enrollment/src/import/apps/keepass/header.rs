//! The open part of a database, and the small header within the sealed one.

use zeroize::Zeroizing;

use super::kdf::{Kdf, kdf_of};
use crate::import::error::ImportError;

/// What the database is sealed with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cipher {
    Aes,
    ChaCha20,
    Twofish,
}

/// What the single secrets within are hidden with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stream {
    None,
    Salsa20,
    ChaCha20,
}

/// The outer header.
pub(super) struct Header {
    pub(super) major: u16,
    pub(super) bytes: usize,
    pub(super) cipher: Cipher,
    pub(super) is_packed: bool,
    pub(super) master_seed: Vec<u8>,
    pub(super) iv: Vec<u8>,
    pub(super) kdf: Kdf,
    pub(super) stream: Stream,
    pub(super) stream_key: Zeroizing<Vec<u8>>,
    pub(super) start: Vec<u8>,
}

/// What follows the sealed part's own header.
pub(super) struct Inner {
    pub(super) stream: Stream,
    pub(super) stream_key: Zeroizing<Vec<u8>>,
    pub(super) xml: Zeroizing<Vec<u8>>,
}

const FIELDS: usize = 13;
const AES: [u8; 16] = 0x31C1_F2E6_BF71_4350_BE58_0521_6AFC_5AFF_u128.to_be_bytes();
const CHACHA20: [u8; 16] = 0xD603_8A2B_8B6F_4CB5_A524_339A_31DB_B59A_u128.to_be_bytes();
const TWOFISH: [u8; 16] = 0xAD68_F29F_576F_4BB9_A36A_D47A_F965_346C_u128.to_be_bytes();

pub(super) fn damaged() -> ImportError {
    ImportError::damaged("the header")
}

impl Header {
    /// Reads the header; what follows it is the body.
    pub(super) fn read(file: &[u8]) -> Result<(Self, &[u8]), ImportError> {
        let version = file.get(8..12).ok_or_else(damaged)?;
        let (minor, major) = (u16_of(&version[..2])?, u16_of(&version[2..])?);
        if !(3..=4).contains(&major) {
            return Err(ImportError::UnknownVersion(format!("{major}.{minor}")));
        }
        let mut fields: [&[u8]; FIELDS] = [&[]; FIELDS];
        let mut rest = file.get(12..).ok_or_else(damaged)?;
        loop {
            let (id, value, after) = field(rest, if major == 4 { 4 } else { 2 })?;
            rest = after;
            match usize::from(id) {
                0 => break,
                id if id < FIELDS => fields[id] = value,
                _ => {}
            }
        }
        let kdf = if major == 4 {
            kdf_of(fields[11])?
        } else {
            Kdf::Aes { seed: fields[5].try_into().map_err(|_| damaged())?, rounds: u64_of(fields[6])? }
        };
        let header = Self {
            major,
            bytes: file.len() - rest.len(),
            cipher: cipher_of(fields[2])?,
            is_packed: fields[3].first() == Some(&1),
            master_seed: fields[4].to_vec(),
            iv: fields[7].to_vec(),
            kdf,
            stream: if fields[10].is_empty() { Stream::None } else { stream_of(fields[10])? },
            stream_key: Zeroizing::new(fields[8].to_vec()),
            start: fields[9].to_vec(),
        };
        if header.master_seed.len() == 32 { Ok((header, rest)) } else { Err(damaged()) }
    }
}

/// Reads the sealed part's own header; the rest is the XML.
pub(super) fn read_inner(opened: &[u8]) -> Result<Inner, ImportError> {
    let mut inner =
        Inner { stream: Stream::None, stream_key: Zeroizing::default(), xml: Zeroizing::default() };
    let mut rest = opened;
    loop {
        let (id, value, after) = field(rest, 4)?;
        rest = after;
        match id {
            0 => break,
            1 => inner.stream = stream_of(value)?,
            2 => inner.stream_key = Zeroizing::new(value.to_vec()),
            _ => {}
        }
    }
    inner.xml = Zeroizing::new(rest.to_vec());
    Ok(inner)
}

/// An id, a length of so many bytes, a value; and what follows.
fn field(bytes: &[u8], width: usize) -> Result<(u8, &[u8], &[u8]), ImportError> {
    let (&id, rest) = bytes.split_first().ok_or_else(damaged)?;
    let (length, rest) = rest.split_at_checked(width).ok_or_else(damaged)?;
    let length = length.iter().rev().fold(0_usize, |number, &byte| number << 8 | usize::from(byte));
    let (value, rest) = rest.split_at_checked(length).ok_or_else(damaged)?;
    Ok((id, value, rest))
}

fn cipher_of(id: &[u8]) -> Result<Cipher, ImportError> {
    match id {
        id if id == AES => Ok(Cipher::Aes),
        id if id == CHACHA20 => Ok(Cipher::ChaCha20),
        id if id == TWOFISH => Ok(Cipher::Twofish),
        _ => Err(ImportError::UnknownEncryption),
    }
}

fn stream_of(id: &[u8]) -> Result<Stream, ImportError> {
    match id {
        [0, 0, 0, 0] => Ok(Stream::None),
        [2, 0, 0, 0] => Ok(Stream::Salsa20),
        [3, 0, 0, 0] => Ok(Stream::ChaCha20),
        _ => Err(ImportError::UnknownEncryption),
    }
}

fn u16_of(bytes: &[u8]) -> Result<u16, ImportError> {
    bytes.try_into().map(u16::from_le_bytes).map_err(|_| damaged())
}

/// A little-endian number of up to eight bytes.
pub(super) fn u64_of(bytes: &[u8]) -> Result<u64, ImportError> {
    if bytes.is_empty() || bytes.len() > 8 {
        return Err(damaged());
    }
    Ok(bytes.iter().rev().fold(0, |number, &byte| number << 8 | u64::from(byte)))
}
