//! A damaged vault, as far as it can be read.

use std::path::PathBuf;

use countersign_vault::{Account, Salvaged};
use zeroize::Zeroizing;

/// What opens a damaged vault, so that it can be read.
pub enum OpenBy {
    /// The key of this device, from the key store.
    DeviceKey,
    /// The PIN, together with that key.
    Pin(Zeroizing<String>),
    /// The passphrase.
    Passphrase(Zeroizing<String>),
    /// The words of the recovery sheet.
    RecoveryWords(Zeroizing<String>),
}

impl std::fmt::Debug for OpenBy {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::DeviceKey => "DeviceKey",
            Self::Pin(_) => "Pin(…)",
            Self::Passphrase(_) => "Passphrase(…)",
            Self::RecoveryWords(_) => "RecoveryWords(…)",
        })
    }
}

/// What can be read of a damaged vault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DamageView {
    /// The accounts, in their order.
    pub accounts: Vec<ReadableAccount>,
    /// How many more there are in the trash.
    pub trashed: usize,
    /// How many rows cannot be read.
    pub unreadable: usize,
    /// How many pages of the file are damaged: accounts may have lain there of which nothing is left.
    pub damaged_pages: usize,
}

/// An account of a damaged vault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadableAccount {
    /// The service's name, as it is shown.
    pub service: String,
    /// The user's name, as it is shown.
    pub user: String,
}

/// What came of saving it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedFromDamage {
    /// How many accounts the vault has now, without those in the trash.
    pub accounts: usize,
    /// Where the damaged file is now.
    pub kept: PathBuf,
}

impl From<&Salvaged> for DamageView {
    fn from(salvaged: &Salvaged) -> Self {
        let view = |account: &Account| ReadableAccount {
            service: account.shown_service().to_owned(),
            user: account.shown_user().to_owned(),
        };
        Self {
            accounts: salvaged.listing.accounts.iter().map(view).collect(),
            trashed: salvaged.listing.trash.len(),
            unreadable: salvaged.listing.unreadable.len(),
            damaged_pages: salvaged.damaged_pages,
        }
    }
}
