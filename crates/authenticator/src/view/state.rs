//! Whether the vault is open.

use std::time::Duration;

use countersign_keystore::BiometricKind;

/// Whether the vault is open, and if not, what opens it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// The vault is open.
    Ready,
    /// No key store on this system and no vault yet: a passphrase is to be chosen.
    PassphraseWanted,
    /// The vault opens with the passphrase.
    Locked,
    /// The system's key store is there and gives nothing now: ask again.
    KeyStoreLocked,
    /// The vault is there, its key is gone.
    KeyMissing,
    /// The key is there, the vault is gone.
    VaultMissing,
    /// The vault cannot be read.
    VaultDamaged,
    /// A newer version of the app wrote the vault.
    VaultNewer,
}

/// What the first screen must know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct State {
    /// Whether the vault is open.
    pub phase: Phase,
    /// How many accounts there are; not known while the vault is closed.
    pub account_count: Option<usize>,
    /// Whether the vault opens with a passphrase.
    pub has_passphrase: bool,
    /// Whether the vault opens with a PIN.
    pub has_pin: bool,
    /// Whether fingerprint or face opens the vault, beside PIN or passphrase.
    pub has_biometrics: bool,
    /// What the person could show on this device; nothing where it has no such thing, or nothing is enrolled.
    pub biometrics: Option<BiometricKind>,
    /// While the vault is locked: how long until the next PIN is taken, after too many wrong ones.
    pub pin_pause: Option<Duration>,
}

/// What the person can be asked to prove who they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PersonCheck {
    /// Nothing is set up.
    None,
    /// The PIN.
    Pin,
    /// The passphrase.
    Passphrase,
}

/// When the app locks by itself, where a PIN or passphrase is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AutoLock {
    /// After nobody has used it for so long; nothing: never.
    pub after: Option<Duration>,
    /// When the device goes to sleep.
    pub on_suspend: bool,
    /// When the system's screen is locked.
    pub on_screen_lock: bool,
}

impl Default for AutoLock {
    fn default() -> Self {
        Self { after: Some(Duration::from_mins(5)), on_suspend: true, on_screen_lock: true }
    }
}

/// What came of opening with the recovery key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recovered {
    /// The device's own key was there all along, or none is wanted.
    Opened,
    /// The key store had lost the key; a new one is in place, and a PIN must be chosen again.
    KeyRenewed,
    /// The key store takes no new key: the recovery key will be asked for again.
    KeyNotRenewed,
}
