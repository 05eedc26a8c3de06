//! What the use cases keep in the operating system's key store for the vault, and what it means
//! together with the file.

use zeroize::Zeroizing;

use crate::id::VaultId;
use crate::random::RandomSource;
use crate::slot::{SlotKind, WrapKey};
use crate::vault::Header;

const VERSION: u8 = 1;
const LENGTH: usize = 2 + 16 + 32;

/// The key store's bytes are no entry of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the key store's entry for the vault is not readable")]
pub struct InvalidEntry;

/// The vault's entry in the key store: the key of its key-store slot and the vault's id, 50 bytes.
///
/// It is written before the vault file appears, marked as begun, and once more, marked as finished,
/// when the file is there. So a crash between the two is never taken for a lost vault.
#[derive(Debug)]
pub struct KeyStoreEntry {
    vault: VaultId,
    key: WrapKey,
    is_finished: bool,
}

impl KeyStoreEntry {
    /// An entry for a vault that is about to be made.
    pub fn begin(random: &dyn RandomSource) -> Self {
        Self { vault: VaultId::random(random), key: WrapKey::random(random), is_finished: false }
    }

    /// The same entry, now that the vault file is there.
    #[must_use]
    pub fn finished(self) -> Self {
        Self { is_finished: true, ..self }
    }

    /// The id of the vault that the key belongs to.
    pub fn vault(&self) -> VaultId {
        self.vault
    }

    /// The key of the vault's key-store slot.
    pub fn key(&self) -> &WrapKey {
        &self.key
    }

    /// Whether the vault file was there when the entry was last written.
    pub fn is_finished(&self) -> bool {
        self.is_finished
    }

    /// The bytes for the key store. Warning: they hold the key.
    pub fn reveal_bytes(&self) -> Zeroizing<Vec<u8>> {
        let mut bytes = Zeroizing::new(Vec::with_capacity(LENGTH));
        bytes.push(VERSION);
        bytes.push(u8::from(self.is_finished));
        bytes.extend_from_slice(self.vault.bytes());
        bytes.extend_from_slice(&*self.key.0);
        bytes
    }

    /// Reads the bytes from the key store.
    ///
    /// # Errors
    /// [`InvalidEntry`] if they are of another version, or damaged.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, InvalidEntry> {
        let bytes: &[u8; LENGTH] = bytes.try_into().map_err(|_| InvalidEntry)?;
        let is_finished = match (bytes[0], bytes[1]) {
            (VERSION, 0) => false,
            (VERSION, 1) => true,
            _ => return Err(InvalidEntry),
        };
        let (vault, key) = bytes[2..].split_first_chunk::<16>().ok_or(InvalidEntry)?;
        let key: &[u8; 32] = key.try_into().map_err(|_| InvalidEntry)?;
        Ok(Self { vault: VaultId::from_bytes(*vault), key: WrapKey(Zeroizing::new(*key)), is_finished })
    }
}

/// What file and key store mean together. The caller has read both: a key store that is locked or
/// silent is no absent entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Nothing was ever finished here: make a vault.
    New,
    /// File and key belong together. If the entry is not finished yet, write it as finished.
    Ready,
    /// The vault opens by passphrase (or recovery key).
    PassphraseWanted,
    /// The file is there, and its key is not: never make a new vault over it.
    KeyMissing,
    /// The key is there, and the file is not: never make a new vault before the person says so.
    VaultMissing,
}

impl Standing {
    /// Judges from the file's header (`None`: there is no file) and the key store's entry (`None`:
    /// the key store was read and has none).
    pub fn judge(header: Option<&Header>, entry: Option<&KeyStoreEntry>) -> Self {
        match (header, entry) {
            (None, Some(entry)) if entry.is_finished => Self::VaultMissing,
            (None, _) => Self::New,
            (Some(header), entry) if header.has_slot(SlotKind::KeyStore) => match entry {
                Some(entry) if entry.vault == header.vault() => Self::Ready,
                Some(_) | None => Self::KeyMissing,
            },
            (Some(_), _) => Self::PassphraseWanted,
        }
    }
}
