//! What could not become an account: where it stands, what it is called, and why.

use countersign_otp::{NotAPin, ParameterError, SecretError, YandexError};
use countersign_protocol::PersonText;

use crate::error::EnrollmentError;

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

/// The same, where a person has only this one text.
impl From<SkipReason> for EnrollmentError {
    fn from(reason: SkipReason) -> Self {
        match reason {
            SkipReason::NoSecret => Self::NoSecret,
            SkipReason::Secret(error) => Self::Secret(error),
            SkipReason::Parameter(error) => Self::Parameter(error),
            SkipReason::UnknownKind => Self::UnknownKind,
            SkipReason::NoPin => Self::PinNeeded,
            SkipReason::Pin(error) => Self::Pin(error),
            SkipReason::Yandex(error) => Self::Yandex(error),
            SkipReason::Text(error) => error,
            SkipReason::MissingPart { .. } => Self::Several,
            SkipReason::Damaged | SkipReason::Sealed | SkipReason::InTrash => Self::DamagedUri,
        }
    }
}
