//! Rows in a page, and in what overflows from it (<https://sqlite.org/fileformat2.html>, "B-tree Pages").

use super::pages::{Pages, number_at};

/// More than a row of ours has: the largest sealed content, and what stands around it.
const LARGEST_PAYLOAD: usize = (1 << 20) + 1_024;
/// The first page begins with the file's own header.
const FILE_HEADER: usize = 100;
const INDEX_INTERIOR: u8 = 2;
const TABLE_INTERIOR: u8 = 5;
const INDEX_LEAF: u8 = 10;
const TABLE_LEAF: u8 = 13;

/// What a page holds.
#[derive(Default)]
pub(super) struct Found {
    /// The rows' bytes.
    pub(super) payloads: Vec<Vec<u8>>,
    /// Whether it is a page of a tree, and each of its rows is where it should be.
    pub(super) is_whole: bool,
    /// The pages into which rows overflow.
    pub(super) overflow: Vec<u32>,
}

/// Reads a page as one of a tree.
pub(super) fn cells(pages: &Pages, number: u32) -> Found {
    let mut found = Found::default();
    let Some(page) = pages.page(number) else { return found };
    let start = if number == 1 { FILE_HEADER } else { 0 };
    let kind = page[start];
    let pointers = match kind {
        INDEX_INTERIOR | TABLE_INTERIOR => start + 12,
        INDEX_LEAF | TABLE_LEAF => start + 8,
        _ => return found,
    };
    found.is_whole = true;
    if kind == TABLE_INTERIOR {
        return found;
    }
    let count = usize::from(u16::from_be_bytes([page[start + 3], page[start + 4]]));
    for pointer in (0..count).map(|index| pointers + 2 * index) {
        let cell = page.get(pointer..pointer + 2).map(|at| usize::from(u16::from_be_bytes([at[0], at[1]])));
        match cell.and_then(|at| cell_at(pages, page, at, kind, &mut found.overflow)) {
            Some(payload) => found.payloads.push(payload),
            None => found.is_whole = false,
        }
    }
    found
}

/// Searches a damaged page for what begins like one of our records.
pub(super) fn candidates(pages: &Pages, number: u32) -> Vec<Vec<u8>> {
    let Some(page) = pages.page(number) else { return Vec::new() };
    let begins = |at: &usize| {
        // Length of the record's header; an id of 16 bytes; a blob of an even serial type.
        let size = page.get(at + 2..).and_then(varint);
        page[*at + 1] == 44
            && size.is_some_and(|(kind, length)| {
                usize::from(page[*at]) == 2 + length && kind >= 12 && kind % 2 == 0
            })
    };
    let payload = |at: usize| {
        let (kind, length) = varint(page.get(at + 2..)?)?;
        payload_at(pages, page, at, 2 + length + 16 + size_of(kind)?, INDEX_LEAF, &mut Vec::new())
    };
    (0..page.len() - 3).filter(begins).filter_map(payload).collect()
}

/// The values of a row: blobs and texts as they are, numbers in their bytes.
pub(super) fn values(payload: &[u8]) -> Option<Vec<&[u8]>> {
    let (header, mut at) = varint(payload)?;
    let header = usize::try_from(header).ok()?;
    let (mut values, mut begin) = (Vec::new(), header);
    while at < header {
        let (kind, length) = varint(payload.get(at..)?)?;
        let end = begin.checked_add(size_of(kind)?)?;
        values.push(payload.get(begin..end)?);
        (at, begin) = (at + length, end);
    }
    Some(values)
}

/// How many bytes a value of this serial type has.
fn size_of(kind: u64) -> Option<usize> {
    match kind {
        0 | 8 | 9 => Some(0),
        1..=4 => usize::try_from(kind).ok(),
        5 => Some(6),
        6 | 7 => Some(8),
        10 | 11 => None,
        _ => usize::try_from((kind - 12) / 2).ok(),
    }
}

fn cell_at(pages: &Pages, page: &[u8], mut at: usize, kind: u8, overflow: &mut Vec<u32>) -> Option<Vec<u8>> {
    if kind == INDEX_INTERIOR {
        at += 4;
    }
    let (size, length) = varint(page.get(at..)?)?;
    at += length;
    if kind == TABLE_LEAF {
        at += varint(page.get(at..)?)?.1;
    }
    payload_at(pages, page, at, usize::try_from(size).ok()?, kind, overflow)
}

/// A row's bytes: those in the page, and those in the pages after.
fn payload_at(
    pages: &Pages,
    page: &[u8],
    at: usize,
    size: usize,
    kind: u8,
    overflow: &mut Vec<u32>,
) -> Option<Vec<u8>> {
    // Otherwise pages that lead in a circle would never end.
    if size > LARGEST_PAYLOAD {
        return None;
    }
    let most = if kind == TABLE_LEAF { page.len() - 35 } else { (page.len() - 12) * 64 / 255 - 23 };
    let least = (page.len() - 12) * 32 / 255 - 23;
    let local = match size {
        size if size <= most => size,
        size => {
            let local = least + (size - least) % (page.len() - 4);
            if local <= most { local } else { least }
        }
    };
    let mut payload = page.get(at..at.checked_add(local)?)?.to_vec();
    let mut next = number_at(page, at + local);
    while payload.len() < size {
        let number = next?;
        let more = pages.page(number)?;
        overflow.push(number);
        let length = (size - payload.len()).min(more.len() - 4);
        payload.extend_from_slice(&more[4..4 + length]);
        next = number_at(more, 0);
    }
    Some(payload)
}

/// A number of one to nine bytes, and how many.
fn varint(bytes: &[u8]) -> Option<(u64, usize)> {
    let mut number = 0;
    for (index, byte) in bytes.iter().take(8).enumerate() {
        number = number << 7 | u64::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            return Some((number, index + 1));
        }
    }
    bytes.get(8).map(|byte| (number << 8 | u64::from(*byte), 9))
}
