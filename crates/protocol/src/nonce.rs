//! `CS-Nonce`: proves that a request was made in the last ten minutes, without trusting the device's clock.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::encoding::{decode_array, encode};

/// How long one bucket of time lasts, in seconds; the current and the last one hold.
pub const BUCKET_SECONDS: u64 = 300;

/// Makes and checks nonces under a key that all nodes of a server share.
pub struct NonceMaker(Zeroizing<[u8; 32]>);

impl NonceMaker {
    /// Takes the key.
    pub fn new(key: Zeroizing<[u8; 32]>) -> Self {
        Self(key)
    }

    /// The nonce of this moment: base64url of the 8-byte number of the bucket and 16 bytes of
    /// HMAC-SHA-256(key, `cs-nonce` ‖ number).
    pub fn current(&self, now: u64) -> String {
        self.of(now / BUCKET_SECONDS)
    }

    /// Whether a nonce is the current or the last one.
    pub fn accepts(&self, nonce: &str, now: u64) -> bool {
        let Ok(bytes) = decode_array::<24>(nonce) else { return false };
        let bucket = u64::from_be_bytes(bytes[..8].try_into().expect("eight of 24 bytes"));
        let this = now / BUCKET_SECONDS;
        let recent = bucket == this || bucket.checked_add(1) == Some(this);
        recent && bool::from(self.of(bucket).as_bytes().ct_eq(nonce.as_bytes()))
    }

    fn of(&self, bucket: u64) -> String {
        let number = bucket.to_be_bytes();
        let mut mac = Hmac::<Sha256>::new_from_slice(&*self.0).expect("HMAC takes keys of any length");
        mac.update(b"cs-nonce");
        mac.update(&number);
        let mut bytes = [0; 24];
        bytes[..8].copy_from_slice(&number);
        bytes[8..].copy_from_slice(&mac.finalize().into_bytes()[..16]);
        encode(&bytes)
    }
}
