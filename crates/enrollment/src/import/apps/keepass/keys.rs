//! From the password to the keys of a database.

use aes::Aes256;
use aes::cipher::{BlockCipherEncrypt, KeyInit};
use sha2::{Digest, Sha512};
use zeroize::Zeroizing;

use super::header::Header;
use super::kdf::Kdf;
use super::key_file::key_of;
use crate::import::crypto::{self, Argon2Kind, Argon2Parameters};
use crate::import::error::ImportError;
use crate::import::source::Source;

/// The key that opens, and the one that the keys of the MACs come from.
pub(super) struct Keys {
    pub(super) sealing: Zeroizing<[u8; 32]>,
    pub(super) authentication: Zeroizing<[u8; 64]>,
}

impl Keys {
    /// `SHA-512(index ‖ authentication)`: the key of a block's MAC; the header's has the highest index.
    pub(super) fn of_block(&self, index: u64) -> Zeroizing<[u8; 64]> {
        let mut hash = Sha512::new();
        hash.update(index.to_le_bytes());
        hash.update(self.authentication.as_ref());
        Zeroizing::new(hash.finalize().into())
    }
}

/// `SHA-256(SHA-256(password) ‖ key of the file beside it)`, each where there is one.
fn composite(source: &Source<'_>) -> Result<Zeroizing<[u8; 32]>, ImportError> {
    let file = source.neighbor.map(key_of).transpose()?;
    let password = match (source.password(), &file) {
        (Ok(password), _) => Some(crypto::sha256(&[password])),
        (Err(_), Some(_)) => None,
        (Err(question), None) => return Err(question),
    };
    let parts = [password, file];
    let parts: Vec<&[u8]> = parts.iter().flatten().map(|part| part.as_slice()).collect();
    Ok(crypto::sha256(&parts))
}

/// `transformed = KDF(composite)`; `sealing = SHA-256(seed ‖ transformed)`;
/// `authentication = SHA-512(seed ‖ transformed ‖ 1)`.
pub(super) fn derive(header: &Header, source: &Source<'_>) -> Result<Keys, ImportError> {
    let composite = composite(source)?;
    let transformed = match &header.kdf {
        Kdf::Aes { seed, rounds } => {
            crypto::check_work(0, rounds.saturating_mul(2), &source.limits)?;
            by_aes(&composite, seed, *rounds)
        }
        Kdf::Argon2 { version, is_id, salt, memory_bytes, passes, lanes } => {
            let kind = if *is_id { Argon2Kind::Id } else { Argon2Kind::D };
            let parameters =
                Argon2Parameters { kind, memory_kib: memory_bytes / 1024, passes: *passes, lanes: *lanes };
            crypto::argon2_of_version(*version, composite.as_ref(), salt, &parameters, &source.limits)?
        }
    };
    let mut hash = Sha512::new();
    hash.update(&header.master_seed);
    hash.update(transformed.as_ref());
    hash.update([1]);
    Ok(Keys {
        sealing: crypto::sha256(&[&header.master_seed, transformed.as_ref()]),
        authentication: Zeroizing::new(hash.finalize().into()),
    })
}

/// Both halves through AES-256 so many times, then SHA-256.
fn by_aes(composite: &[u8; 32], seed: &[u8; 32], rounds: u64) -> Zeroizing<[u8; 32]> {
    let cipher = Aes256::new(seed.into());
    let (halves, _) = composite.as_chunks::<16>();
    let mut blocks = [halves[0].into(), halves[1].into()];
    for _ in 0..rounds {
        cipher.encrypt_blocks(&mut blocks);
    }
    crypto::sha256(&[&blocks[0], &blocks[1]])
}
