//! A file as a series of QR codes, and back.
//!
//! `COUNTERSIGN-PART:1:SESSION:3/12:DATA`, all in the characters that QR codes pack tightest. `SESSION` is made of
//! the greeting, so that codes of another move are told apart.

use std::collections::BTreeMap;

use data_encoding::{BASE32_NOPAD, HEXUPPER};
use sha2::{Digest, Sha256};

const PART: &str = "COUNTERSIGN-PART:1:";
/// 960 characters: a code that an older phone still reads from a screen.
const BYTES_IN_PART: usize = 600;
/// Far more than 10,000 accounts take.
const PARTS_AT_MOST: usize = 20_000;

/// A scanned text is no part of this move. What was collected before stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PartError {
    /// Another QR code, or a damaged one.
    #[error("this is not a part of a move")]
    NotAPart,
    /// A part of another move.
    #[error("this is a part of another move")]
    OtherMove,
}

/// How far the collecting is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Progress {
    /// These are missing, counted from 1.
    Missing {
        /// How many there are.
        of: usize,
        /// The missing ones.
        missing: Vec<usize>,
    },
    /// Everything is here: the file.
    Complete(Vec<u8>),
}

/// Collects the parts, in any order and as often as they come.
#[derive(Debug, Clone)]
pub struct Incoming {
    session: String,
    of: Option<usize>,
    parts: BTreeMap<usize, Vec<u8>>,
}

impl Incoming {
    pub(super) fn new(nonce: &[u8]) -> Self {
        Self { session: session(nonce), of: None, parts: BTreeMap::new() }
    }

    /// Takes a scanned text.
    ///
    /// # Errors
    /// [`PartError`]; the collecting goes on.
    pub fn take(&mut self, text: &str) -> Result<Progress, PartError> {
        let (session, number, of, bytes) = read(text).ok_or(PartError::NotAPart)?;
        let is_same_move = session == self.session && self.of.is_none_or(|known| known == of);
        let is_same_part = self.parts.get(&number).is_none_or(|known| *known == bytes);
        if !is_same_move || !is_same_part {
            return Err(PartError::OtherMove);
        }
        self.of = Some(of);
        self.parts.insert(number, bytes);
        let missing: Vec<_> = (1..=of).filter(|number| !self.parts.contains_key(number)).collect();
        if missing.is_empty() {
            return Ok(Progress::Complete(self.parts.values().flatten().copied().collect()));
        }
        Ok(Progress::Missing { of, missing })
    }
}

pub(super) fn divide(file: &[u8], nonce: &[u8]) -> Vec<String> {
    let session = session(nonce);
    let chunks: Vec<_> = file.chunks(BYTES_IN_PART).collect();
    let of = chunks.len();
    let text = |(number, chunk): (usize, &&[u8])| {
        format!("{PART}{session}:{number}/{of}:{}", BASE32_NOPAD.encode(chunk))
    };
    (1..).zip(&chunks).map(text).collect()
}

fn read(text: &str) -> Option<(&str, usize, usize, Vec<u8>)> {
    let mut fields = text.trim().strip_prefix(PART)?.split(':');
    let (session, place, data) = (fields.next()?, fields.next()?, fields.next()?);
    let (number, of) = place.split_once('/')?;
    let (number, of) = (number.parse().ok()?, of.parse().ok()?);
    let bytes = BASE32_NOPAD.decode(data.as_bytes()).ok()?;
    let is_possible = (1..=of).contains(&number) && of <= PARTS_AT_MOST && bytes.len() <= BYTES_IN_PART;
    (is_possible && fields.next().is_none()).then_some((session, number, of, bytes))
}

fn session(nonce: &[u8]) -> String {
    HEXUPPER.encode(&Sha256::digest(nonce)[..4])
}
