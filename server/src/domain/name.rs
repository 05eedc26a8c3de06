//! The name that a person signs in with.

use std::fmt;

use countersign_protocol::PersonText;
use unicode_normalization::UnicodeNormalization;

/// The text cannot be a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a name: 1 to 64 characters")]
pub struct NotAName;

/// A name as it was typed, and the form under which names are the same: NFKC, lower case, no outer spaces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountName {
    shown: PersonText,
    key: String,
}

impl AccountName {
    /// Reads a name.
    pub fn parse(text: &str) -> Result<Self, NotAName> {
        let shown: String = text.trim().nfc().collect();
        let shown = PersonText::parse(&shown).map_err(|_| NotAName)?;
        let key: String = shown.as_str().nfkc().collect::<String>().to_lowercase().nfkc().collect();
        if key.trim().is_empty() || key.chars().count() > PersonText::LIMIT {
            Err(NotAName)
        } else {
            Ok(Self { shown, key })
        }
    }

    /// As people read it.
    pub fn shown(&self) -> &PersonText {
        &self.shown
    }

    /// As names are compared.
    pub fn key(&self) -> &str {
        &self.key
    }
}

impl fmt::Display for AccountName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.shown.fmt(formatter)
    }
}
