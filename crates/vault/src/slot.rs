//! Slots: the vault key, wrapped once for each way to open the vault.

use std::sync::Arc;

use argon2::{Algorithm, Argon2, Params, Version};
use data_encoding::HEXLOWER;
use zeroize::Zeroizing;

use crate::error::{Damage, VaultError};
use crate::id::VaultId;
use crate::random::RandomSource;
use crate::seal::{BrokenSeal, Place, SymmetricKey, open_exactly, seal_exactly};

const SALT: usize = 16;

/// How a vault can be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SlotKind {
    /// By a random key in the operating system's key store.
    KeyStore,
    /// By a passphrase.
    Passphrase,
    /// By the recovery key on the printed sheet.
    Recovery,
}

/// A slot to be made.
#[derive(Debug)]
pub enum NewSlot<'a> {
    /// For the key store, with the key that is (or will be) kept there.
    KeyStore(&'a WrapKey),
    /// For a passphrase, at this cost.
    Passphrase(&'a Passphrase, PassphraseCost),
}

/// What a vault is opened with.
#[derive(Debug)]
pub enum Unlock<'a> {
    /// The key from the key store.
    KeyStore(&'a WrapKey),
    /// The person's passphrase.
    Passphrase(&'a Passphrase),
    /// The recovery key from the sheet.
    Recovery(&'a RecoveryKey),
}

impl Unlock<'_> {
    pub(crate) fn kind(&self) -> SlotKind {
        match self {
            Self::KeyStore(_) => SlotKind::KeyStore,
            Self::Passphrase(_) => SlotKind::Passphrase,
            Self::Recovery(_) => SlotKind::Recovery,
        }
    }
}

/// The random key that lies in the operating system's key store: 32 bytes, wiped on drop.
pub struct WrapKey(pub(crate) Zeroizing<[u8; 32]>);

impl WrapKey {
    /// A new random key.
    pub fn random(random: &dyn RandomSource) -> Self {
        let mut bytes = Zeroizing::new([0; 32]);
        random.fill(&mut *bytes);
        Self(bytes)
    }
}

impl std::fmt::Debug for WrapKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("WrapKey(…)")
    }
}

/// A passphrase as typed, wiped on drop. How strong it must be is the use case's rule.
pub struct Passphrase(Arc<Zeroizing<String>>);

impl Passphrase {
    /// Takes the text over.
    pub fn new(text: impl Into<Zeroizing<String>>) -> Self {
        Self(Arc::new(text.into()))
    }
}

impl std::fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Passphrase(…)")
    }
}

/// What a guess at a passphrase costs (Argon2id).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PassphraseCost {
    pub(crate) memory_kib: u32,
    pub(crate) passes: u32,
    pub(crate) lanes: u32,
}

impl PassphraseCost {
    /// Above these a file asks too much of the machine that shall open it.
    const MAX_MEMORY_KIB: u32 = 1 << 20;
    const MAX_PASSES: u32 = 64;
    const MAX_LANES: u32 = 16;

    /// For tests only: as cheap as it gets.
    pub const CHEAP: Self = Self { memory_kib: 64, passes: 1, lanes: 1 };

    pub(crate) fn from_parameters(memory_kib: u32, passes: u32, lanes: u32) -> Option<Self> {
        let fits = memory_kib <= Self::MAX_MEMORY_KIB
            && (1..=Self::MAX_PASSES).contains(&passes)
            && (1..=Self::MAX_LANES).contains(&lanes)
            && memory_kib >= 8 * lanes;
        fits.then_some(Self { memory_kib, passes, lanes })
    }
}

impl Default for PassphraseCost {
    /// 64 MiB and 3 passes, as in the second recommendation of RFC 9106 §4, but in one lane: the
    /// person's device computes one anyway, and the thief's could use more.
    fn default() -> Self {
        Self { memory_kib: 64 * 1024, passes: 3, lanes: 1 }
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
            SlotKind::Recovery => "countersign vault: recovery slot",
        };
        match secret {
            Unlock::KeyStore(key) => Ok(SymmetricKey::derive(&*key.0, &self.id, label)),
            Unlock::Recovery(key) => Ok(SymmetricKey::derive(&*key.0, &self.id, label)),
            Unlock::Passphrase(passphrase) => {
                let (cost, salt) =
                    read_parameters(&self.parameters).ok_or_else(|| self.damaged("parameters"))?;
                let stretched = stretch(passphrase, cost, salt).await?;
                Ok(SymmetricKey::derive(&*stretched, &self.id, label))
            }
        }
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
            Self::Recovery => "recovery",
        }
    }

    pub(crate) fn from_name(name: &str) -> Option<Self> {
        [Self::KeyStore, Self::Passphrase, Self::Recovery].into_iter().find(|kind| kind.name() == name)
    }
}

/// Argon2id (RFC 9106), version 0x13, 32 bytes, on a thread where it holds up nobody.
async fn stretch(
    passphrase: &Passphrase,
    cost: PassphraseCost,
    salt: [u8; SALT],
) -> Result<Zeroizing<[u8; 32]>, VaultError> {
    let words = Arc::clone(&passphrase.0);
    let parameters = Params::new(cost.memory_kib, cost.passes, cost.lanes, Some(32))
        .expect("the cost was checked when it was made or read");
    let stretching = tokio::task::spawn_blocking(move || {
        let mut key = Zeroizing::new([0; 32]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, parameters)
            .hash_password_into(words.as_bytes(), &salt, &mut *key)
            .map(|()| key)
    });
    match stretching.await {
        Ok(Ok(key)) => Ok(key),
        Ok(Err(error)) => Err(VaultError::Io(std::io::Error::other(error.to_string()))),
        Err(_) => Err(VaultError::Io(std::io::Error::other("the program is ending"))),
    }
}

/// `argon2id,m=65536,t=3,p=1,salt=…`, the salt in hexadecimal digits.
fn write_parameters(cost: PassphraseCost, salt: &[u8; SALT]) -> String {
    let PassphraseCost { memory_kib, passes, lanes } = cost;
    format!("argon2id,m={memory_kib},t={passes},p={lanes},salt={}", HEXLOWER.encode(salt))
}

fn read_parameters(text: &str) -> Option<(PassphraseCost, [u8; SALT])> {
    let mut parts = text.split(',');
    let mut next = |prefix: &str| parts.next()?.strip_prefix(prefix);
    next("argon2id")?;
    let memory_kib = next("m=")?.parse().ok()?;
    let passes = next("t=")?.parse().ok()?;
    let lanes = next("p=")?.parse().ok()?;
    let salt = HEXLOWER.decode(next("salt=")?.as_bytes()).ok()?;
    let cost = PassphraseCost::from_parameters(memory_kib, passes, lanes)?;
    Some((cost, salt.try_into().ok()?))
}
