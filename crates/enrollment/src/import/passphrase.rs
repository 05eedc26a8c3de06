//! The password of a file.

use zeroize::Zeroizing;

/// A password for a file: wiped on drop, without `Clone` and with nothing in `Debug`.
pub struct Passphrase(Zeroizing<String>);

impl Passphrase {
    /// Takes the text over as it is; spaces belong to it.
    pub fn new(text: impl Into<Zeroizing<String>>) -> Self {
        Self(text.into())
    }

    /// The bytes that keys are derived from. Warning: the password itself.
    pub(crate) fn reveal_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl std::fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Passphrase(…)")
    }
}
