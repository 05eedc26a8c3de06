//! SQLite files of other apps, read without SQLite: one table, row by row, no index, no journal, no SQL.
//!
//! A file from anywhere can be made to exploit a database engine; this reader only follows pages
//! (<https://www.sqlite.org/fileformat2.html>), each of them at most once.

mod record;

use std::collections::BTreeSet;

pub(crate) use self::record::{Row, Value};
use self::record::{columns_of, read_record, read_varint};
use super::error::{Excess, ImportError};
use super::limits::{MAX_BYTES, MAX_ENTRIES};

/// The beginning of each SQLite file.
pub(crate) const MAGIC: &[u8] = b"SQLite format 3\0";
const HEADER_BYTES: usize = 100;

/// A database, its schema read.
pub(crate) struct Database<'a> {
    file: &'a [u8],
    page_size: usize,
    usable: usize,
    tables: Vec<(String, usize, Vec<String>)>,
}

impl<'a> Database<'a> {
    pub(crate) fn open(file: &'a [u8]) -> Result<Self, ImportError> {
        let damaged = || ImportError::damaged("the header of the database");
        let header =
            file.get(..HEADER_BYTES).filter(|header| header.starts_with(MAGIC)).ok_or_else(damaged)?;
        let page_size = match u16::from_be_bytes([header[16], header[17]]) {
            1 => 65_536,
            size if size.is_power_of_two() && size >= 512 => usize::from(size),
            _ => return Err(damaged()),
        };
        let usable = page_size - usize::from(header[20]);
        if usable < 480 || u32::from_be_bytes([header[56], header[57], header[58], header[59]]) > 1 {
            return Err(damaged());
        }
        let mut database = Self { file, page_size, usable, tables: Vec::new() };
        for row in database.rows(1)? {
            // type, name, tbl_name, rootpage, sql
            let [kind, name, _, root, sql] = row.as_slice() else { return Err(damaged()) };
            if let (Value::Text(kind), Value::Text(name), Value::Integer(root), Value::Text(sql)) =
                (kind, name, root, sql)
                && kind.as_str() == "table"
            {
                let root = usize::try_from(*root).map_err(|_| damaged())?;
                database.tables.push((name.to_string(), root, columns_of(sql)));
            }
        }
        Ok(database)
    }

    /// Whether there is a table with such a column.
    pub(crate) fn has(&self, table: &str, column: &str) -> bool {
        self.tables
            .iter()
            .any(|(name, _, columns)| name == table && columns.iter().any(|each| each == column))
    }

    /// All rows of a table, by the columns' names.
    pub(crate) fn table(&self, table: &str) -> Result<Vec<Row>, ImportError> {
        let (_, root, columns) = self
            .tables
            .iter()
            .find(|(name, ..)| name == table)
            .ok_or_else(|| ImportError::damaged(format!("table {table}")))?;
        let rows = self.rows(*root)?;
        Ok(rows.into_iter().map(|values| Row::new(columns, values)).collect())
    }

    fn rows(&self, root: usize) -> Result<Vec<Vec<Value>>, ImportError> {
        let mut rows = Vec::new();
        let mut seen = BTreeSet::new();
        let mut waiting = vec![root];
        while let Some(number) = waiting.pop() {
            let damaged = || ImportError::damaged(format!("page {number}"));
            if !seen.insert(number) {
                return Err(damaged());
            }
            let page = self.page(number).ok_or_else(damaged)?;
            let start = if number == 1 { HEADER_BYTES } else { 0 };
            let kind = *page.get(start).ok_or_else(damaged)?;
            let cells = usize::from(u16_at(page, start + 3).ok_or_else(damaged)?);
            let header = if kind == 0x05 { 12 } else { 8 };
            let pointers = (0..cells).map(|index| u16_at(page, start + header + 2 * index).map(usize::from));
            match kind {
                // Inner page: a child in front of each cell and one at the end; the last to wait comes first.
                0x05 => {
                    let last = u32_at(page, start + 8).ok_or_else(damaged)?;
                    let mut children = Vec::with_capacity(cells + 1);
                    for pointer in pointers {
                        children.push(pointer.and_then(|at| u32_at(page, at)).ok_or_else(damaged)?);
                    }
                    children.push(last);
                    waiting.extend(children.into_iter().rev().map(|child| child as usize));
                }
                0x0d => {
                    for pointer in pointers {
                        let cell = pointer.ok_or_else(damaged)?;
                        rows.push(self.cell(page, cell).ok_or_else(damaged)?);
                        if rows.len() > MAX_ENTRIES {
                            return Err(ImportError::TooLarge(Excess::Entries));
                        }
                    }
                }
                _ => return Err(damaged()),
            }
        }
        Ok(rows)
    }

    /// The row of a leaf's cell: length, row number, payload, and where the payload goes on.
    fn cell(&self, page: &[u8], at: usize) -> Option<Vec<Value>> {
        let (length, at) = read_varint(page, at)?;
        let (row_id, at) = read_varint(page, at)?;
        let length = usize::try_from(length).ok().filter(|&length| length <= MAX_BYTES)?;
        let row_id = i64::try_from(row_id).ok()?;
        let most_here = self.usable - 35;
        if length <= most_here {
            return read_record(page.get(at..at.checked_add(length)?)?, row_id);
        }
        let least = (self.usable - 12) * 32 / 255 - 23;
        let here = least + (length - least) % (self.usable - 4);
        let here = if here <= most_here { here } else { least };
        let mut payload = zeroize::Zeroizing::new(page.get(at..at + here)?.to_vec());
        let mut next = u32_at(page, at + here)? as usize;
        while payload.len() < length {
            let overflow = self.page(next)?;
            let part = (length - payload.len()).min(self.usable - 4);
            payload.extend_from_slice(overflow.get(4..4 + part)?);
            next = u32_at(overflow, 0)? as usize;
        }
        read_record(&payload, row_id)
    }

    fn page(&self, number: usize) -> Option<&'a [u8]> {
        let start = number.checked_sub(1)?.checked_mul(self.page_size)?;
        self.file.get(start..start.checked_add(self.page_size)?)
    }
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at.checked_add(2)?)?.try_into().ok().map(u16::from_be_bytes)
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at.checked_add(4)?)?.try_into().ok().map(u32::from_be_bytes)
}
