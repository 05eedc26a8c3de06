//! The XML of a database: groups, entries, their texts. Hidden texts are revealed in the order they stand in.

use chacha20::ChaCha20;
use chacha20::cipher::{KeyIvInit, StreamCipher};
use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use salsa20::Salsa20;
use sha2::{Digest, Sha512};
use zeroize::Zeroizing;

use super::entry::Entry;
use super::header::Stream;
use crate::import::crypto;
use crate::import::error::{Excess, ImportError};
use crate::import::limits::MAX_ENTRIES;
use crate::import::source::base64;

const MAX_DEPTH: usize = 64;
const SALSA20_NONCE: [u8; 8] = [0xe8, 0x30, 0x09, 0x4b, 0x97, 0x20, 0x5d, 0x2a];

/// The key stream that hides the single secrets.
pub(super) enum Unprotect {
    None,
    Salsa20(Box<Salsa20>),
    ChaCha20(Box<ChaCha20>),
}

impl Unprotect {
    pub(super) fn new(stream: Stream, key: &[u8]) -> Result<Self, ImportError> {
        let damaged = |_| ImportError::damaged("the key of the hidden texts");
        Ok(match stream {
            Stream::None => Self::None,
            Stream::Salsa20 => {
                let key = crypto::sha256(&[key]);
                Self::Salsa20(Box::new(
                    Salsa20::new_from_slices(key.as_ref(), &SALSA20_NONCE).map_err(damaged)?,
                ))
            }
            Stream::ChaCha20 => {
                let hash: Zeroizing<[u8; 64]> = Zeroizing::new(Sha512::digest(key).into());
                let (key, nonce) = hash.split_at(32);
                Self::ChaCha20(Box::new(ChaCha20::new_from_slices(key, &nonce[..12]).map_err(damaged)?))
            }
        })
    }

    fn reveal(&mut self, text: &str) -> Result<Zeroizing<String>, ImportError> {
        let mut bytes = base64(text, "a hidden text")?;
        match self {
            Self::None => {}
            Self::Salsa20(cipher) => cipher.apply_keystream(&mut bytes),
            Self::ChaCha20(cipher) => cipher.apply_keystream(&mut bytes),
        }
        let text = std::str::from_utf8(&bytes).map_err(|_| ImportError::damaged("a hidden text"))?;
        Ok(Zeroizing::new(text.to_owned()))
    }
}

/// The entries outside of history and recycle bin.
pub(super) struct Document {
    pub(super) entries: Vec<Entry>,
}

impl Document {
    pub(super) fn read(xml: &[u8], unprotect: Unprotect) -> Result<Self, ImportError> {
        let text = std::str::from_utf8(xml).map_err(|_| ImportError::damaged("the content"))?;
        let mut walk = Walk { unprotect, ..Walk::default() };
        let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
        loop {
            let position = reader.buffer_position();
            let damaged = || ImportError::damaged(format!("the content, byte {position}"));
            match reader.read_event().map_err(|_| damaged())? {
                Event::Start(element) => walk.start(&element).ok_or_else(damaged)?,
                Event::End(_) => walk.end()?,
                Event::Text(text) => walk.text.push_str(&text.xml10_content()),
                Event::CData(text) => walk.text.push_str(&text.xml10_content()),
                Event::GeneralRef(reference) => match reference.resolve_char_ref().map_err(|_| damaged())? {
                    Some(character) => walk.text.push(character),
                    None => walk
                        .text
                        .push_str(resolve_predefined_entity(&reference.xml10_content()).ok_or_else(damaged)?),
                },
                Event::Eof if walk.path.is_empty() => return Ok(walk.finish()),
                Event::DocType(_) | Event::Eof => return Err(damaged()),
                _ => {}
            }
            if walk.path.len() > MAX_DEPTH {
                return Err(ImportError::TooLarge(Excess::Nesting));
            }
            if walk.entries.len() > MAX_ENTRIES {
                return Err(ImportError::TooLarge(Excess::Entries));
            }
        }
    }
}

/// Where the reading stands.
struct Walk {
    unprotect: Unprotect,
    path: Vec<String>,
    text: Zeroizing<String>,
    is_hidden: bool,
    groups: Vec<Group>,
    entry: Option<Entry>,
    history: usize,
    key: String,
    entries: Vec<Entry>,
    recycle_bin: Option<String>,
}

#[derive(Default, Clone)]
pub(super) struct Group {
    pub(super) id: String,
    pub(super) name: String,
}

impl Default for Walk {
    fn default() -> Self {
        Self {
            unprotect: Unprotect::None,
            path: Vec::new(),
            text: Zeroizing::default(),
            is_hidden: false,
            groups: Vec::new(),
            entry: None,
            history: 0,
            key: String::new(),
            entries: Vec::new(),
            recycle_bin: None,
        }
    }
}

impl Walk {
    fn start(&mut self, element: &BytesStart<'_>) -> Option<()> {
        let name = element.local_name().into_inner().to_owned();
        match name.as_str() {
            "Group" => self.groups.push(Group::default()),
            "Entry" if self.history == 0 => self.entry = Some(Entry::new(&self.groups)),
            "History" => self.history += 1,
            "Value" => {
                let hidden = element.try_get_attribute("Protected").ok()?;
                self.is_hidden = hidden.is_some_and(|hidden| hidden.value.eq_ignore_ascii_case("true"));
            }
            _ => {}
        }
        self.text = Zeroizing::default();
        self.path.push(name);
        Some(())
    }

    fn end(&mut self) -> Result<(), ImportError> {
        let name = self.path.pop().unwrap_or_default();
        let parent = self.path.last().map(String::as_str).unwrap_or_default();
        let text = std::mem::take(&mut self.text);
        match (parent, name.as_str()) {
            ("Group", "UUID") => set(self.groups.last_mut().map(|group| &mut group.id), &text),
            ("Group", "Name") => set(self.groups.last_mut().map(|group| &mut group.name), &text),
            ("Meta", "RecycleBinUUID") => self.recycle_bin = Some(text.to_string()),
            ("String", "Key") => self.key = text.to_string(),
            ("String", "Value") => {
                // A hidden text moves the key stream on, in the history too.
                let hidden = std::mem::take(&mut self.is_hidden) && !text.is_empty();
                let value = if hidden { self.unprotect.reveal(&text)? } else { text };
                if let Some(entry) = self.entry.as_mut().filter(|_| self.history == 0) {
                    entry.set(&self.key, value);
                }
            }
            ("Entry", "Tags") if self.history == 0 => {
                if let Some(entry) = &mut self.entry {
                    entry.tags = text.split([';', ',']).map(str::to_owned).collect();
                }
            }
            (_, "History") => self.history -= 1,
            (_, "Entry") if self.history == 0 => self.entries.extend(self.entry.take()),
            (_, "Group") => {
                self.groups.pop();
            }
            _ => {}
        }
        Ok(())
    }

    fn finish(self) -> Document {
        let bin = self.recycle_bin.unwrap_or_default();
        let is_kept = |entry: &Entry| !entry.groups.iter().any(|group| group.id == bin);
        Document { entries: self.entries.into_iter().filter(is_kept).collect() }
    }
}

fn set(place: Option<&mut String>, text: &str) {
    if let Some(place) = place {
        text.clone_into(place);
    }
}
