//! libsodium's `crypto_secretstream_xchacha20poly1305`, for a stream of one message.

use chacha20::cipher::{KeyIvInit, StreamCipher, StreamCipherSeek};
use chacha20::{ChaCha20, R20, hchacha};
use poly1305::Poly1305;
use poly1305::universal_hash::KeyInit;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

pub(crate) const HEADER_BYTES: usize = 24;
const TAG_BYTES: usize = 16;

/// Opens the first message of a stream.
///
/// `subkey = HChaCha20(key, header[..16])`, `nonce = 1 (u32, little-endian) ‖ header[16..]`; block 0 of the key
/// stream is Poly1305's key, block 1 hides the tag byte, the message begins at block 2.
/// `mac = Poly1305(tag block ‖ ciphertext ‖ padding ‖ 0 (u64) ‖ 64 + length (u64))`.
/// `None` if the MAC does not match or the lengths are impossible.
pub(crate) fn open_single_message(
    key: &[u8; 32],
    header: &[u8],
    sealed: &[u8],
) -> Option<Zeroizing<Vec<u8>>> {
    let header: &[u8; HEADER_BYTES] = header.try_into().ok()?;
    let (begin, mac) = sealed.split_at_checked(sealed.len().checked_sub(TAG_BYTES)?)?;
    let (&hidden_tag, ciphertext) = begin.split_first()?;
    let input: [u8; 16] = header[..16].try_into().ok()?;
    let subkey: Zeroizing<[u8; 32]> = Zeroizing::new(hchacha::<R20>(key.into(), &input.into()).into());
    let mut nonce = [0_u8; 12];
    nonce[0] = 1;
    nonce[4..].copy_from_slice(&header[16..]);
    let mut cipher = ChaCha20::new((&*subkey).into(), &nonce.into());

    let mut mac_key = Zeroizing::new([0_u8; 32]);
    cipher.apply_keystream(mac_key.as_mut());
    cipher.seek(64_u64);
    let mut block = Zeroizing::new([0_u8; 64]);
    cipher.apply_keystream(block.as_mut());
    block[0] = hidden_tag;

    let mut hashed = Vec::with_capacity(64 + ciphertext.len() + 32);
    hashed.extend_from_slice(block.as_ref());
    hashed.extend_from_slice(ciphertext);
    hashed.resize(hashed.len() + padding(ciphertext.len()), 0);
    hashed.extend_from_slice(&0_u64.to_le_bytes());
    hashed.extend_from_slice(&(64 + ciphertext.len() as u64).to_le_bytes());
    let expected = Poly1305::new((&*mac_key).into()).compute_unpadded(&hashed);
    if !bool::from(expected.as_slice().ct_eq(mac)) {
        return None;
    }
    let mut message = Zeroizing::new(ciphertext.to_vec());
    cipher.seek(128_u64);
    cipher.apply_keystream(&mut message);
    Some(message)
}

/// libsodium pads by `(16 - 64 + length) mod 16`, which is not what reaches the next multiple of 16.
fn padding(length: usize) -> usize {
    length % 16
}
