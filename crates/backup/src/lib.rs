//! Ways out: backups that people can open without us, exports to other apps, the recovery sheet.
//!
//! A [`Backup`] is everything that leaves a device: accounts with their secrets, never a device key. It is
//! sealed as an `age` file with JSON inside (`docs/backup-format.md`), so that the public `age` tool, the page
//! `rescue.html` beside it, or a hundred lines of Python open it. [`save()`] says "saved" only after it has read
//! the file back and compared it. This crate knows no vault, no screen and no clock; the use cases bring those.

mod document;
mod documents;
mod error;
pub mod export;
mod files;
mod fingerprint;
mod key;
pub mod moving;
mod name;
mod page;
mod paper;
mod reading;
pub mod recovery;
pub mod rescue;
mod rotation;
mod save;
mod seal;
mod survey;
pub mod ways_back;
mod words;
mod writing;

pub use document::{Account, Backup, Names, Pairing, Picture};
pub use documents::{Document, Documents, PhoneFiles, shown_place};
pub use error::{OpenError, ReadError, SaveError, SkipReason, Skipped};
pub use files::{Disk, Entry, Files};
pub use fingerprint::{of_backup, of_codes, of_sheet};
pub use key::{Identity, Key, KeyKind, NotAnIdentity, Passphrase, WorkFactor};
pub use name::{FileName, NameCheck};
pub use page::qr;
pub use paper::PaperLanguage;
pub use reading::Reading;
pub use rotation::{Condition, Found, Plan, Policy, Question, plan};
pub use save::{Existing, Saved, put, save, save_over, verify};
pub use seal::{Limits, open, seal};
pub use survey::{Automatic, Report, back_up, survey};
pub use words::{NotWords, identity_from_words, identity_words, recovery_key_from_words, recovery_key_words};
