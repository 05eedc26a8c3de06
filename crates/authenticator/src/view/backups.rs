//! Backups, exports, and the way to another device.

use std::path::PathBuf;

use countersign_backup::export::{Format, Loss};
use countersign_backup::ways_back::Place;
use countersign_backup::{Condition, Found, KeyKind};
use countersign_otp::UnixTime;
use countersign_vault::AccountId;
use zeroize::Zeroizing;

use super::ImportPreview;

/// Where automatic backups go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupFolder {
    /// The folder.
    pub path: PathBuf,
    /// Whether it is also elsewhere, as the person says: synchronized, or on a stick.
    pub place: Place,
}

/// The last automatic backup, read back and compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastBackup {
    /// When it was made.
    pub at: UnixTime,
    /// How many accounts are in it.
    pub accounts: usize,
    /// Its name in the folder.
    pub file: String,
}

/// Why the last attempt came to nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupTrouble {
    /// The error's stable name.
    pub code: String,
    /// When.
    pub at: UnixTime,
}

/// What the person is asked about automatic backups.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BackupQuestion {
    /// There are fewer accounts than in an earlier backup, which stays until the person says that this is right.
    Fewer {
        /// In the earlier one.
        before: usize,
        /// In the last one.
        now: usize,
    },
    /// These do not open any more. They stay.
    Damaged {
        /// Their names in the folder.
        names: Vec<String>,
    },
}

/// What the person says to a [`BackupQuestion`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BackupAnswer {
    /// Fewer accounts are right: earlier backups may go one day, like any others.
    FewerIsRight,
    /// The person has seen that files are damaged.
    DamagedIsKnown,
}

/// A backup that the person made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandBackup {
    /// Where it was saved.
    pub path: PathBuf,
    /// When it was made.
    pub made_at: UnixTime,
    /// When it was opened and compared last.
    pub checked_at: UnixTime,
    /// How many accounts are in it.
    pub accounts: usize,
    /// Whether it is kept elsewhere, as the person says.
    pub place: Place,
    /// What opens it.
    pub opens_by: KeyKind,
    /// Whether it should lie on this device and does not any more.
    pub is_gone: bool,
}

/// What is known about backups.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupsView {
    /// Where automatic ones go, if anywhere.
    pub folder: Option<BackupFolder>,
    /// The last automatic one.
    pub last: Option<LastBackup>,
    /// Why the last attempt came to nothing, if it did.
    pub trouble: Option<BackupTrouble>,
    /// Whether something has changed since the last automatic one.
    pub is_due: bool,
    /// What the person is asked.
    pub questions: Vec<BackupQuestion>,
    /// Those that the person made, the last one first.
    pub by_hand: Vec<HandBackup>,
    /// How many accounts there are now.
    pub accounts: usize,
}

/// An automatic backup in the folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupFile {
    /// Its name.
    pub name: String,
    /// When it was made.
    pub made_at: UnixTime,
    /// How many accounts are in it; nothing if it does not open here.
    pub accounts: Option<usize>,
    /// Whether it is sealed for another device, or an earlier vault.
    pub is_foreign: bool,
}

impl From<Found> for BackupFile {
    fn from(found: Found) -> Self {
        let (accounts, is_foreign) = match found.condition {
            Condition::Good { accounts } => (Some(accounts), false),
            Condition::Unreadable => (None, false),
            Condition::Foreign => (None, true),
        };
        Self { name: found.name, made_at: found.made_at, accounts, is_foreign }
    }
}

/// What a backup file is opened with.
pub enum BackupKey {
    /// The passphrase that it was made with.
    Passphrase(Zeroizing<String>),
    /// The 24 words of the recovery sheet.
    Words(Zeroizing<String>),
    /// The vault's own identity.
    Own,
}

impl std::fmt::Debug for BackupKey {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("BackupKey(…)")
    }
}

/// A backup that was opened and read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedFile {
    /// Where it lies.
    pub path: PathBuf,
    /// How many accounts are in it.
    pub accounts: usize,
    /// When it was made.
    pub made_at: UnixTime,
}

/// A file in which accounts leave.
pub enum ExportForm {
    /// One `otpauth:` text a line.
    OtpauthList,
    /// Aegis' file, in clear.
    AegisPlain,
    /// Aegis' file, opened by this passphrase.
    AegisEncrypted(Zeroizing<String>),
    /// A page to print.
    Sheet,
}

impl ExportForm {
    /// What can go with it.
    pub fn format(&self) -> Format {
        match self {
            Self::OtpauthList => Format::OtpauthList,
            Self::AegisPlain | Self::AegisEncrypted(_) => Format::Aegis,
            Self::Sheet => Format::Sheet,
        }
    }
}

impl std::fmt::Debug for ExportForm {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "ExportForm({:?})", self.format())
    }
}

/// What cannot go with a format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportLosses {
    /// The accounts that lose something, in the person's order.
    pub accounts: Vec<AccountLoss>,
    /// How many accounts go, with losses or without.
    pub leaving: usize,
}

/// What cannot go of one account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountLoss {
    /// The account.
    pub account: AccountId,
    /// The service's name.
    pub service: String,
    /// The user's name there.
    pub user: String,
    /// What cannot go, the weightiest first.
    pub losses: Vec<Loss>,
}

/// A file that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportedFile {
    /// Where it lies.
    pub path: PathBuf,
    /// How many accounts are in it.
    pub accounts: usize,
}

/// A code for the other device to read: no secret, or sealed for that device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MoveCode {
    /// What is in it.
    pub text: String,
    /// Its picture.
    pub svg: String,
}

/// What the old device shows first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MoveGreeting {
    /// For the new device to read.
    pub code: MoveCode,
    /// Eight digits for both people to compare.
    pub number: String,
}

/// What the old device shows then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MoveParts {
    /// How many codes there are.
    pub count: usize,
    /// How many accounts are in them.
    pub accounts: usize,
}

/// What has arrived at the new device.
#[derive(Debug)]
pub enum MoveArrival {
    /// Some codes are missing.
    Missing {
        /// How many there are.
        of: usize,
        /// The missing ones, counted from 1.
        missing: Vec<usize>,
    },
    /// Everything, to be looked at before it is added.
    Complete(ImportPreview),
}
