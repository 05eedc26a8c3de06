//! What comes out of a file: accounts, and what could not become one.

use countersign_otp::{Generator, NotAPin, ParameterError, SecretError, YandexError};
use countersign_protocol::PersonText;
use zeroize::Zeroizing;

use super::format::Format;
use crate::error::EnrollmentError;

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

/// Something in the file that did not become an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// Where it stands.
    pub place: Place,
    /// Why it did not come.
    pub reason: SkipReason,
    /// What it is called, if that could be read.
    pub name: Option<PersonText>,
}

/// A place in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A line, counted from 1.
    Line(usize),
    /// A path such as `db.entries[3]`, counted from 0 as in the file.
    Path(String),
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Line(number) => write!(f, "line {number}"),
            Self::Path(path) => f.write_str(path),
        }
    }
}

/// Why something did not become an account.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SkipReason {
    /// It has no secret.
    #[error("it has no secret")]
    NoSecret,
    /// Its secret is none.
    #[error("its secret is not valid")]
    Secret(#[source] SecretError),
    /// It asks for codes that do not exist.
    #[error("it asks for codes that do not exist")]
    Parameter(#[source] ParameterError),
    /// It has codes of a kind that is not known here.
    #[error("it has codes of a kind that is not known here")]
    UnknownKind,
    /// Its codes need a PIN that the file does not have.
    #[error("its codes need a PIN, which is not here")]
    NoPin,
    /// Its PIN is none.
    #[error("its PIN is not valid")]
    Pin(#[source] NotAPin),
    /// Its Yandex secret or PIN is not valid.
    #[error("its Yandex secret is not valid")]
    Yandex(#[source] YandexError),
    /// Its fields are not what they have to be.
    #[error("it is damaged")]
    Damaged,
    /// Its secret is sealed with a key that is not in the file.
    #[error("its secret is sealed with a key of the device")]
    Sealed,
    /// It lies in the app's trash.
    #[error("it lies in the trash")]
    InTrash,
    /// The text is no account.
    #[error("the text is no account")]
    Text(#[source] EnrollmentError),
    /// One code of an export over several QR codes is missing.
    #[error("part {part} of {of} is missing")]
    MissingPart {
        /// Which, counted from 1.
        part: u32,
        /// How many there are.
        of: u32,
    },
}

impl From<SecretError> for SkipReason {
    fn from(error: SecretError) -> Self {
        if error == SecretError::Empty { Self::NoSecret } else { Self::Secret(error) }
    }
}

impl From<ParameterError> for SkipReason {
    fn from(error: ParameterError) -> Self {
        Self::Parameter(error)
    }
}

impl From<EnrollmentError> for SkipReason {
    fn from(error: EnrollmentError) -> Self {
        match error {
            EnrollmentError::NoSecret => Self::NoSecret,
            EnrollmentError::Secret(error) => error.into(),
            EnrollmentError::Parameter(error) => Self::Parameter(error),
            other => Self::Text(other),
        }
    }
}
