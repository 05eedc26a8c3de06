//! The recovery sheet, and whether people can get back in.

use serde::Serialize;
use specta::Type;

/// What is known of the recovery sheet.
#[derive(Clone, Copy, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SheetView {
    /// When it was printed, in seconds since 1970.
    pub(crate) printed_at: Option<i64>,
    /// When words were typed back from it.
    pub(crate) checked_at: Option<i64>,
    /// Whether there is a sheet with other keys, which helps no more.
    pub(crate) is_void: bool,
}

/// A part of the sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SheetPart {
    /// The recovery key, 12 words.
    RecoveryKey,
    /// The backup identity, 24 words.
    Identity,
}

/// A word to be typed back.
#[derive(Clone, Copy, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AskedWord {
    /// Of which part.
    pub(crate) part: SheetPart,
    /// Which word, counted from 1.
    pub(crate) place: u32,
}

/// What may happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Disaster {
    /// This device is lost.
    ThisDeviceLost,
    /// Every other device is lost.
    OtherDevicesLost,
    /// All devices are lost.
    AllDevicesLost,
    /// The system lost the vault's key.
    KeyStoreLost,
    /// The account servers are gone.
    ServerGone,
}

/// The step that helps most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum WayStep {
    /// Print the recovery sheet and type words back.
    CheckSheet,
    /// Make a backup elsewhere.
    BackUpElsewhere,
    /// Make new backup codes and keep them.
    KeepBackupCodes,
}

/// What a disaster would mean.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct WayAnswer {
    /// The disaster.
    pub(crate) disaster: Disaster,
    /// The accounts without a proven way back. None: yes.
    pub(crate) without_way: Vec<String>,
    /// The one step that helps most, where something helps.
    pub(crate) step: Option<WayStep>,
}

/// The newest backup of a kind.
#[derive(Clone, Copy, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct NewestBackup {
    /// When it was made, in seconds since 1970.
    pub(crate) made_at: i64,
    /// Whether a passphrase opens it; otherwise the recovery sheet does.
    pub(crate) by_passphrase: bool,
}

/// For each disaster yes or no, and why.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct GetBackInView {
    /// The answers, in the order in which people ask.
    pub(crate) answers: Vec<WayAnswer>,
    /// Whether to say, without blocking anything, that ways back are missing.
    pub(crate) is_amber: bool,
    /// How many accounts there are.
    pub(crate) accounts: u32,
    /// The newest backup on this device that opens.
    pub(crate) newest_here: Option<NewestBackup>,
    /// The newest backup elsewhere that opens.
    pub(crate) newest_elsewhere: Option<NewestBackup>,
    /// Whether words of the recovery sheet were typed back.
    pub(crate) has_checked_sheet: bool,
    /// Whether the vault also opens by a passphrase.
    pub(crate) has_vault_passphrase: bool,
    /// How many accounts are on other devices, too.
    pub(crate) with_other_devices: u32,
    /// How many accounts have backup codes left.
    pub(crate) with_backup_codes: u32,
}
