//! KeePass and KeePassXC: KDBX 4 and 3.1, opened with a password, a key file, or both.
//!
//! <https://keepass.info/help/kb/kdbx.html>. What lies in the recycle bin or in an entry's history stays there.

mod container;
mod document;
mod entry;
mod header;
mod kdf;
mod key_file;
mod keys;

use std::io::Read;

use flate2::read::GzDecoder;
use zeroize::Zeroizing;

use self::document::{Document, Unprotect};
use self::header::Header;
use crate::import::draft::Harvest;
use crate::import::entry::Imported;
use crate::import::error::{Excess, ImportError};
use crate::import::format::Format;
use crate::import::limits::MAX_BYTES;
use crate::import::skipped::Place;
use crate::import::source::Source;

/// Reads a database.
pub(crate) fn read(source: &Source<'_>) -> Result<Imported, ImportError> {
    let (header, body) = Header::read(source.file)?;
    let keys = keys::derive(&header, source)?;
    let (xml, unprotect) = if header.major == 4 {
        let opened = container::open_4(&header, &keys, source.file, body)?;
        let inner = header::read_inner(&inflate(&header, opened)?)?;
        (inner.xml, Unprotect::new(inner.stream, &inner.stream_key)?)
    } else {
        let opened = container::open_3(&header, &keys, body)?;
        (inflate(&header, opened)?, Unprotect::new(header.stream, &header.stream_key)?)
    };
    let document = Document::read(&xml, unprotect)?;
    let mut harvest = Harvest::default();
    for entry in document.entries {
        let place = Place::Path(entry.path());
        if let Some(draft) = entry.into_draft() {
            harvest.add(place, draft)?;
        }
    }
    Ok(harvest.of(Format::KeePass))
}

/// Unpacks, up to a limit.
fn inflate(header: &Header, bytes: Zeroizing<Vec<u8>>) -> Result<Zeroizing<Vec<u8>>, ImportError> {
    if !header.is_packed {
        return Ok(bytes);
    }
    let mut unpacked = Zeroizing::new(Vec::new());
    let mut reader = GzDecoder::new(bytes.as_slice()).take(MAX_BYTES as u64 + 1);
    reader.read_to_end(&mut unpacked).map_err(|_| ImportError::damaged("the packed content"))?;
    if unpacked.len() > MAX_BYTES {
        return Err(ImportError::TooLarge(Excess::Unpacked));
    }
    Ok(unpacked)
}
