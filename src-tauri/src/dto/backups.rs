//! Backups and exports.

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::dto::ErrorCode;

/// Where automatic backups go.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct BackupFolder {
    /// The folder, to be shown.
    pub(crate) path: String,
    /// Whether it is also elsewhere, as the person says.
    pub(crate) is_elsewhere: bool,
}

/// The last automatic backup, read back and compared.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LastBackup {
    /// When it was made, in seconds since 1970.
    pub(crate) at: i64,
    /// How many accounts are in it.
    pub(crate) accounts: u32,
    /// Its name in the folder.
    pub(crate) file: String,
}

/// Why the last attempt came to nothing.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct BackupTrouble {
    /// Why.
    pub(crate) code: ErrorCode,
    /// When, in seconds since 1970.
    pub(crate) at: i64,
}

/// What the person is asked about automatic backups.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum BackupQuestion {
    /// There are fewer accounts than in an earlier backup.
    Fewer {
        /// In the earlier one.
        before: u32,
        /// In the last one.
        now: u32,
    },
    /// These files do not open any more.
    Damaged {
        /// Their names in the folder.
        names: Vec<String>,
    },
}

/// What the person says to a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum BackupAnswer {
    /// Fewer accounts are right.
    FewerIsRight,
    /// The person has seen that files are damaged.
    DamagedIsKnown,
}

/// A backup that the person made.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct HandBackup {
    /// Where it was saved.
    pub(crate) path: String,
    /// When it was made, in seconds since 1970.
    pub(crate) made_at: i64,
    /// When it was opened and compared last.
    pub(crate) checked_at: i64,
    /// How many accounts are in it.
    pub(crate) accounts: u32,
    /// Whether it is kept elsewhere, as the person says.
    pub(crate) is_elsewhere: bool,
    /// Whether it should lie on this device and does not any more.
    pub(crate) is_gone: bool,
}

/// What is known about backups.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct BackupsView {
    /// Where automatic ones go, if anywhere.
    pub(crate) folder: Option<BackupFolder>,
    /// The last automatic one.
    pub(crate) last: Option<LastBackup>,
    /// Why the last attempt came to nothing, if it did.
    pub(crate) trouble: Option<BackupTrouble>,
    /// Whether something has changed since the last one.
    pub(crate) is_due: bool,
    /// What the person is asked.
    pub(crate) questions: Vec<BackupQuestion>,
    /// Those that the person made, the last one first.
    pub(crate) by_hand: Vec<HandBackup>,
    /// How many accounts there are now.
    pub(crate) accounts: u32,
}

/// A backup or export that was written, or a backup that was opened.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LeftFile {
    /// Where it lies.
    pub(crate) path: String,
    /// How many accounts are in it.
    pub(crate) accounts: u32,
}

/// A form in which accounts leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ExportFormat {
    /// One `otpauth:` text a line.
    OtpauthList,
    /// Aegis' file.
    Aegis,
    /// QR codes for Google Authenticator.
    GoogleMigration,
    /// A page to print.
    Sheet,
    /// The QR code of one account.
    AccountQr,
}

/// Something that cannot go with a format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Loss {
    /// The account stays behind: it has no codes.
    NoCodes,
    /// The account stays behind: its kind of codes is not known there.
    Kind,
    /// The account stays behind: its number of digits is not known there.
    Digits,
    /// The account stays behind: its period is not known there.
    Period,
    /// The account stays behind: it is too large for a QR code.
    TooLarge,
    /// Approvals of sign-ins.
    Pairing,
    /// The PIN.
    Pin,
    /// The parts of its name may be divided in another way.
    Names,
    /// The names that the service gave.
    GivenNames,
    /// The groups.
    Groups,
    /// The note.
    Note,
    /// That it stands on top.
    Pinned,
    /// The icon.
    Icon,
}

/// What cannot go of one account.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AccountLoss {
    /// The account.
    pub(crate) account_id: String,
    /// The service's name.
    pub(crate) service: String,
    /// The user's name there.
    pub(crate) user: String,
    /// Whether it stays behind as a whole.
    pub(crate) stays: bool,
    /// What cannot go, the weightiest first.
    pub(crate) losses: Vec<Loss>,
}

/// What cannot go with a format.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ExportLosses {
    /// The accounts that lose something.
    pub(crate) accounts: Vec<AccountLoss>,
    /// How many accounts go.
    pub(crate) leaving: u32,
}

/// A QR code that holds secrets, for the one screen that shows it.
#[derive(Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ExportCode {
    /// The picture.
    pub(crate) svg: String,
    /// How many accounts are in it.
    pub(crate) accounts: u32,
}

impl std::fmt::Debug for ExportCode {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("ExportCode(…)")
    }
}
