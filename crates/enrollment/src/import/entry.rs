//! What comes out of a file: the accounts.

use countersign_otp::Generator;
use countersign_protocol::PersonText;
use zeroize::Zeroizing;

use super::format::Format;
use super::skipped::Skipped;

/// What a file holds. Nothing has happened yet: it is for a preview.
#[derive(Debug)]
pub struct Imported {
    /// Which app's format it is.
    pub format: Format,
    /// The accounts, in the file's order.
    pub entries: Vec<ImportedEntry>,
    /// What is in the file and could not become an account, each with its reason.
    pub skipped: Vec<Skipped>,
}

/// One account of another app.
#[derive(Debug)]
pub struct ImportedEntry {
    issuer: Option<PersonText>,
    account: Option<PersonText>,
    generator: Generator,
    pub(crate) groups: Vec<PersonText>,
    pub(crate) note: Option<Note>,
    pub(crate) is_pinned: bool,
    pub(crate) icon: Option<Icon>,
    pub(crate) position: Option<i64>,
}

impl ImportedEntry {
    pub(crate) fn new(issuer: &str, account: &str, generator: Generator) -> Self {
        Self {
            issuer: PersonText::cleaned(issuer),
            account: PersonText::cleaned(account),
            generator,
            groups: Vec::new(),
            note: None,
            is_pinned: false,
            icon: None,
            position: None,
        }
    }

    /// The service's name, cleaned; it is whatever the file says.
    pub fn issuer(&self) -> Option<&str> {
        self.issuer.as_ref().map(PersonText::as_str)
    }

    /// The user's name, cleaned.
    pub fn account(&self) -> Option<&str> {
        self.account.as_ref().map(PersonText::as_str)
    }

    /// How the codes are made.
    pub fn generator(&self) -> &Generator {
        &self.generator
    }

    /// How the codes are made, to be stored.
    pub fn into_generator(self) -> Generator {
        self.generator
    }

    /// The groups, tags or folders that the app had it in.
    pub fn groups(&self) -> &[PersonText] {
        &self.groups
    }

    /// The person's note.
    pub fn note(&self) -> Option<&Note> {
        self.note.as_ref()
    }

    /// Whether the app had it pinned or among the favorites.
    pub fn is_pinned(&self) -> bool {
        self.is_pinned
    }

    /// The app's icon for it.
    pub fn icon(&self) -> Option<&Icon> {
        self.icon.as_ref()
    }

    /// Its place in the app's own list, where that is not the file's order.
    pub fn position(&self) -> Option<i64> {
        self.position
    }
}

/// A note. It may hold anything, recovery codes too: wiped on drop, with nothing in `Debug`.
pub struct Note(Zeroizing<String>);

impl Note {
    pub(crate) fn from_text(text: &str) -> Option<Self> {
        let text = text.trim();
        (!text.is_empty()).then(|| Self(Zeroizing::new(text.to_owned())))
    }

    /// The text. Warning: only to show it to its person or to store it sealed.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Note {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Note(…)")
    }
}

/// What a file says about an account's icon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Icon {
    /// A name in the app's own collection.
    Name(String),
    /// The picture itself, undecoded.
    Picture {
        /// Its media type, as the file says.
        media_type: String,
        /// Its bytes.
        bytes: Vec<u8>,
    },
}
