//! The file's pages, with those of its write-ahead log over them (<https://sqlite.org/fileformat2.html>).

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::error::VaultError;
use crate::file::{beside, io};

/// What our files have; also taken where the file's beginning is damaged.
const PAGE: usize = 8_192;
const LOG_HEADER: usize = 32;
const FRAME_HEADER: usize = 24;

/// All pages, numbered from 1.
pub(super) struct Pages {
    file: Vec<u8>,
    log: Vec<u8>,
    /// Where in the log the newest version of a page begins.
    logged: BTreeMap<u32, usize>,
}

impl Pages {
    /// Reads database and log as they lie there.
    ///
    /// # Errors
    /// Those of the file system.
    pub(super) fn read(path: &Path) -> Result<Self, VaultError> {
        let file = std::fs::read(path).map_err(io)?;
        let log = match std::fs::read(beside(path, "-wal")) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(io(error)),
            log => log.unwrap_or_default(),
        };
        let logged = committed(&log).unwrap_or_default();
        Ok(Self { file, log, logged })
    }

    /// The pages that are there, whole or not. The log may name any number.
    pub(super) fn numbers(&self) -> impl Iterator<Item = u32> {
        let in_file = u32::try_from(self.file.len().div_ceil(PAGE)).unwrap_or(u32::MAX);
        let behind = self.logged.range((Bound::Excluded(in_file), Bound::Unbounded));
        (1..=in_file).chain(behind.map(|(number, _)| *number))
    }

    /// A page; one that is not whole is not there.
    pub(super) fn page(&self, number: u32) -> Option<&[u8]> {
        if let Some(begin) = self.logged.get(&number) {
            return self.log.get(*begin..begin + PAGE);
        }
        let begin = (usize::try_from(number).ok()?.checked_sub(1)?).checked_mul(PAGE)?;
        self.file.get(begin..begin.checked_add(PAGE)?)
    }

    /// The file with the log played in, byte by byte; nothing if the log has nothing.
    pub(super) fn folded(&self) -> Option<Vec<u8>> {
        let last = usize::try_from(*self.logged.keys().last()?).ok()?;
        let mut file = self.file.clone();
        file.resize(file.len().max(last.checked_mul(PAGE)?), 0);
        for (number, begin) in &self.logged {
            let at = (usize::try_from(*number).ok()?.checked_sub(1)?) * PAGE;
            file[at..at + PAGE].copy_from_slice(&self.log[*begin..*begin + PAGE]);
        }
        Some(file)
    }

    /// What tells these bytes from any others.
    pub(super) fn digest(&self) -> [u8; 32] {
        let length = (self.file.len() as u64).to_be_bytes();
        Sha256::new().chain_update(length).chain_update(&self.file).chain_update(&self.log).finalize().into()
    }

    /// The pages that the file's beginning calls free.
    pub(super) fn free(&self) -> BTreeSet<u32> {
        let mut free = BTreeSet::new();
        let mut trunk = self.page(1).and_then(|page| number_at(page, 32)).unwrap_or_default();
        while trunk != 0 && free.insert(trunk) {
            let Some(page) = self.page(trunk) else { break };
            let leaves = number_at(page, 4).and_then(|count| usize::try_from(count).ok()).unwrap_or_default();
            free.extend((0..leaves.min(PAGE / 4 - 2)).filter_map(|leaf| number_at(page, 8 + 4 * leaf)));
            trunk = number_at(page, 0).unwrap_or_default();
        }
        free
    }
}

/// A number of four bytes.
pub(super) fn number_at(bytes: &[u8], at: usize) -> Option<u32> {
    let bytes = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_be_bytes(bytes.try_into().ok()?))
}

/// Where the pages of the log's committed frames begin. The log ends where its sums do not add up any more.
fn committed(log: &[u8]) -> Option<BTreeMap<u32, usize>> {
    let (header, magic) = (log.get(..LOG_HEADER)?, number_at(log, 0)?);
    let is_big_endian = match magic {
        0x377f_0682 => false,
        0x377f_0683 => true,
        _ => return None,
    };
    if usize::try_from(number_at(header, 8)?).ok()? != PAGE {
        return None;
    }
    let mut sums = add(&header[..24], (0, 0), is_big_endian);
    let (mut pages, mut uncommitted) = (BTreeMap::new(), Vec::new());
    let mut begin = LOG_HEADER;
    while let Some(frame) = log.get(begin..begin + FRAME_HEADER + PAGE) {
        sums = add(&frame[..8], sums, is_big_endian);
        sums = add(&frame[FRAME_HEADER..], sums, is_big_endian);
        let is_whole =
            frame[8..16] == header[16..24] && (number_at(frame, 16)?, number_at(frame, 20)?) == sums;
        if !is_whole {
            break;
        }
        uncommitted.push((number_at(frame, 0)?, begin + FRAME_HEADER));
        if number_at(frame, 4)? != 0 {
            pages.extend(uncommitted.drain(..));
        }
        begin += FRAME_HEADER + PAGE;
    }
    Some(pages)
}

/// Goes on with a log's running sums.
fn add(bytes: &[u8], (mut first, mut second): (u32, u32), is_big_endian: bool) -> (u32, u32) {
    let word = |bytes: &[u8]| {
        let bytes = bytes.try_into().expect("four bytes");
        if is_big_endian { u32::from_be_bytes(bytes) } else { u32::from_le_bytes(bytes) }
    };
    for pair in bytes.chunks_exact(8) {
        first = first.wrapping_add(word(&pair[..4])).wrapping_add(second);
        second = second.wrapping_add(word(&pair[4..])).wrapping_add(first);
    }
    (first, second)
}
