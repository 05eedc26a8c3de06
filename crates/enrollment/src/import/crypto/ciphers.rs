//! AES in the two modes that exports use.

use aes::cipher::block_padding::{NoPadding, Pkcs7};
use aes::cipher::{BlockModeDecrypt, KeyIvInit};
use aes::{Aes128, Aes192, Aes256};
use aes_gcm::aead::consts::U16;
use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes128Gcm, Aes256Gcm, AesGcm};
use zeroize::Zeroizing;

/// AES-GCM (SP 800-38D) with a nonce of 96 bits and the tag of 128 bits behind the ciphertext. `None` if key, nonce
/// or data have impossible lengths, or the tag does not match.
pub(crate) fn open_gcm(
    key: &[u8],
    nonce: &[u8],
    associated: &[u8],
    sealed: &[u8],
) -> Option<Zeroizing<Vec<u8>>> {
    let nonce: [u8; 12] = nonce.try_into().ok()?;
    let payload = Payload { msg: sealed, aad: associated };
    let opened = match key.len() {
        16 => Aes128Gcm::new_from_slice(key).ok()?.decrypt(&nonce.into(), payload),
        32 => Aes256Gcm::new_from_slice(key).ok()?.decrypt(&nonce.into(), payload),
        _ => return None,
    };
    opened.ok().map(Zeroizing::new)
}

/// AES-CBC (SP 800-38A) with PKCS #7 padding. It has no tag: that it opens proves little.
pub(crate) fn open_cbc(key: &[u8], iv: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    if sealed.is_empty() {
        return None;
    }
    let opened = match key.len() {
        16 => cbc::Decryptor::<Aes128>::new_from_slices(key, iv).ok()?.decrypt_padded_vec::<Pkcs7>(sealed),
        24 => cbc::Decryptor::<Aes192>::new_from_slices(key, iv).ok()?.decrypt_padded_vec::<Pkcs7>(sealed),
        32 => cbc::Decryptor::<Aes256>::new_from_slices(key, iv).ok()?.decrypt_padded_vec::<Pkcs7>(sealed),
        _ => return None,
    };
    opened.ok().map(Zeroizing::new)
}

/// AES-256-CBC of whole blocks. `None` if they are not whole.
pub(crate) fn open_cbc_unpadded(key: &[u8; 32], iv: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let decryptor = cbc::Decryptor::<Aes256>::new_from_slices(key, iv).ok()?;
    decryptor.decrypt_padded_vec::<NoPadding>(sealed).ok().map(Zeroizing::new)
}

/// AES-256-GCM with a nonce of 128 bits, which goes through GHASH first.
pub(crate) fn open_gcm_wide(
    key: &[u8; 32],
    nonce: &[u8],
    associated: &[u8],
    sealed: &[u8],
) -> Option<Zeroizing<Vec<u8>>> {
    let nonce: [u8; 16] = nonce.try_into().ok()?;
    let payload = Payload { msg: sealed, aad: associated };
    AesGcm::<Aes256, U16>::new(key.into()).decrypt(&nonce.into(), payload).ok().map(Zeroizing::new)
}
