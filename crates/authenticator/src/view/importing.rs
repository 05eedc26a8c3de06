//! What a file, a text or some pictures would bring, before anything has happened.

use std::fmt;
use std::str::FromStr;

use countersign_otp::{Kind, UnixTime};
use countersign_vault::{AccountId, FormerLink, ImportId};

use crate::error::Error;
use crate::view::PendingView;

/// Names a preview; it says nothing about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PreviewId(pub(crate) u64);

impl fmt::Display for PreviewId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:016x}", self.0)
    }
}

impl FromStr for PreviewId {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        u64::from_str_radix(text, 16).map(Self).map_err(|_| Error::PreviewUnknown)
    }
}

/// Where accounts come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImportSource {
    /// Another app's file, by the name of its format.
    App(String),
    /// Setup codes in texts or pictures.
    Codes,
    /// A backup of this app.
    Backup,
}

impl ImportSource {
    const CODES: &'static str = "codes";
    const BACKUP: &'static str = "countersign";

    /// A name that is kept with the import.
    pub fn name(&self) -> &str {
        match self {
            Self::App(name) => name,
            Self::Codes => Self::CODES,
            Self::Backup => Self::BACKUP,
        }
    }

    pub(crate) fn from_name(name: &str) -> Self {
        match name {
            Self::CODES => Self::Codes,
            Self::BACKUP => Self::Backup,
            app => Self::App(app.to_owned()),
        }
    }
}

/// What would come. Its secrets stay under the id for ten minutes, or until the vault is locked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportPreview {
    /// What to confirm or cancel.
    pub id: PreviewId,
    /// Where it comes from.
    pub source: ImportSource,
    /// When it was made, for a backup.
    pub made_at: Option<UnixTime>,
    /// The accounts, in the order of the file.
    pub entries: Vec<EntryView>,
    /// What cannot come, and why.
    pub skipped: Vec<SkippedView>,
    /// Links to accounts of a server, each to be linked by itself.
    pub links: Vec<PendingView>,
}

/// One account that would come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryView {
    /// Its number in the preview, counted from 0.
    pub index: usize,
    /// The service's name; empty if there is none.
    pub service: String,
    /// The user's name; empty if there is none.
    pub user: String,
    /// What its codes are like; nothing for a link that had none.
    pub codes: Option<EntryCodes>,
    /// The groups that it is in.
    pub groups: Vec<String>,
    /// Whether it is pinned.
    pub is_pinned: bool,
    /// Whether a note comes along.
    pub has_note: bool,
    /// What becomes of its icon.
    pub icon: EntryIcon,
    /// Whether the secret is shorter than the standard asks for.
    pub is_weak: bool,
    /// The server that it was linked with on another device: its codes work, and it is to be linked again.
    pub former_link: Option<FormerLink>,
    /// How it stands to the accounts that are here.
    pub standing: EntryStanding,
}

/// What becomes of the icon of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryIcon {
    /// It has none of its own.
    None,
    /// It comes along.
    Comes,
    /// It is a picture that is too large, or that cannot be read.
    TooLarge,
}

/// What the codes of an entry are like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EntryCodes {
    /// By what they are made.
    pub kind: Kind,
    /// The name of the hash function under them.
    pub algorithm: &'static str,
    /// How many characters a code has.
    pub digits: u8,
    /// For how many seconds a code holds; nothing if codes go by a counter.
    pub period: Option<u64>,
    /// The counter of the next code, if codes go by one.
    pub counter: Option<u64>,
}

/// How an entry stands to the accounts that are here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryStanding {
    /// It is not here.
    New,
    /// This account makes the same codes.
    Here(AccountId),
    /// This account has the same names and another secret, or the same secret and makes other codes.
    Differs(AccountId),
    /// An entry further up is the same.
    Repeats(usize),
}

/// Something that cannot come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SkippedView {
    /// Which of several files or pictures it is in, counted from 1.
    pub file: Option<usize>,
    /// Where it stands there.
    pub place: Option<SkippedPlace>,
    /// What it is called, if that could be read.
    pub name: Option<String>,
    /// Why it cannot come.
    pub reason: NotComing,
}

/// A place in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SkippedPlace {
    /// A line, counted from 1.
    Line(usize),
    /// A path such as `db.entries[3]`, counted from 0 as in the file.
    Path(String),
}

/// Why something cannot come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotComing {
    /// It has no secret.
    NoSecret,
    /// Its secret is none.
    SecretInvalid,
    /// It asks for codes that do not exist.
    ParameterInvalid,
    /// It has codes of a kind that is not known here.
    KindUnknown,
    /// Its codes need a PIN that is not there.
    PinMissing,
    /// Its PIN is none.
    PinInvalid,
    /// It is damaged.
    Damaged,
    /// Its secret is sealed with a key of the device that it comes from.
    Sealed,
    /// It lies in the other app's trash.
    InTrash,
    /// It is no account.
    NotAnAccount,
    /// One code of an export over several is missing.
    PartMissing {
        /// Which, counted from 1.
        part: u32,
        /// How many there are.
        of: u32,
    },
    /// A text of it is too long.
    TooLong,
    /// There is no QR code in the picture.
    NoQrCode,
    /// The picture, or the code in it, cannot be read.
    PictureUnreadable,
    /// The file is no export that is known here.
    FileUnknown,
    /// The file belongs together with another one.
    FileAlone,
}

impl NotComing {
    /// A stable name, for a shell to branch on and to word.
    pub fn code(self) -> &'static str {
        match self {
            Self::NoSecret => "no_secret",
            Self::SecretInvalid => "secret_invalid",
            Self::ParameterInvalid => "parameter_invalid",
            Self::KindUnknown => "kind_unknown",
            Self::PinMissing => "pin_missing",
            Self::PinInvalid => "pin_invalid",
            Self::Damaged => "damaged",
            Self::Sealed => "sealed",
            Self::InTrash => "in_trash",
            Self::NotAnAccount => "not_an_account",
            Self::PartMissing { .. } => "part_missing",
            Self::TooLong => "too_long",
            Self::NoQrCode => "no_qr_code",
            Self::PictureUnreadable => "picture_unreadable",
            Self::FileUnknown => "file_unknown",
            Self::FileAlone => "file_alone",
        }
    }
}

/// What becomes of one entry; those that are not named stay out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportChoice {
    /// The entry comes as an account of its own.
    Add(usize),
    /// The entry takes the place of the account that it differs from, which goes to the trash.
    Replace(usize),
}

/// What came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportDone {
    /// What to undo; nothing if nothing came.
    pub import: Option<ImportId>,
    /// How many accounts came as their own.
    pub added: usize,
    /// How many took the place of another one.
    pub replaced: usize,
    /// How many entries stayed out.
    pub skipped: usize,
}

/// An import that can still be undone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportView {
    /// What to undo.
    pub id: ImportId,
    /// Where the accounts came from.
    pub source: ImportSource,
    /// When.
    pub at: UnixTime,
    /// How many accounts came.
    pub added: usize,
    /// How many went to the trash for them.
    pub replaced: usize,
    /// Until when it can be undone.
    pub undo_until: UnixTime,
}
