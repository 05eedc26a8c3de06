//! Whether the vault is open.

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
}
