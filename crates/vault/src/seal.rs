//! Sealing: XChaCha20-Poly1305 bound to the row it belongs to.
//!
//! `sealed = 0x01 ‖ nonce ‖ XChaCha20-Poly1305(key, nonce, padded, ad)` with a random nonce of 24
//! bytes, `padded` = length (4 bytes, big-endian) ‖ content ‖ zeros up to a size class, and `ad` =
//! `"countersign-vault" ‖ 0 ‖ table ‖ 0 ‖ row id ‖ 0x01`. Random nonces of 192 bits may be used without
//! counting (RFC draft-irtf-cfrg-xchacha §2.1).

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{Key, KeyInit, XChaCha20Poly1305, XNonce};
use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::error::VaultError;
use crate::id::VaultId;
use crate::random::RandomSource;

/// The version of this construction, the first byte of everything sealed.
const VERSION: u8 = 1;
const NONCE: usize = 24;
const LENGTH: usize = 4;
/// The smallest padded size. Two rows of it, sealed, stay within a page of 8 KiB without overflow.
const SMALLEST_CLASS: usize = 1_920;
const LARGEST_CLASS: usize = 1 << 20;

/// A 32-byte symmetric key, wiped on drop.
pub(crate) struct SymmetricKey(Zeroizing<[u8; 32]>);

impl SymmetricKey {
    pub(crate) fn new(bytes: Zeroizing<[u8; 32]>) -> Self {
        Self(bytes)
    }

    /// `HKDF-SHA-256(ikm, salt, label)` (RFC 5869). The caller guarantees that `ikm` has full entropy
    /// and that no label serves two purposes.
    pub(crate) fn derive(ikm: &[u8], salt: &[u8], label: &str) -> Self {
        let mut key = Zeroizing::new([0; 32]);
        Hkdf::<Sha256>::new(Some(salt), ikm)
            .expand(label.as_bytes(), &mut *key)
            .expect("HKDF gives up to 8160 bytes");
        Self(key)
    }

    pub(crate) fn reveal(&self) -> &[u8; 32] {
        &self.0
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&Key::from(*self.0))
    }
}

/// Where a sealed value belongs. One that was moved elsewhere does not open.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place<'a> {
    pub(crate) table: &'static str,
    pub(crate) row: &'a [u8; 16],
    /// What else the value is bound to.
    pub(crate) context: &'a [u8],
}

impl Place<'_> {
    fn associated_data(&self) -> Vec<u8> {
        let mut data = b"countersign-vault\0".to_vec();
        data.extend_from_slice(self.table.as_bytes());
        data.push(0);
        data.extend_from_slice(self.row);
        data.push(VERSION);
        data.extend_from_slice(self.context);
        data
    }
}

/// The seal does not open: another key, another place, or other bytes.
#[derive(Debug)]
pub(crate) struct BrokenSeal;

/// Seals a content as long as `LARGEST_CLASS` allows.
pub(crate) fn seal(
    key: &SymmetricKey,
    place: Place<'_>,
    content: &[u8],
    random: &dyn RandomSource,
) -> Result<Vec<u8>, VaultError> {
    let size = size_class(content.len() + LENGTH).ok_or(VaultError::TooLarge)?;
    let length = u32::try_from(content.len()).map_err(|_| VaultError::TooLarge)?;
    let mut padded = Zeroizing::new(Vec::with_capacity(size));
    padded.extend_from_slice(&length.to_be_bytes());
    padded.extend_from_slice(content);
    padded.resize(size, 0);
    Ok(seal_exactly(key, place, &padded, random))
}

/// Opens what [`seal`] made.
pub(crate) fn open(
    key: &SymmetricKey,
    place: Place<'_>,
    sealed: &[u8],
) -> Result<Zeroizing<Vec<u8>>, BrokenSeal> {
    let mut padded = open_exactly(key, place, sealed)?;
    let (length, _) = padded.split_first_chunk::<LENGTH>().ok_or(BrokenSeal)?;
    let length = usize::try_from(u32::from_be_bytes(*length)).map_err(|_| BrokenSeal)?;
    if padded.len() < LENGTH + length {
        return Err(BrokenSeal);
    }
    padded.copy_within(LENGTH..LENGTH + length, 0);
    padded.truncate(length);
    Ok(padded)
}

/// Seals bytes of a fixed size, such as keys, without padding.
pub(crate) fn seal_exactly(
    key: &SymmetricKey,
    place: Place<'_>,
    plain: &[u8],
    random: &dyn RandomSource,
) -> Vec<u8> {
    let mut nonce = [0; NONCE];
    random.fill(&mut nonce);
    let payload = Payload { msg: plain, aad: &place.associated_data() };
    let encrypted = key
        .cipher()
        .encrypt(&XNonce::from(nonce), payload)
        .expect("contents are far below the cipher's limit of 256 GiB");
    let mut sealed = Vec::with_capacity(1 + NONCE + encrypted.len());
    sealed.push(VERSION);
    sealed.extend_from_slice(&nonce);
    sealed.extend_from_slice(&encrypted);
    sealed
}

/// Opens what [`seal_exactly`] made.
pub(crate) fn open_exactly(
    key: &SymmetricKey,
    place: Place<'_>,
    sealed: &[u8],
) -> Result<Zeroizing<Vec<u8>>, BrokenSeal> {
    let (&version, rest) = sealed.split_first().ok_or(BrokenSeal)?;
    let (nonce, encrypted) = rest.split_first_chunk::<NONCE>().ok_or(BrokenSeal)?;
    if version != VERSION {
        return Err(BrokenSeal);
    }
    let payload = Payload { msg: encrypted, aad: &place.associated_data() };
    key.cipher().decrypt(&XNonce::from(*nonce), payload).map(Zeroizing::new).map_err(|_| BrokenSeal)
}

/// The key under which a vault's records are sealed, from the vault key.
pub(crate) fn records_key(vault_key: &SymmetricKey, vault: VaultId) -> SymmetricKey {
    SymmetricKey::derive(vault_key.reveal(), vault.bytes(), "countersign vault: records")
}

/// The row id of a named document: looks random to whoever has not the vault key.
pub(crate) fn document_row(vault_key: &SymmetricKey, vault: VaultId, name: &str) -> [u8; 16] {
    let label = format!("countersign vault: document {name}");
    let key = SymmetricKey::derive(vault_key.reveal(), vault.bytes(), &label);
    *key.reveal().first_chunk().expect("32 bytes begin with 16")
}

/// The smallest of 2,048·2ⁿ − 128 bytes that holds this many, up to a mebibyte.
fn size_class(bytes: usize) -> Option<usize> {
    let mut class = SMALLEST_CLASS;
    while class < bytes {
        class = (class + 128) * 2 - 128;
    }
    (class <= LARGEST_CLASS).then_some(class)
}
