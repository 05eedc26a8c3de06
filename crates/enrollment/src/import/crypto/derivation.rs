//! Keys from passwords, never at a price that nobody agreed to.

use hmac::EagerHash;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha512};
use zeroize::Zeroizing;

use crate::import::error::ImportError;
use crate::import::limits::{KdfCost, Limits};

/// What a round of PBKDF2 takes, as so many blocks of memory: ten million rounds are some ten seconds.
const BLOCKS_OF_A_ROUND: u64 = 40;

/// The hash under PBKDF2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hash {
    /// HMAC-SHA-1.
    Sha1,
    /// HMAC-SHA-256.
    Sha256,
    /// HMAC-SHA-512.
    Sha512,
}

/// PBKDF2 (RFC 8018 §5.2) with a key of 32 bytes.
pub(crate) fn pbkdf2(
    hash: Hash,
    password: &[u8],
    salt: &[u8],
    rounds: u64,
    limits: &Limits,
) -> Result<Zeroizing<[u8; 32]>, ImportError> {
    check_work(0, rounds.saturating_mul(BLOCKS_OF_A_ROUND), limits)?;
    let rounds = u32::try_from(rounds).ok().filter(|&rounds| rounds > 0);
    let rounds = rounds.ok_or_else(|| ImportError::damaged("the number of rounds"))?;
    let derive = match hash {
        Hash::Sha1 => derive::<Sha1>,
        Hash::Sha256 => derive::<Sha256>,
        Hash::Sha512 => derive::<Sha512>,
    };
    Ok(derive(password, salt, rounds))
}

fn derive<D: EagerHash>(password: &[u8], salt: &[u8], rounds: u32) -> Zeroizing<[u8; 32]>
where
    D::Core: Sync,
{
    let mut key = Zeroizing::new([0; 32]);
    pbkdf2::pbkdf2_hmac::<D>(password, salt, rounds, key.as_mut());
    key
}

/// How hard scrypt is to be.
pub(crate) struct ScryptParameters {
    pub(crate) n: u64,
    pub(crate) r: u64,
    pub(crate) p: u64,
}

/// scrypt (RFC 7914) with a key of 32 bytes.
pub(crate) fn scrypt(
    password: &[u8],
    salt: &[u8],
    parameters: &ScryptParameters,
    limits: &Limits,
) -> Result<Zeroizing<[u8; 32]>, ImportError> {
    let ScryptParameters { n, r, p } = *parameters;
    let block = r.saturating_mul(128);
    let memory = n.saturating_add(p).saturating_mul(block);
    check_work(memory, n.saturating_mul(p).saturating_mul(block) / 16, limits)?;
    let damaged = || ImportError::damaged("the parameters of scrypt");
    if !n.is_power_of_two() || n < 2 {
        return Err(damaged());
    }
    let log_n = u8::try_from(n.trailing_zeros()).map_err(|_| damaged())?;
    let r = u32::try_from(r).map_err(|_| damaged())?;
    let p = u32::try_from(p).map_err(|_| damaged())?;
    let parameters = scrypt::Params::new(log_n, r, p).map_err(|_| damaged())?;
    let mut key = Zeroizing::new([0; 32]);
    scrypt::scrypt(password, salt, &parameters, key.as_mut()).map_err(|_| damaged())?;
    Ok(key)
}

/// Which Argon2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Argon2Kind {
    /// Argon2d.
    D,
    /// Argon2id.
    Id,
}

/// How hard Argon2 is to be.
pub(crate) struct Argon2Parameters {
    pub(crate) kind: Argon2Kind,
    pub(crate) memory_kib: u64,
    pub(crate) passes: u64,
    pub(crate) lanes: u64,
}

/// Argon2 1.3 (RFC 9106) with a key of 32 bytes.
pub(crate) fn argon2(
    password: &[u8],
    salt: &[u8],
    parameters: &Argon2Parameters,
    limits: &Limits,
) -> Result<Zeroizing<[u8; 32]>, ImportError> {
    argon2_of_version(argon2::Version::V0x13, password, salt, parameters, limits)
}

/// Argon2 of the version that a file names: 1.3, or 1.0, which mixes in another way.
pub(crate) fn argon2_of_version(
    version: argon2::Version,
    password: &[u8],
    salt: &[u8],
    parameters: &Argon2Parameters,
    limits: &Limits,
) -> Result<Zeroizing<[u8; 32]>, ImportError> {
    let memory = parameters.memory_kib.saturating_mul(1024);
    check_work(memory, memory.saturating_mul(parameters.passes) / 64, limits)?;
    let damaged = || ImportError::damaged("the parameters of Argon2");
    let number = |value: u64| u32::try_from(value).map_err(|_| damaged());
    let (memory, passes, lanes) =
        (number(parameters.memory_kib)?, number(parameters.passes)?, number(parameters.lanes)?);
    let algorithm = match parameters.kind {
        Argon2Kind::D => argon2::Algorithm::Argon2d,
        Argon2Kind::Id => argon2::Algorithm::Argon2id,
    };
    let parameters = argon2::Params::new(memory, passes, lanes, Some(32)).map_err(|_| damaged())?;
    let mut key = Zeroizing::new([0; 32]);
    argon2::Argon2::new(algorithm, version, parameters)
        .hash_password_into(password, salt, key.as_mut())
        .map_err(|_| damaged())?;
    Ok(key)
}

/// Refuses what costs more than the person agreed to.
pub(crate) fn check_work(memory_bytes: u64, work: u64, limits: &Limits) -> Result<(), ImportError> {
    limits.check(KdfCost { memory_bytes, work })
}

/// SHA-256 of the parts, one after the other.
pub(crate) fn sha256(parts: &[&[u8]]) -> Zeroizing<[u8; 32]> {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part);
    }
    Zeroizing::new(hash.finalize().into())
}
