//! The state of the app as a whole.

use countersign_authenticator as core;

use super::units::{count, seconds};
use crate::dto::{AppState, Phase, Platform};
use crate::{development, scanner, words};

impl AppState {
    /// The core's state, and what the shell knows: a newer version, and the system's typeface by name.
    pub(crate) fn of(state: core::State, newer_version: Option<String>, typeface: Option<String>) -> Self {
        Self {
            phase: state.phase.into(),
            account_count: state.account_count.map(count),
            platform: Platform::HERE,
            has_camera: scanner::HERE,
            locale: words::locale(),
            development: development::view(),
            passphrase_slot: state.has_passphrase,
            pin_slot: state.has_pin,
            biometric_slot: state.has_biometrics,
            biometrics: state.biometrics.map(Into::into),
            newer_version,
            typeface,
            pin_pause_seconds: state.pin_pause.map(seconds),
        }
    }
}

impl From<core::Phase> for Phase {
    fn from(phase: core::Phase) -> Self {
        match phase {
            core::Phase::Ready => Self::Ready,
            core::Phase::PassphraseWanted => Self::PassphraseWanted,
            core::Phase::Locked => Self::Locked,
            core::Phase::KeyStoreLocked => Self::KeyStoreLocked,
            core::Phase::KeyMissing => Self::KeyMissing,
            core::Phase::VaultMissing => Self::VaultMissing,
            core::Phase::VaultDamaged => Self::VaultDamaged,
            core::Phase::VaultNewer => Self::VaultNewer,
        }
    }
}

impl Platform {
    /// The system that this build is for.
    const HERE: Self = if cfg!(target_os = "android") {
        Self::Android
    } else if cfg!(target_os = "ios") {
        Self::Ios
    } else if cfg!(target_os = "macos") {
        Self::Macos
    } else if cfg!(windows) {
        Self::Windows
    } else {
        Self::Linux
    };
}
