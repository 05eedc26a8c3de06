//! The two containers that Android apps keep their settings in: an XML of named texts, and a serialized Java map.

use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::Event;
use quick_xml::{Reader, XmlVersion};
use zeroize::Zeroizing;

use super::error::{Excess, ImportError};
use super::limits::MAX_ENTRIES;

/// Named texts, in the file's order.
pub(crate) type Texts = Vec<(String, Zeroizing<String>)>;

/// Reads the `<string name="…">` of a `<map>`.
pub(crate) fn shared_preferences(xml: &str) -> Result<Texts, ImportError> {
    let mut reader = Reader::from_str(xml);
    let mut texts = Texts::new();
    let mut current: Option<(String, Zeroizing<String>)> = None;
    loop {
        let position = reader.buffer_position();
        let damaged = || ImportError::damaged(format!("byte {position}"));
        match reader.read_event().map_err(|_| damaged())? {
            Event::Start(element) if element.local_name().as_ref() == "string" => {
                let name = element.try_get_attribute("name").map_err(|_| damaged())?.ok_or_else(damaged)?;
                let name =
                    name.normalized_value(XmlVersion::Implicit1_0).map_err(|_| damaged())?.into_owned();
                current = Some((name, Zeroizing::default()));
            }
            Event::Text(text) => {
                if let Some((_, value)) = &mut current {
                    value.push_str(&text.xml10_content());
                }
            }
            Event::GeneralRef(reference) => {
                if let Some((_, value)) = &mut current {
                    let character = reference.resolve_char_ref().map_err(|_| damaged())?;
                    match character {
                        Some(character) => value.push(character),
                        None => value.push_str(
                            resolve_predefined_entity(&reference.xml10_content()).ok_or_else(damaged)?,
                        ),
                    }
                }
            }
            Event::End(element) if element.local_name().as_ref() == "string" => texts.extend(current.take()),
            Event::Eof if current.is_none() && !texts.is_empty() => return Ok(texts),
            Event::DocType(_) | Event::Eof => return Err(damaged()),
            _ => {}
        }
        if texts.len() > MAX_ENTRIES {
            return Err(ImportError::TooLarge(Excess::Entries));
        }
    }
}

/// The beginning of anything serialized by Java.
pub(crate) const JAVA_MAGIC: &[u8] = &[0xac, 0xed, 0x00, 0x05];

/// Reads a serialized `java.util.HashMap` of texts (Java Object Serialization, version 5).
pub(crate) fn java_map(file: &[u8]) -> Result<Texts, ImportError> {
    let mut stream = Stream { bytes: file, position: 0 };
    stream.expect(JAVA_MAGIC)?;
    // An object of a class with this name, its version and flags, and its two fields.
    stream.expect(&[0x73, 0x72])?;
    if *stream.short_text()? != "java.util.HashMap" {
        return Err(stream.damaged());
    }
    stream.take(8 + 1)?;
    for _ in 0..stream.number::<2>()? {
        stream.take(1)?;
        stream.short_text()?;
    }
    // No annotations, no superclass; then the fields' values and a block with capacity and size.
    stream.expect(&[0x78, 0x70])?;
    stream.take(8)?;
    stream.expect(&[0x77, 0x08])?;
    stream.take(4)?;
    let size = stream.number::<4>()?;
    if size > MAX_ENTRIES {
        return Err(ImportError::TooLarge(Excess::Entries));
    }
    let mut texts = Texts::new();
    for _ in 0..size {
        let name = stream.text()?;
        texts.push((name.to_string(), stream.text()?));
    }
    stream.expect(&[0x78])?;
    Ok(texts)
}

struct Stream<'a> {
    bytes: &'a [u8],
    position: usize,
}

impl<'a> Stream<'a> {
    fn take(&mut self, length: usize) -> Result<&'a [u8], ImportError> {
        let end = self.position.checked_add(length).ok_or_else(|| self.damaged())?;
        let taken = self.bytes.get(self.position..end).ok_or_else(|| self.damaged())?;
        self.position = end;
        Ok(taken)
    }

    fn expect(&mut self, expected: &[u8]) -> Result<(), ImportError> {
        if self.take(expected.len())? == expected { Ok(()) } else { Err(self.damaged()) }
    }

    fn number<const BYTES: usize>(&mut self) -> Result<usize, ImportError> {
        Ok(self.take(BYTES)?.iter().fold(0, |number, &byte| number << 8 | usize::from(byte)))
    }

    /// A text as a value: a new short or long one. A reference to an earlier one does not occur among keys and
    /// values that all differ.
    fn text(&mut self) -> Result<Zeroizing<String>, ImportError> {
        match self.number::<1>()? {
            0x74 => self.short_text(),
            0x7c => {
                let length = self.number::<8>()?;
                self.text_of(length)
            }
            _ => Err(self.damaged()),
        }
    }

    fn short_text(&mut self) -> Result<Zeroizing<String>, ImportError> {
        let length = self.number::<2>()?;
        self.text_of(length)
    }

    /// Java's own UTF-8 differs only in characters outside of the basic plane, which come in surrogate halves.
    fn text_of(&mut self, length: usize) -> Result<Zeroizing<String>, ImportError> {
        let bytes = self.take(length)?;
        Ok(Zeroizing::new(match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(_) => from_modified_utf8(bytes).ok_or_else(|| self.damaged())?,
        }))
    }

    fn damaged(&self) -> ImportError {
        ImportError::damaged(format!("byte {}", self.position))
    }
}

fn from_modified_utf8(bytes: &[u8]) -> Option<String> {
    let mut units = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((&first, after)) = rest.split_first() {
        let (unit, used) = match (first, after) {
            (0x01..=0x7f, _) => (u16::from(first), 0),
            (0xc0..=0xdf, [b, ..]) => (u16::from(first & 0x1f) << 6 | u16::from(b & 0x3f), 1),
            (0xe0..=0xef, [b, c, ..]) => {
                (u16::from(first & 0x0f) << 12 | u16::from(b & 0x3f) << 6 | u16::from(c & 0x3f), 2)
            }
            _ => return None,
        };
        units.push(unit);
        rest = &after[used..];
    }
    String::from_utf16(&units).ok()
}
