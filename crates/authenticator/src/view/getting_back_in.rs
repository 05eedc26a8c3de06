//! The recovery sheet, and whether people can get back in.

use countersign_backup::ways_back::{CheckedBackup, Disaster, Step};
use countersign_otp::UnixTime;
use countersign_vault::AccountId;

/// What is known of the recovery sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SheetView {
    /// When it was printed, with the keys of today.
    pub printed_at: Option<UnixTime>,
    /// When words were typed back from it.
    pub checked_at: Option<UnixTime>,
    /// Whether there is a sheet with other keys, which helps no more.
    pub is_void: bool,
}

/// What came of words that were typed back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SheetCheck {
    /// They are those on the sheet.
    Right,
    /// This one is not, counted from 0.
    Wrong {
        /// Which one.
        index: usize,
    },
}

/// What a disaster would mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WayAnswer {
    /// The disaster.
    pub disaster: Disaster,
    /// The accounts without a proven way back. None: yes.
    pub without_way: Vec<AccountId>,
    /// The one step that helps most, where something helps.
    pub step: Option<Step>,
}

/// What the answers come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GetBackInFacts {
    /// How many accounts there are.
    pub accounts: usize,
    /// The newest backup on this device that opens.
    pub newest_here: Option<CheckedBackup>,
    /// The newest backup elsewhere that opens.
    pub newest_elsewhere: Option<CheckedBackup>,
    /// Whether words of the recovery sheet were typed back.
    pub has_checked_sheet: bool,
    /// Whether the vault also opens by a passphrase.
    pub has_vault_passphrase: bool,
    /// How many accounts are on other devices, too.
    pub with_other_devices: usize,
    /// How many accounts have backup codes left.
    pub with_backup_codes: usize,
}

/// For each disaster yes or no, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GetBackInView {
    /// The answers, in the order in which people ask.
    pub answers: Vec<WayAnswer>,
    /// Whether the app should say, without blocking anything, that ways back are missing.
    pub is_amber: bool,
    /// What the answers come from.
    pub facts: GetBackInFacts,
}
