//! Message encryption for Web Push (RFC 8291) in one record of `aes128gcm` (RFC 8188).
//!
//! ECDH over P-256 between a key of this message and the receiver's gives a secret; HKDF-SHA-256 salted with the
//! receiver's `auth` and bound to both public keys makes it the input of RFC 8188, which derives key and nonce with the
//! message's own salt. The push service sees both public keys and the length.

use aes_gcm::aead::{Aead, KeyInit};
use aes_gcm::{Aes128Gcm, Key, Nonce};
use hkdf::Hkdf;
use p256::ecdh::diffie_hellman;
use p256::elliptic_curve::sec1::ToSec1Point;
use p256::{PublicKey, SecretKey};
use sha2::Sha256;
use zeroize::Zeroizing;

use super::subscription::{PushAuth, PushSubscription};
use crate::jwk::PublicJwk;
use crate::key::NotAPrivateKey;

/// The longest sealed message that a push service has to take (RFC 8030 §7.2), in bytes.
pub const SEALED_LIMIT: usize = 4_096;

const POINT: usize = 65;
/// Salt, record size, length of the key, key.
const HEADER: usize = 16 + 4 + 1 + POINT;
const RECORD_SIZE: u32 = 4_096;
/// Ends the last record's text; zeros may follow.
const LAST: u8 = 2;

/// The message was changed, is for somebody else, or is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a push message for this receiver")]
pub struct NotOpened;

/// What one message is sealed with. The caller must guarantee that both are random and used once.
pub struct Sealing {
    key: SecretKey,
    salt: [u8; 16],
}

impl Sealing {
    /// Takes a private key, 32 bytes big endian, and a salt.
    ///
    /// # Errors
    /// [`NotAPrivateKey`] for one in 2³² random values.
    pub fn new(key: &[u8; 32], salt: [u8; 16]) -> Result<Self, NotAPrivateKey> {
        Ok(Self { key: secret_key(key)?, salt })
    }

    /// Seals a short message for a receiver.
    ///
    /// # Panics
    /// If the sealed message is longer than [`SEALED_LIMIT`].
    pub fn seal(self, message: &[u8], to: &PushSubscription) -> Vec<u8> {
        let own = public(&self.key);
        let secrets = Secrets::derive(&self.key, &to.p256dh, (&to.p256dh, &own), &to.auth, &self.salt);
        let secrets = secrets.expect("the receiver's key was parsed, so it is a point of the curve");
        let padded = Zeroizing::new([message, &[LAST]].concat());
        let record = secrets.cipher().encrypt(&secrets.nonce(), padded.as_slice());
        let record = record.expect("a buffer in memory can grow");
        let length = [u8::try_from(POINT).expect("65")];
        let sealed = [&self.salt[..], &RECORD_SIZE.to_be_bytes(), &length, &own.sec1(), &record].concat();
        assert!(sealed.len() <= SEALED_LIMIT, "wake-ups are short");
        sealed
    }
}

/// Who can open what was sealed for a subscription.
pub struct PushReceiver {
    key: SecretKey,
    auth: PushAuth,
}

impl PushReceiver {
    /// Takes the private key, 32 bytes big endian, and the shared secret.
    ///
    /// # Errors
    /// [`NotAPrivateKey`] if the bytes are none.
    pub fn new(key: &[u8; 32], auth: PushAuth) -> Result<Self, NotAPrivateKey> {
        Ok(Self { key: secret_key(key)?, auth })
    }

    /// The public half, as the subscription names it.
    pub fn public(&self) -> PublicJwk {
        public(&self.key)
    }

    /// The shared secret, as the subscription names it.
    pub fn auth(&self) -> &PushAuth {
        &self.auth
    }

    /// Opens a message of one record.
    ///
    /// # Errors
    /// [`NotOpened`], and nothing about why.
    pub fn open(&self, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, NotOpened> {
        if sealed.len() > SEALED_LIMIT {
            return Err(NotOpened);
        }
        let (header, record) = sealed.split_at_checked(HEADER).ok_or(NotOpened)?;
        let salt: &[u8; 16] = header[..16].try_into().map_err(|_| NotOpened)?;
        let record_size = u32::from_be_bytes(header[16..20].try_into().map_err(|_| NotOpened)?);
        let is_one = usize::try_from(record_size).is_ok_and(|size| record.len() <= size);
        if !is_one || usize::from(header[20]) != POINT {
            return Err(NotOpened);
        }
        let sender = PublicJwk::from_sec1(&header[21..]).map_err(|_| NotOpened)?;
        let secrets = Secrets::derive(&self.key, &sender, (&self.public(), &sender), &self.auth, salt)?;
        let opened = secrets.cipher().decrypt(&secrets.nonce(), record).map_err(|_| NotOpened)?;
        let mut opened = Zeroizing::new(opened);
        let end = opened.iter().rposition(|&byte| byte != 0).ok_or(NotOpened)?;
        if opened[end] != LAST {
            return Err(NotOpened);
        }
        opened.truncate(end);
        Ok(opened)
    }
}

/// Key and nonce of one record.
struct Secrets {
    key: Zeroizing<[u8; 16]>,
    nonce: [u8; 12],
}

impl Secrets {
    /// `keys` are the receiver's and the sender's, in this order at both ends.
    fn derive(
        own: &SecretKey,
        other: &PublicJwk,
        keys: (&PublicJwk, &PublicJwk),
        auth: &PushAuth,
        salt: &[u8; 16],
    ) -> Result<Self, NotOpened> {
        let other = PublicKey::from_sec1_bytes(&other.sec1()).map_err(|_| NotOpened)?;
        let shared = diffie_hellman(own.to_nonzero_scalar(), other.as_affine());
        let info = [b"WebPush: info\0", &keys.0.sec1()[..], &keys.1.sec1()[..]].concat();
        let mut input = Zeroizing::new([0; 32]);
        expand(&Hkdf::<Sha256>::new(Some(auth.bytes()), shared.raw_secret_bytes()), &info, &mut *input);
        let derived = Hkdf::<Sha256>::new(Some(salt), &*input);
        let (mut key, mut nonce) = (Zeroizing::new([0; 16]), [0; 12]);
        expand(&derived, b"Content-Encoding: aes128gcm\0", &mut *key);
        expand(&derived, b"Content-Encoding: nonce\0", &mut nonce);
        Ok(Self { key, nonce })
    }

    fn cipher(&self) -> Aes128Gcm {
        Aes128Gcm::new(&Key::<Aes128Gcm>::from(*self.key))
    }

    fn nonce(&self) -> Nonce<aes_gcm::aead::consts::U12> {
        self.nonce.into()
    }
}

fn expand(prk: &Hkdf<Sha256>, info: &[u8], okm: &mut [u8]) {
    prk.expand(info, okm).expect("32 bytes at most are a valid length for HKDF-SHA-256");
}

fn secret_key(bytes: &[u8; 32]) -> Result<SecretKey, NotAPrivateKey> {
    SecretKey::from_slice(bytes).map_err(|_| NotAPrivateKey)
}

fn public(key: &SecretKey) -> PublicJwk {
    let point = key.public_key().to_sec1_point(false);
    PublicJwk::from_sec1(point.as_bytes()).expect("a private key's point is on the curve")
}
