//! Text for people: names of services, persons and devices, as they may stand in messages.

use std::fmt;

use serde::{Deserialize, Serialize};
use unicode_normalization::{UnicodeNormalization, is_nfc};

/// The text is empty, longer than 64 code points, not NFC, or has control or format characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a text for people: 1 to 64 characters, no control or format characters")]
pub struct NotPersonText;

/// 1–64 code points in NFC without control or format characters (Cc, Cf).
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PersonText(String);

impl PersonText {
    /// The longest one, in code points.
    pub const LIMIT: usize = 64;

    /// Reads a text that is as it has to be; the server's way.
    pub fn parse(text: &str) -> Result<Self, NotPersonText> {
        let fits = (1..=Self::LIMIT).contains(&text.chars().count());
        let clean = is_nfc(text) && !text.chars().any(is_control_or_format) && !text.trim().is_empty();
        if fits && clean { Ok(Self(text.to_owned())) } else { Err(NotPersonText) }
    }

    /// Takes any text, drops what may not be in it and cuts it; the app's way. `None` if nothing is left.
    pub fn cleaned(text: &str) -> Option<Self> {
        let kept: String = text.nfc().filter(|&each| !is_control_or_format(each)).take(Self::LIMIT).collect();
        let kept = kept.trim();
        if kept.is_empty() { None } else { Some(Self(kept.nfc().take(Self::LIMIT).collect())) }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Unicode's Cc and Cf (general categories of Unicode 16): line breaks, direction overrides, invisible joiners, tags.
fn is_control_or_format(each: char) -> bool {
    each.is_control()
        || matches!(each,
            '\u{ad}' | '\u{600}'..='\u{605}' | '\u{61c}' | '\u{6dd}' | '\u{70f}' | '\u{890}'..='\u{891}'
            | '\u{8e2}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
            | '\u{110bd}' | '\u{110cd}' | '\u{13430}'..='\u{1343f}' | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}' | '\u{e0001}' | '\u{e0020}'..='\u{e007f}')
}

impl fmt::Display for PersonText {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl TryFrom<String> for PersonText {
    type Error = NotPersonText;

    fn try_from(text: String) -> Result<Self, NotPersonText> {
        Self::parse(&text)
    }
}

impl From<PersonText> for String {
    fn from(text: PersonText) -> Self {
        text.0
    }
}
