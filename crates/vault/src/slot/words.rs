//! What a person knows by heart: a passphrase or a PIN, and what a guess at it costs.

use std::sync::Arc;

use argon2::{Algorithm, Argon2, Params, Version};
use data_encoding::HEXLOWER;
use zeroize::Zeroizing;

use crate::error::VaultError;

pub(super) const SALT: usize = 16;

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

/// The text is no PIN.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a PIN has 4 to 12 digits")]
pub struct InvalidPin;

/// A PIN: 4 to 12 digits, wiped on drop. Alone it falls in seconds; it opens a slot only together with a key from
/// the key store.
pub struct Pin(pub(super) Passphrase);

impl Pin {
    /// Takes the digits over.
    ///
    /// # Errors
    /// [`InvalidPin`].
    pub fn parse(text: Zeroizing<String>) -> Result<Self, InvalidPin> {
        let fits = (4..=12).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        fits.then(|| Self(Passphrase::new(text))).ok_or(InvalidPin)
    }
}

impl std::fmt::Debug for Pin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Pin(…)")
    }
}

/// Argon2id (RFC 9106), version 0x13, 32 bytes, on a thread where it holds up nobody.
pub(super) async fn stretch(
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
pub(super) fn write_parameters(cost: PassphraseCost, salt: &[u8; SALT]) -> String {
    let PassphraseCost { memory_kib, passes, lanes } = cost;
    format!("argon2id,m={memory_kib},t={passes},p={lanes},salt={}", HEXLOWER.encode(salt))
}

pub(super) fn read_parameters(text: &str) -> Option<(PassphraseCost, [u8; SALT])> {
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
