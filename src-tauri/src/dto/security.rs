//! What opens the vault, and whether it is the person who asks.

use serde::{Deserialize, Serialize};
use specta::Type;

/// What the person can be asked to prove who they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum PersonCheck {
    /// Nothing is set up.
    None,
    /// The PIN.
    Pin,
    /// The passphrase.
    Passphrase,
}

/// What the person can show where the device takes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum BiometricKind {
    /// A finger.
    Fingerprint,
    /// The face.
    Face,
    /// Either: the system does not say which.
    Either,
}

/// What the person can be asked, and whether they must be.
#[derive(Clone, Copy, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PersonCheckView {
    /// What can be asked.
    pub(crate) asks: PersonCheck,
    /// Nothing need be asked now.
    pub(crate) is_verified: bool,
    /// What can be shown instead, if anything.
    pub(crate) biometrics: Option<BiometricKind>,
}

/// What came of opening with the recovery key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Recovered {
    /// The device's own key was there all along, or none is wanted.
    Opened,
    /// The key store had lost the key; a new one is in place, and a PIN must be chosen again.
    KeyRenewed,
    /// The key store takes no new key: the recovery key will be asked for again.
    KeyNotRenewed,
}

/// When the app locks by itself, where a PIN or passphrase is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AutoLock {
    /// After nobody has used it for so long; nothing: never.
    pub(crate) after_minutes: Option<u32>,
    /// When the device goes to sleep.
    pub(crate) on_suspend: bool,
    /// When the system's screen is locked.
    pub(crate) on_screen_lock: bool,
}
