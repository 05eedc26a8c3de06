//! Secret bytes that are neither an OTP secret nor a key of the vault itself.

use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// Secret bytes: wiped on drop, without `Clone`, silent in `Debug`.
pub struct SecretBytes(Zeroizing<Vec<u8>>);

impl SecretBytes {
    /// Takes the bytes over.
    pub fn new(bytes: impl Into<Zeroizing<Vec<u8>>>) -> Self {
        Self(bytes.into())
    }

    /// The bytes. Warning: only where they are consumed.
    pub fn reveal(&self) -> &[u8] {
        &self.0
    }

    /// Whether both hold the same bytes, in constant time for one length.
    pub fn is_same_as(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl std::fmt::Debug for SecretBytes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SecretBytes(…)")
    }
}
