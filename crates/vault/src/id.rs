//! Names for rows, vaults and documents.

use data_encoding::HEXLOWER;

use crate::random::RandomSource;

/// An id's text is not one of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the text is no id")]
pub struct InvalidId;

macro_rules! random_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; 16]);

        impl $name {
            /// A new one.
            pub fn random(random: &dyn RandomSource) -> Self {
                let mut bytes = [0; 16];
                random.fill(&mut bytes);
                Self(bytes)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&HEXLOWER.encode(&self.0))
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self)
            }
        }

        impl std::str::FromStr for $name {
            type Err = InvalidId;

            fn from_str(text: &str) -> Result<Self, InvalidId> {
                let bytes = HEXLOWER.decode(text.as_bytes()).map_err(|_| InvalidId)?;
                bytes.try_into().map(Self).map_err(|_| InvalidId)
            }
        }
    };
}

macro_rules! in_the_file {
    ($name:ident) => {
        impl $name {
            pub(crate) const fn from_bytes(bytes: [u8; 16]) -> Self {
                Self(bytes)
            }

            pub(crate) const fn bytes(&self) -> &[u8; 16] {
                &self.0
            }
        }
    };
}

random_id! {
    /// An account in this vault: 16 random bytes, written as 32 hexadecimal digits. It tells nothing
    /// and may cross any border.
    AccountId
}
in_the_file!(AccountId);

random_id! {
    /// A vault: 16 random bytes made with the file, so that a key in the key store knows its own vault.
    VaultId
}
in_the_file!(VaultId);

random_id! {
    /// An import, so that it can be undone as a whole.
    ImportId
}

/// The name of a document: 1 to 128 visible ASCII characters. It lies sealed in the file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DocumentName(String);

impl DocumentName {
    /// The name, checked.
    ///
    /// # Errors
    /// [`InvalidId`] for anything else.
    pub fn new(name: impl Into<String>) -> Result<Self, InvalidId> {
        let name = name.into();
        let fits = (1..=128).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_graphic());
        fits.then_some(Self(name)).ok_or(InvalidId)
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
