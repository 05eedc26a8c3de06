//! A file on the desk: its bytes, its password, its limits.

use std::borrow::Cow;

use data_encoding::{BASE64, BASE64_NOPAD, HEXLOWER_PERMISSIVE};
use zeroize::Zeroizing;

use super::error::ImportError;
use super::limits::Limits;
use super::passphrase::Passphrase;

/// What a reader of a format gets.
pub(crate) struct Source<'a> {
    pub(crate) file: &'a [u8],
    pub(crate) neighbor: Option<&'a [u8]>,
    pub(crate) passphrase: Option<&'a Passphrase>,
    pub(crate) limits: Limits,
}

impl<'a> Source<'a> {
    /// The password, or the question for it.
    pub(crate) fn password(&self) -> Result<&'a [u8], ImportError> {
        self.passphrase.map(Passphrase::reveal_bytes).ok_or(ImportError::PasswordNeeded)
    }

    /// The same task, also with what lies beside it, with other bytes.
    pub(crate) fn inside_with_neighbor<'b>(&self, file: &'b [u8]) -> Source<'b>
    where
        'a: 'b,
    {
        Source { neighbor: self.neighbor, ..self.inside(file) }
    }

    /// The same task with other bytes, such as what was inside.
    pub(crate) fn inside<'b>(&self, file: &'b [u8]) -> Source<'b>
    where
        'a: 'b,
    {
        Source { file, neighbor: None, passphrase: self.passphrase, limits: self.limits }
    }
}

/// The file as text: UTF-8 with or without a mark, or UTF-16 with one.
pub(crate) fn text_of(file: &[u8]) -> Option<Cow<'_, str>> {
    match file {
        [0xff, 0xfe, rest @ ..] => from_utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => from_utf16(rest, u16::from_be_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => std::str::from_utf8(rest).ok().map(Cow::Borrowed),
        _ => std::str::from_utf8(file).ok().map(Cow::Borrowed),
    }
}

fn from_utf16(bytes: &[u8], read: fn([u8; 2]) -> u16) -> Option<Cow<'static, str>> {
    let (pairs, []) = bytes.as_chunks::<2>() else { return None };
    let units: Vec<u16> = pairs.iter().map(|&pair| read(pair)).collect();
    String::from_utf16(&units).ok().map(Cow::Owned)
}

/// Base64 (RFC 4648 §4) as files have it, with line breaks, padded or not.
pub(crate) fn base64(text: &str, name: &str) -> Result<Zeroizing<Vec<u8>>, ImportError> {
    let bare: Zeroizing<String> = Zeroizing::new(text.chars().filter(|c| !c.is_ascii_whitespace()).collect());
    let decoded = if bare.ends_with('=') {
        BASE64.decode(bare.as_bytes())
    } else {
        BASE64_NOPAD.decode(bare.as_bytes())
    };
    decoded.map(Zeroizing::new).map_err(|_| ImportError::damaged(name))
}

/// Hexadecimal, in either case.
pub(crate) fn hex(text: &str, name: &str) -> Result<Zeroizing<Vec<u8>>, ImportError> {
    HEXLOWER_PERMISSIVE
        .decode(text.trim().as_bytes())
        .map(Zeroizing::new)
        .map_err(|_| ImportError::damaged(name))
}
