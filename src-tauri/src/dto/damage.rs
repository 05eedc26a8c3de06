//! A damaged vault.

use serde::{Deserialize, Serialize};
use specta::Type;

/// What reads a damaged vault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum DamageKey {
    /// The key of this device.
    Device,
    /// The PIN.
    Pin,
    /// The passphrase.
    Passphrase,
    /// The words of the recovery sheet.
    Words,
}

/// An account of a damaged vault.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ReadableAccount {
    /// The service's name.
    pub(crate) service: String,
    /// The user's name.
    pub(crate) user: String,
}

/// What can be read of a damaged vault.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DamageView {
    /// The accounts, in their order.
    pub(crate) accounts: Vec<ReadableAccount>,
    /// How many rows cannot be read.
    pub(crate) unreadable: u32,
    /// Whether accounts may have lain there of which nothing is left.
    pub(crate) may_miss_more: bool,
}

/// What came of saving it.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SavedFromDamage {
    /// How many accounts the vault has now.
    pub(crate) accounts: u32,
    /// Where the damaged file is now.
    pub(crate) kept: String,
}
