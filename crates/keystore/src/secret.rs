//! Names and values that every system's key store can hold.

use zeroize::Zeroizing;

/// What Windows' credential manager takes (2,560 bytes), rounded down.
const MAX_VALUE: usize = 2_500;
const MAX_NAME: usize = 64;

/// A name or a value that some system's key store could not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidSecret {
    /// A name is 1 to 64 ASCII letters, digits, `.`, `_` or `-`.
    #[error("a secret's name has 1 to {MAX_NAME} letters, digits, dots, underscores or hyphens")]
    Name,
    /// A value has 1 to 2,500 bytes.
    #[error("a secret has 1 to {MAX_VALUE} bytes, not {0}")]
    Length(usize),
}

/// The name of a secret within one service. It is not secret itself and shows in the system's tools.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SecretName(String);

impl SecretName {
    /// The name, checked.
    ///
    /// # Errors
    /// [`InvalidSecret::Name`].
    pub fn new(name: impl Into<String>) -> Result<Self, InvalidSecret> {
        let name = name.into();
        let fits = (1..=MAX_NAME).contains(&name.len())
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte));
        fits.then_some(Self(name)).ok_or(InvalidSecret::Name)
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A value in a key store: 1 to 2,500 bytes, wiped on drop, without `Clone`, silent in `Debug`.
pub struct StoredSecret(Zeroizing<Vec<u8>>);

impl StoredSecret {
    /// The value, checked.
    ///
    /// # Errors
    /// [`InvalidSecret::Length`].
    pub fn new(bytes: impl Into<Zeroizing<Vec<u8>>>) -> Result<Self, InvalidSecret> {
        let bytes = bytes.into();
        match bytes.len() {
            1..=MAX_VALUE => Ok(Self(bytes)),
            length => Err(InvalidSecret::Length(length)),
        }
    }

    /// The bytes. Warning: only where they are consumed.
    pub fn reveal(&self) -> &[u8] {
        &self.0
    }

    /// A second copy, for back ends that hand the value to another thread.
    pub(crate) fn duplicate(&self) -> Self {
        Self(self.0.clone())
    }
}

impl std::fmt::Debug for StoredSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("StoredSecret(…)")
    }
}
