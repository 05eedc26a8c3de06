//! Private keys in software, and the trait behind which a key may live in hardware.

use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey as P256Key};
use zeroize::Zeroizing;

use crate::jwk::PublicJwk;

/// The key could not sign: its hardware refused, or it is gone.
#[derive(Debug, thiserror::Error)]
#[error("the key could not sign")]
pub struct CannotSign(#[source] pub Option<Box<dyn std::error::Error + Send + Sync>>);

/// The bytes are no P-256 private key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a private P-256 key")]
pub struct NotAPrivateKey;

/// A P-256 key that signs with ES256, wherever it lives.
pub trait Signer: Send + Sync {
    /// The public half.
    fn public(&self) -> &PublicJwk;

    /// Signs `message` with ES256: 64 bytes, r ‖ s (RFC 7518 §3.4).
    fn sign(&self, message: &[u8]) -> Result<[u8; 64], CannotSign>;
}

/// A P-256 private key in memory; wiped when it is dropped, never shown.
pub struct SigningKey {
    secret: P256Key,
    public: PublicJwk,
}

impl SigningKey {
    /// Makes a key; `random` fills a buffer with random bytes from a cryptographic source.
    pub fn generate(mut random: impl FnMut(&mut [u8])) -> Self {
        loop {
            let mut bytes = Zeroizing::new([0; 32]);
            random(&mut *bytes);
            // Almost every 32 bytes are a key; the others are 0 or above the order of the curve.
            if let Ok(key) = Self::from_bytes(&bytes) {
                return key;
            }
        }
    }

    /// Takes the 32 bytes of a private key, big endian.
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<Self, NotAPrivateKey> {
        let secret = P256Key::from_slice(bytes).map_err(|_| NotAPrivateKey)?;
        let point = secret.verifying_key().to_sec1_point(false);
        let public = PublicJwk::from_sec1(point.as_bytes()).map_err(|_| NotAPrivateKey)?;
        Ok(Self { secret, public })
    }

    /// The 32 bytes of the private key, for sealing. Handle them as the secret that they are.
    pub fn expose_bytes(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.secret.to_bytes().into())
    }
}

impl Signer for SigningKey {
    fn public(&self) -> &PublicJwk {
        &self.public
    }

    fn sign(&self, message: &[u8]) -> Result<[u8; 64], CannotSign> {
        let signature: Signature =
            self.secret.try_sign(message).map_err(|error| CannotSign(Some(Box::new(error))))?;
        Ok(signature.to_bytes().into())
    }
}

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "SigningKey({})", self.public.thumbprint())
    }
}
