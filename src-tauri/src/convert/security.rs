//! What opens the vault, and whether it is the person who asks.

use std::time::Duration;

use countersign_authenticator as core;

use super::units::seconds;
use crate::dto::{AutoLock, BiometricKind, PersonCheck, Recovered};

impl From<core::BiometricKind> for BiometricKind {
    fn from(kind: core::BiometricKind) -> Self {
        match kind {
            core::BiometricKind::Fingerprint => Self::Fingerprint,
            core::BiometricKind::Face => Self::Face,
            core::BiometricKind::Either => Self::Either,
        }
    }
}

impl From<core::PersonCheck> for PersonCheck {
    fn from(check: core::PersonCheck) -> Self {
        match check {
            core::PersonCheck::None => Self::None,
            core::PersonCheck::Pin => Self::Pin,
            core::PersonCheck::Passphrase => Self::Passphrase,
        }
    }
}

impl From<core::Recovered> for Recovered {
    fn from(recovered: core::Recovered) -> Self {
        match recovered {
            core::Recovered::Opened => Self::Opened,
            core::Recovered::KeyRenewed => Self::KeyRenewed,
            core::Recovered::KeyNotRenewed => Self::KeyNotRenewed,
        }
    }
}

impl From<core::AutoLock> for AutoLock {
    fn from(chosen: core::AutoLock) -> Self {
        let core::AutoLock { after, on_suspend, on_screen_lock } = chosen;
        Self { after_minutes: after.map(|after| seconds(after) / 60), on_suspend, on_screen_lock }
    }
}

impl From<AutoLock> for core::AutoLock {
    fn from(chosen: AutoLock) -> Self {
        let AutoLock { after_minutes, on_suspend, on_screen_lock } = chosen;
        // Less than a minute would lock the app while somebody reads a code.
        let after = after_minutes.map(|minutes| Duration::from_mins(minutes.max(1).into()));
        Self { after, on_suspend, on_screen_lock }
    }
}
