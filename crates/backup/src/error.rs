//! What can go wrong, by what the person or the caller does about it. Nothing here repeats any part of a content.

use countersign_otp::{NotAPin, ParameterError, SecretError, YandexError};

use crate::key::KeyKind;

/// Why a file could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// No `age` file: another file was chosen.
    #[error("this is not an age file")]
    NotAge,
    /// An `age` file of a version that this program does not know.
    #[error("this age file is of a newer kind")]
    NewerAge,
    /// The file wants another kind of key.
    #[error("this file opens by {wanted}, not by {given}")]
    WrongKind {
        /// What it wants.
        wanted: KeyKind,
        /// What it was given.
        given: KeyKind,
    },
    /// The passphrase or identity is another one. (A few damaged bytes in the file's head look the same; the
    /// check in the file's name tells them apart.)
    #[error("this is not the right {given}")]
    WrongKey {
        /// What it was given.
        given: KeyKind,
    },
    /// A question: opening costs more memory and time than allowed. 2^asked kibibytes, roughly.
    #[error("opening this file costs 2^{asked} units of work, and 2^{allowed} are allowed")]
    MuchWork {
        /// What the file asks for, as a power of two.
        asked: u8,
        /// What was allowed.
        allowed: u8,
    },
    /// The file is larger than any backup, or opens to something that is.
    #[error("the file is larger than {limit} bytes")]
    TooLarge {
        /// What is allowed.
        limit: usize,
    },
    /// The file is damaged or cut off.
    #[error("the file is damaged")]
    Damaged,
    /// It opens, and what is in it is no backup that this program understands.
    #[error("the file opens, but it holds no backup")]
    Content(#[source] ReadError),
}

/// Why an opened text is no backup.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// No JSON, or not of the shape.
    #[error("not readable at line {line}, column {column}")]
    Shape {
        /// The line, counted from 1.
        line: usize,
        /// The column, counted from 1.
        column: usize,
    },
    /// JSON of somebody else.
    #[error("this is not a Countersign backup")]
    NotABackup,
    /// A newer program wrote it.
    #[error("the backup has version {found}, and this program knows versions up to {known}")]
    Newer {
        /// The backup's version.
        found: u32,
        /// The newest version that this program knows.
        known: u32,
    },
    /// More accounts than anybody has.
    #[error("the backup lists more than {limit} accounts")]
    TooMany {
        /// What is allowed.
        limit: usize,
    },
}

/// An entry of a backup that cannot come along.
#[derive(Debug)]
pub struct Skipped {
    /// Which entry, counted from 0.
    pub index: usize,
    /// The service's name, as far as it could be read.
    pub service: String,
    /// Why.
    pub reason: SkipReason,
}

/// Why an entry cannot come along.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SkipReason {
    /// A member is missing or of another type.
    #[error("the entry is not readable")]
    Shape,
    /// A kind of codes that this program does not know.
    #[error("the kind of codes is not known")]
    Kind,
    /// A text is longer than any name or note.
    #[error("a text is too long")]
    TooLong,
    /// The secret.
    #[error("the secret is not readable")]
    Secret(#[source] SecretError),
    /// Digits, period or algorithm.
    #[error("no codes can be made with the parameters")]
    Parameter(#[source] ParameterError),
    /// The PIN.
    #[error("the PIN is not readable")]
    Pin(#[source] NotAPin),
    /// Yandex's own rules.
    #[error("no Yandex codes can be made of it")]
    Yandex(#[source] YandexError),
}

/// Why a backup was not saved. What lay there before still does.
#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    /// The folder is not there (any more).
    #[error("the folder is not there")]
    NoFolder,
    /// The disk is full.
    #[error("the disk is full")]
    DiskFull,
    /// The folder cannot be written.
    #[error("the folder cannot be written")]
    ReadOnly(#[source] std::io::Error),
    /// There is a file of this name.
    #[error("there is a file of this name already")]
    AlreadyThere,
    /// The system failed in another way.
    #[error("the file could not be written")]
    Io(#[source] std::io::Error),
    /// What was read back is not what was written.
    #[error("the file that was read back is not the one that was written")]
    Different,
    /// What was read back does not open.
    #[error("the file that was read back does not open")]
    Unreadable(#[source] OpenError),
}

impl From<std::io::Error> for SaveError {
    fn from(error: std::io::Error) -> Self {
        use std::io::ErrorKind::{
            AlreadyExists, NotADirectory, NotFound, PermissionDenied, QuotaExceeded, ReadOnlyFilesystem,
            StorageFull,
        };
        match error.kind() {
            NotFound | NotADirectory => Self::NoFolder,
            StorageFull | QuotaExceeded => Self::DiskFull,
            PermissionDenied | ReadOnlyFilesystem => Self::ReadOnly(error),
            AlreadyExists => Self::AlreadyThere,
            _ => Self::Io(error),
        }
    }
}
