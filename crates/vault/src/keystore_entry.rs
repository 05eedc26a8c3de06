//! What the use cases keep in the operating system's key store for the vault, and what it means
//! together with the file.

use countersign_otp::UnixTime;
use zeroize::Zeroizing;

use crate::id::VaultId;
use crate::random::RandomSource;
use crate::slot::{SlotKind, WrapKey};
use crate::vault::Header;

const FIRST_VERSION: u8 = 1;
const VERSION: u8 = 2;
/// The first version ends after the key.
const FIRST_LENGTH: usize = 2 + 16 + 32;
const LENGTH: usize = FIRST_LENGTH + 1 + 32 + 1 + 8;

/// The key store's bytes are no entry of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the key store's entry for the vault is not readable")]
pub struct InvalidEntry;

/// The vault's entry in the key store, 92 bytes: the vault's id, the key of its key-store or PIN slot, and how often a
/// wrong PIN was typed.
///
/// It is written before the vault file appears, marked as begun, and once more, marked as finished, when the file is
/// there. So a crash between the two is never taken for a lost vault. For the same reason a change of the key is
/// written here first, beside the key that still holds.
#[derive(Debug)]
pub struct KeyStoreEntry {
    vault: VaultId,
    key: WrapKey,
    next_key: Option<WrapKey>,
    is_finished: bool,
    wrong_pins: u8,
    last_wrong_pin: UnixTime,
}

impl KeyStoreEntry {
    /// An entry for a vault that is about to be made.
    pub fn begin(random: &dyn RandomSource) -> Self {
        Self { is_finished: false, ..Self::for_vault(VaultId::random(random), random) }
    }

    /// A new entry for a vault that is there.
    pub fn for_vault(vault: VaultId, random: &dyn RandomSource) -> Self {
        Self {
            vault,
            key: WrapKey::random(random),
            next_key: None,
            is_finished: true,
            wrong_pins: 0,
            last_wrong_pin: UnixTime::from_seconds(0),
        }
    }

    /// The same entry, now that the vault file is there.
    #[must_use]
    pub fn finished(self) -> Self {
        Self { is_finished: true, ..self }
    }

    /// The same entry with another key beside the one that still holds, for a slot that is about to be made.
    #[must_use]
    pub fn with_next_key(self, random: &dyn RandomSource) -> Self {
        Self { next_key: Some(WrapKey::random(random)), ..self }
    }

    /// The same entry, now that the slot for the next key is made: the older key is forgotten, and so are the wrong
    /// PINs.
    #[must_use]
    pub fn with_next_key_only(self) -> Self {
        let Self { next_key, key, .. } = self;
        Self { key: next_key.unwrap_or(key), next_key: None, wrong_pins: 0, ..self }
    }

    /// The same entry, after a PIN was typed that is not known to be right.
    #[must_use]
    pub fn after_wrong_pin(self, now: UnixTime) -> Self {
        let wrong_pins = self.wrong_pins.saturating_add(1);
        self.with_wrong_pins((wrong_pins, now))
    }

    /// The same entry with this count of wrong PINs, as [`wrong_pins`](Self::wrong_pins) gives it.
    #[must_use]
    pub fn with_wrong_pins(self, (wrong_pins, last_wrong_pin): (u8, UnixTime)) -> Self {
        Self { wrong_pins, last_wrong_pin, ..self }
    }

    /// The same entry, after the right PIN.
    #[must_use]
    pub fn after_right_pin(self) -> Self {
        Self { wrong_pins: 0, ..self }
    }

    /// The id of the vault that the key belongs to.
    pub fn vault(&self) -> VaultId {
        self.vault
    }

    /// The key of the vault's key-store or PIN slot.
    pub fn key(&self) -> &WrapKey {
        &self.key
    }

    /// The key of a slot that was about to be made when the program ended. Perhaps it was made.
    pub fn next_key(&self) -> Option<&WrapKey> {
        self.next_key.as_ref()
    }

    /// Whether the vault file was there when the entry was last written.
    pub fn is_finished(&self) -> bool {
        self.is_finished
    }

    /// How many wrong PINs were typed since the last right one, and when the last one was.
    pub fn wrong_pins(&self) -> (u8, UnixTime) {
        (self.wrong_pins, self.last_wrong_pin)
    }

    /// The bytes for the key store. Warning: they hold the key.
    pub fn reveal_bytes(&self) -> Zeroizing<Vec<u8>> {
        let mut bytes = Zeroizing::new(Vec::with_capacity(LENGTH));
        bytes.push(VERSION);
        bytes.push(u8::from(self.is_finished));
        bytes.extend_from_slice(self.vault.bytes());
        bytes.extend_from_slice(&*self.key.0);
        bytes.push(u8::from(self.next_key.is_some()));
        bytes.extend_from_slice(self.next_key.as_ref().map_or(&[0; 32], |key| &*key.0));
        bytes.push(self.wrong_pins);
        bytes.extend_from_slice(&self.last_wrong_pin.seconds().to_be_bytes());
        bytes
    }

    /// Reads the bytes from the key store.
    ///
    /// # Errors
    /// [`InvalidEntry`] if they are of another version, or damaged.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, InvalidEntry> {
        let (begin, rest) = bytes.split_first_chunk::<FIRST_LENGTH>().ok_or(InvalidEntry)?;
        let is_finished = flag(begin[1])?;
        let (vault, key) = begin[2..].split_first_chunk::<16>().ok_or(InvalidEntry)?;
        let first = Self {
            vault: VaultId::from_bytes(*vault),
            key: wrap_key(key)?,
            next_key: None,
            is_finished,
            wrong_pins: 0,
            last_wrong_pin: UnixTime::from_seconds(0),
        };
        match (begin[0], rest.len()) {
            (FIRST_VERSION, 0) => Ok(first),
            (VERSION, length) if length == LENGTH - FIRST_LENGTH => {
                let last = rest[34..].try_into().map_err(|_| InvalidEntry)?;
                Ok(Self {
                    next_key: if flag(rest[0])? { Some(wrap_key(&rest[1..33])?) } else { None },
                    wrong_pins: rest[33],
                    last_wrong_pin: UnixTime::from_seconds(u64::from_be_bytes(last)),
                    ..first
                })
            }
            _ => Err(InvalidEntry),
        }
    }
}

fn flag(byte: u8) -> Result<bool, InvalidEntry> {
    match byte {
        0 => Ok(false),
        1 => Ok(true),
        _ => Err(InvalidEntry),
    }
}

fn wrap_key(bytes: &[u8]) -> Result<WrapKey, InvalidEntry> {
    let bytes: &[u8; 32] = bytes.try_into().map_err(|_| InvalidEntry)?;
    Ok(WrapKey(Zeroizing::new(*bytes)))
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
    /// The vault opens by a PIN together with this key (or by a passphrase, if it has a slot for one).
    PinWanted,
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
            (Some(header), entry) => {
                let has_key = entry.is_some_and(|entry| entry.vault == header.vault());
                match (header.has_slot(SlotKind::KeyStore), header.has_slot(SlotKind::Pin)) {
                    (true, _) if has_key => Self::Ready,
                    (_, true) if has_key => Self::PinWanted,
                    (true, _) | (_, true) => Self::KeyMissing,
                    (false, false) => Self::PassphraseWanted,
                }
            }
        }
    }
}
