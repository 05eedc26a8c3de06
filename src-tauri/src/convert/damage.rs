//! A damaged vault.

use countersign_authenticator as core;
use zeroize::Zeroizing;

use super::units::count;
use crate::dto::{DamageKey, DamageView, ReadableAccount, SavedFromDamage};

impl DamageKey {
    /// What is typed for it; nothing for the key of this device.
    pub(crate) fn with(self, secret: Zeroizing<String>) -> core::OpenBy {
        match self {
            Self::Device => core::OpenBy::DeviceKey,
            Self::Pin => core::OpenBy::Pin(secret),
            Self::Passphrase => core::OpenBy::Passphrase(secret),
            Self::Words => core::OpenBy::RecoveryWords(secret),
        }
    }
}

impl From<core::DamageView> for DamageView {
    fn from(view: core::DamageView) -> Self {
        let account =
            |each: core::ReadableAccount| ReadableAccount { service: each.service, user: each.user };
        Self {
            accounts: view.accounts.into_iter().map(account).collect(),
            unreadable: count(view.unreadable),
            may_miss_more: view.damaged_pages > 0,
        }
    }
}

impl From<core::SavedFromDamage> for SavedFromDamage {
    fn from(saved: core::SavedFromDamage) -> Self {
        Self { accounts: count(saved.accounts), kept: saved.kept.display().to_string() }
    }
}
