//! Names of things: opaque ids, and values of 16 random bytes.

use std::fmt;

use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::encoding::{NotBase64Url, decode_array, encode};

/// The text is not 1–64 characters of `A–Z a–z 0–9 _ -`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an id")]
pub struct NotAnId;

macro_rules! opaque_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// Reads an id: 1–64 characters of `A–Z a–z 0–9 _ -`.
            pub fn parse(text: &str) -> Result<Self, NotAnId> {
                let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
                let fits = (1..=64).contains(&text.len()) && text.bytes().all(allowed);
                if fits { Ok(Self(text.to_owned())) } else { Err(NotAnId) }
            }

            /// Makes an id of 16 random bytes.
            pub fn from_random(bytes: [u8; 16]) -> Self {
                Self(encode(&bytes))
            }

            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&self.0)
            }
        }

        impl TryFrom<String> for $name {
            type Error = NotAnId;

            fn try_from(text: String) -> Result<Self, NotAnId> {
                Self::parse(&text)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }
    };
}

opaque_id!(
    /// A device, as its server names it.
    DeviceId
);
opaque_id!(
    /// An account, as its server names it.
    AccountId
);

macro_rules! random_16 {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name([u8; 16]);

        impl $name {
            /// Takes 16 random bytes.
            pub const fn from_bytes(bytes: [u8; 16]) -> Self {
                Self(bytes)
            }

            /// The 16 bytes.
            pub const fn as_bytes(&self) -> &[u8; 16] {
                &self.0
            }

            /// Reads the 22 characters.
            pub fn parse(text: &str) -> Result<Self, NotBase64Url> {
                decode_array(text).map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&encode(&self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(formatter, concat!(stringify!($name), "({})"), self)
            }
        }

        impl TryFrom<String> for $name {
            type Error = NotBase64Url;

            fn try_from(text: String) -> Result<Self, NotBase64Url> {
                Self::parse(&text)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.to_string()
            }
        }
    };
}

random_16!(
    /// A challenge (`cid`).
    ChallengeId
);
random_16!(
    /// One request of a device (`jti`), unique for ten minutes.
    RequestId
);
random_16!(
    /// Where a device stands in its own row of steps; one copy of it can go on from there.
    StepId
);

macro_rules! secret_16 {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Zeroize, ZeroizeOnDrop, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name([u8; 16]);

        impl $name {
            /// Takes 16 random bytes.
            pub const fn from_bytes(bytes: [u8; 16]) -> Self {
                Self(bytes)
            }

            /// Reads the 22 characters.
            pub fn parse(text: &str) -> Result<Self, NotBase64Url> {
                decode_array(text).map(Self)
            }

            /// The 16 bytes. Whoever holds them can use the code.
            pub const fn expose(&self) -> &[u8; 16] {
                &self.0
            }

            /// The 22 characters. Whoever holds them can use the code.
            pub fn expose_text(&self) -> String {
                encode(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(concat!(stringify!($name), "(…)"))
            }
        }

        impl Clone for $name {
            fn clone(&self) -> Self {
                Self(self.0)
            }
        }

        impl TryFrom<String> for $name {
            type Error = NotBase64Url;

            fn try_from(text: String) -> Result<Self, NotBase64Url> {
                Self::parse(&text)
            }
        }

        impl From<$name> for String {
            fn from(secret: $name) -> Self {
                secret.expose_text()
            }
        }
    };
}

secret_16!(
    /// The code in an enrollment's QR code.
    EnrollmentCode
);
secret_16!(
    /// The code that the consent page hands to the app (RFC 6749 §4.1.2).
    AuthorizationCode
);
secret_16!(
    /// The secret in the QR code of a challenge in mode `scan`.
    ScanSecret
);
