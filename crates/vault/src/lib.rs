//! Accounts and pairings at rest: an SQLite file whose rows are sealed one by one.
//!
//! The crate owns the file, its format (`docs/vault-format.md`) and the keys that open it. It offers
//! whole operations, each one transaction. It does not talk to the operating system's key store (the
//! use cases carry [`KeyStoreEntry`] there and back), makes no codes, and asks neither the system for
//! the time nor, except by [`SystemRandom`], for random bytes.

mod account;
mod content;
mod error;
mod file;
mod file_system;
mod id;
mod keystore_entry;
mod lock;
mod random;
mod salvage;
mod seal;
mod secret;
mod slot;
mod steps;
mod storage;
mod vault;

pub use account::{
    Account, Activation, Doubt, DoubtKind, Extras, FormerLink, Icon, Listing, NewAccount, Note, OwnNames,
    Pairing, PairingState, Renewal, Told, Unreadable, Witness,
};
pub use error::{Damage, VaultError};
pub use id::{AccountId, DocumentName, ImportId, InvalidId, VaultId};
pub use keystore_entry::{InvalidEntry, KeyStoreEntry, Standing};
pub use random::{RandomSource, SystemRandom};
pub use salvage::Salvaged;
pub use secret::SecretBytes;
pub use slot::{
    InvalidPin, NewSlot, Passphrase, PassphraseCost, Pin, RecoveryKey, SlotKind, Unlock, WrapKey,
};
pub use steps::Steps;
pub use vault::{Bringing, Header, IMPORT_UNDO, Import, Replaced, Vault};
