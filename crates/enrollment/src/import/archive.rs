//! Packed exports (ZIP, also with a password), unpacked in memory and within limits.

use std::borrow::Cow;
use std::io::{Cursor, Read};

use zeroize::Zeroizing;
use zip::ZipArchive;
use zip::result::ZipError;

use super::error::{Excess, ImportError};
use super::limits::MAX_BYTES;
use super::source::Source;

const MAX_FILES: usize = 10_000;
/// Texts shrink to a tenth or a twentieth; a bomb to a thousandth.
const MAX_RATIO: u64 = 400;
const SMALL: u64 = 1 << 20;

/// A packed export, its directory read.
pub(crate) struct Archive<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    names: Vec<String>,
}

impl<'a> Archive<'a> {
    pub(crate) fn open(file: &'a [u8]) -> Result<Self, ImportError> {
        let zip = ZipArchive::new(Cursor::new(file))
            .map_err(|_| ImportError::damaged("the directory of the archive"))?;
        if zip.len() > MAX_FILES {
            return Err(ImportError::TooLarge(Excess::Entries));
        }
        let names =
            zip.file_names().map(|name| name.map_or_else(|_| String::new(), Cow::into_owned)).collect();
        Ok(Self { zip, names })
    }

    /// The names within, in their order.
    pub(crate) fn names(&self) -> &[String] {
        &self.names
    }

    /// The file whose path ends so.
    pub(crate) fn find(&self, ending: &str) -> Option<usize> {
        self.names.iter().position(|name| name.to_ascii_lowercase().ends_with(ending))
    }

    /// Unpacks one file.
    pub(crate) fn unpack(
        &mut self,
        index: usize,
        source: &Source<'_>,
    ) -> Result<Zeroizing<Vec<u8>>, ImportError> {
        let name = self.names.get(index).cloned().unwrap_or_default();
        let is_encrypted = match self.zip.by_index_raw(index) {
            Ok(file) => file.encrypted(),
            Err(error) => return Err(translate(&error, &name)),
        };
        let file = if is_encrypted {
            self.zip.by_index_decrypt(index, source.password()?)
        } else {
            self.zip.by_index(index)
        };
        let mut file = file.map_err(|error| translate(&error, &name))?;
        let (packed, unpacked) = (file.compressed_size(), file.size());
        if unpacked > MAX_BYTES as u64 || (unpacked > SMALL && unpacked / packed.max(1) > MAX_RATIO) {
            return Err(ImportError::TooLarge(Excess::Unpacked));
        }
        // What the directory says of the size may be a lie.
        let mut bytes = Zeroizing::new(Vec::new());
        let result = (&mut file).take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes);
        if bytes.len() > MAX_BYTES {
            return Err(ImportError::TooLarge(Excess::Unpacked));
        }
        match result {
            Ok(_) => Ok(bytes),
            // The old cipher checks one byte of the password; what it lets through fails here.
            Err(_) if is_encrypted => Err(ImportError::WrongPasswordOrDamaged),
            Err(_) => Err(ImportError::damaged(name)),
        }
    }
}

impl Archive<'_> {
    /// The place of the file with exactly this path.
    pub(crate) fn place(&self, path: &str) -> Option<usize> {
        self.names.iter().position(|name| name == path)
    }

    /// Unpacks one file without a password, if it has no more bytes than these, whatever the directory says.
    pub(crate) fn unpack_within(&mut self, index: usize, at_most: usize) -> Result<Vec<u8>, ImportError> {
        let name = self.names.get(index).cloned().unwrap_or_default();
        let mut file = self.zip.by_index(index).map_err(|error| translate(&error, &name))?;
        let mut bytes = Vec::new();
        let result = (&mut file).take(at_most as u64 + 1).read_to_end(&mut bytes);
        if bytes.len() > at_most {
            return Err(ImportError::TooLarge(Excess::Unpacked));
        }
        result.map(|_| bytes).map_err(|_| ImportError::damaged(name))
    }
}

fn translate(error: &ZipError, name: &str) -> ImportError {
    match error {
        ZipError::InvalidPassword => ImportError::WrongPassword,
        ZipError::UnsupportedArchive(_) => ImportError::UnknownEncryption,
        _ => ImportError::damaged(name),
    }
}
