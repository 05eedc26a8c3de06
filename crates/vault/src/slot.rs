//! Slots: the vault key, wrapped once for each way to open the vault.

mod words;

use data_encoding::HEXLOWER;
use zeroize::Zeroizing;

use crate::error::{Damage, VaultError};
use crate::id::VaultId;
use crate::random::RandomSource;
use crate::seal::{BrokenSeal, Place, SymmetricKey, open_exactly, seal_exactly};

pub use words::{InvalidPin, Passphrase, PassphraseCost, Pin};
use words::{SALT, read_parameters, stretch, write_parameters};

/// How a vault can be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SlotKind {
    /// By a random key in the operating system's key store.
    KeyStore,
    /// By a passphrase.
    Passphrase,
    /// By a PIN together with a random key in the operating system's key store.
    Pin,
    /// By a random key that a phone releases only to the person's fingerprint or face.
    Biometric,
    /// By the recovery key on the printed sheet.
    Recovery,
}

impl SlotKind {
    /// Whether it opens the vault for good. Biometrics end with the next finger that is enrolled, and the recovery
    /// key lies on paper: beside them there is always another way.
    pub(crate) fn is_lasting(self) -> bool {
        match self {
            Self::KeyStore | Self::Passphrase | Self::Pin => true,
            Self::Biometric | Self::Recovery => false,
        }
    }
}

/// A slot to be made.
#[derive(Debug)]
pub enum NewSlot<'a> {
    /// For the key store, with the key that is (or will be) kept there.
    KeyStore(&'a WrapKey),
    /// For a passphrase, at this cost.
    Passphrase(&'a Passphrase, PassphraseCost),
    /// For a PIN, at this cost, with the key that is (or will be) kept in the key store.
    Pin(&'a Pin, &'a WrapKey, PassphraseCost),
    /// For fingerprint or face, with the key that the phone keeps behind them.
    Biometric(&'a WrapKey),
}

impl<'a> NewSlot<'a> {
    /// What will open the slot, and what a guess will cost.
    pub(crate) fn parts(&self) -> (Unlock<'a>, Option<PassphraseCost>) {
        match *self {
            Self::KeyStore(key) => (Unlock::KeyStore(key), None),
            Self::Passphrase(words, cost) => (Unlock::Passphrase(words), Some(cost)),
            Self::Pin(pin, key, cost) => (Unlock::Pin(pin, key), Some(cost)),
            Self::Biometric(key) => (Unlock::Biometric(key), None),
        }
    }
}

/// What a vault is opened with.
#[derive(Debug)]
pub enum Unlock<'a> {
    /// The key from the key store.
    KeyStore(&'a WrapKey),
    /// The person's passphrase.
    Passphrase(&'a Passphrase),
    /// The person's PIN, and the key from the key store.
    Pin(&'a Pin, &'a WrapKey),
    /// The key that the phone released.
    Biometric(&'a WrapKey),
    /// The recovery key from the sheet.
    Recovery(&'a RecoveryKey),
}

impl Unlock<'_> {
    pub(crate) fn kind(&self) -> SlotKind {
        match self {
            Self::KeyStore(_) => SlotKind::KeyStore,
            Self::Passphrase(_) => SlotKind::Passphrase,
            Self::Pin(..) => SlotKind::Pin,
            Self::Biometric(_) => SlotKind::Biometric,
            Self::Recovery(_) => SlotKind::Recovery,
        }
    }
}

/// The random key that lies in the operating system's key store, or behind a phone's biometrics: 32 bytes, wiped on
/// drop.
pub struct WrapKey(pub(crate) Zeroizing<[u8; 32]>);

impl WrapKey {
    /// A new random key.
    pub fn random(random: &dyn RandomSource) -> Self {
        let mut bytes = Zeroizing::new([0; 32]);
        random.fill(&mut *bytes);
        Self(bytes)
    }

    /// The key from its bytes.
    pub fn from_bytes(bytes: Zeroizing<[u8; 32]>) -> Self {
        Self(bytes)
    }

    /// The bytes. Warning: only for what keeps the key.
    pub fn reveal(&self) -> &[u8; 32] {
        &self.0
    }
}

impl std::fmt::Debug for WrapKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("WrapKey(…)")
    }
}

/// The recovery key: 128 random bits, made with the vault, wiped on drop.
pub struct RecoveryKey(Zeroizing<[u8; 16]>);

impl RecoveryKey {
    pub(crate) fn random(random: &dyn RandomSource) -> Self {
        let mut bytes = Zeroizing::new([0; 16]);
        random.fill(&mut *bytes);
        Self(bytes)
    }

    /// The key from its bytes.
    pub fn from_bytes(bytes: Zeroizing<[u8; 16]>) -> Self {
        Self(bytes)
    }

    /// The bytes. Warning: they open the vault without anything else.
    pub fn reveal(&self) -> &[u8; 16] {
        &self.0
    }
}

impl std::fmt::Debug for RecoveryKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RecoveryKey(…)")
    }
}

/// A slot as it lies in the file.
#[derive(Debug)]
pub(crate) struct Slot {
    pub(crate) id: [u8; 16],
    pub(crate) kind: SlotKind,
    pub(crate) parameters: String,
    pub(crate) wrapped: Vec<u8>,
}

impl Slot {
    /// Wraps the vault key for a new slot.
    pub(crate) async fn wrap(
        vault_key: &SymmetricKey,
        vault: VaultId,
        secret: &Unlock<'_>,
        cost: Option<PassphraseCost>,
        random: &dyn RandomSource,
    ) -> Result<Self, VaultError> {
        let mut id = [0; 16];
        random.fill(&mut id);
        let parameters = match cost {
            None => String::new(),
            Some(cost) => {
                let mut salt = [0; SALT];
                random.fill(&mut salt);
                write_parameters(cost, &salt)
            }
        };
        let mut slot = Self { id, kind: secret.kind(), parameters, wrapped: Vec::new() };
        let wrapping = slot.wrapping_key(secret).await?;
        slot.wrapped = seal_exactly(&wrapping, slot.place(&slot.context(vault)), vault_key.reveal(), random);
        Ok(slot)
    }

    /// Unwraps the vault key. The row's checksum was right, so a seal that does not open means that
    /// the secret is another one.
    pub(crate) async fn unwrap(
        &self,
        vault: VaultId,
        secret: &Unlock<'_>,
    ) -> Result<SymmetricKey, VaultError> {
        let wrapping = self.wrapping_key(secret).await?;
        let bytes = open_exactly(&wrapping, self.place(&self.context(vault)), &self.wrapped)
            .map_err(|BrokenSeal| VaultError::WrongKey)?;
        let key: [u8; 32] = bytes.as_slice().try_into().map_err(|_| self.damaged("wrapped"))?;
        Ok(SymmetricKey::new(Zeroizing::new(key)))
    }

    fn place<'a>(&'a self, context: &'a [u8]) -> Place<'a> {
        Place { table: "slots", row: &self.id, context }
    }

    fn context(&self, vault: VaultId) -> Vec<u8> {
        let mut context = vault.bytes().to_vec();
        context.extend_from_slice(self.kind.name().as_bytes());
        context.push(0);
        context.extend_from_slice(self.parameters.as_bytes());
        context
    }

    /// The key that wraps: HKDF over a random key, Argon2id first where a person chose the words.
    async fn wrapping_key(&self, secret: &Unlock<'_>) -> Result<SymmetricKey, VaultError> {
        let label = match self.kind {
            SlotKind::KeyStore => "countersign vault: key store slot",
            SlotKind::Passphrase => "countersign vault: passphrase slot",
            SlotKind::Pin => "countersign vault: PIN slot",
            SlotKind::Biometric => "countersign vault: biometric slot",
            SlotKind::Recovery => "countersign vault: recovery slot",
        };
        match secret {
            Unlock::KeyStore(key) | Unlock::Biometric(key) => {
                Ok(SymmetricKey::derive(&*key.0, &self.id, label))
            }
            Unlock::Recovery(key) => Ok(SymmetricKey::derive(&*key.0, &self.id, label)),
            Unlock::Passphrase(passphrase) => {
                let stretched = self.stretched(passphrase).await?;
                Ok(SymmetricKey::derive(&*stretched, &self.id, label))
            }
            Unlock::Pin(pin, key) => {
                let stretched = self.stretched(&pin.0).await?;
                let mut both = Zeroizing::new([0; 64]);
                both[..32].copy_from_slice(&*stretched);
                both[32..].copy_from_slice(&*key.0);
                Ok(SymmetricKey::derive(&*both, &self.id, label))
            }
        }
    }

    async fn stretched(&self, words: &Passphrase) -> Result<Zeroizing<[u8; 32]>, VaultError> {
        let (cost, salt) = read_parameters(&self.parameters).ok_or_else(|| self.damaged("parameters"))?;
        stretch(words, cost, salt).await
    }

    fn damaged(&self, column: &'static str) -> VaultError {
        let row = HEXLOWER.encode(&self.id);
        VaultError::Damaged(Damage::Column { table: "slots", column, row })
    }
}

impl SlotKind {
    /// The name in the file.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::KeyStore => "key-store",
            Self::Passphrase => "passphrase",
            Self::Pin => "pin",
            Self::Biometric => "biometric",
            Self::Recovery => "recovery",
        }
    }

    pub(crate) fn from_name(name: &str) -> Option<Self> {
        [Self::KeyStore, Self::Passphrase, Self::Pin, Self::Biometric, Self::Recovery]
            .into_iter()
            .find(|kind| kind.name() == name)
    }
}
