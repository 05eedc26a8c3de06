//! A field of a form that holds a secret.

use serde::{Deserialize, Deserializer};
use zeroize::Zeroizing;

/// What somebody typed and nobody else may see: a password. Wiped when dropped, never shown.
pub(super) struct SecretField(Zeroizing<String>);

impl SecretField {
    /// The text, for the one place that consumes it.
    pub(super) fn expose(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for SecretField {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(Zeroizing::new(String::deserialize(deserializer)?)))
    }
}
