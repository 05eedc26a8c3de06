//! A key file beside the database: what of it counts to the key.

use data_encoding::HEXUPPER_PERMISSIVE;
use quick_xml::Reader;
use quick_xml::events::Event;
use zeroize::Zeroizing;

use crate::import::crypto;
use crate::import::error::ImportError;
use crate::import::source::base64;

const KEY_BYTES: usize = 32;

/// The key in a file: XML of version 1 (base64) or 2 (hexadecimal), 32 bytes, 64 hexadecimal digits, or the SHA-256
/// of any other file.
pub(super) fn key_of(file: &[u8]) -> Result<Zeroizing<[u8; KEY_BYTES]>, ImportError> {
    if let Some(text) = std::str::from_utf8(file).ok().filter(|text| text.contains("<KeyFile>")) {
        return of_xml(text).ok_or_else(|| ImportError::damaged("the key file"));
    }
    let digits = || HEXUPPER_PERMISSIVE.decode(file).ok().filter(|_| file.len() == 2 * KEY_BYTES);
    let bytes = if file.len() == KEY_BYTES { Some(file.to_vec()) } else { digits() };
    match bytes.map(Zeroizing::new) {
        Some(bytes) => array(&bytes).ok_or_else(|| ImportError::damaged("the key file")),
        None => Ok(crypto::sha256(&[file])),
    }
}

fn of_xml(text: &str) -> Option<Zeroizing<[u8; KEY_BYTES]>> {
    let (mut element, mut version, mut data) = (String::new(), String::new(), Zeroizing::new(String::new()));
    let mut reader = Reader::from_str(text);
    loop {
        match reader.read_event().ok()? {
            Event::Start(start) => start.local_name().into_inner().clone_into(&mut element),
            Event::Text(text) if element == "Version" => version.push_str(&text.xml10_content()),
            Event::Text(text) if element == "Data" => data.push_str(&text.xml10_content()),
            Event::End(_) => element.clear(),
            Event::DocType(_) => return None,
            Event::Eof => break,
            _ => {}
        }
    }
    let data: Zeroizing<String> = Zeroizing::new(data.split_whitespace().collect());
    if version.trim().starts_with('2') {
        array(&Zeroizing::new(HEXUPPER_PERMISSIVE.decode(data.as_bytes()).ok()?))
    } else {
        array(&base64(&data, "the key file").ok()?)
    }
}

fn array(bytes: &[u8]) -> Option<Zeroizing<[u8; KEY_BYTES]>> {
    bytes.try_into().ok().map(Zeroizing::new)
}
