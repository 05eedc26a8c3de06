//! The key that names a server to push services.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::encoding::decode_array;
use crate::jwk::{NotAPublicKey, PublicJwk};

/// A server's public key for push services (RFC 8292 §3.2) as the instance document names it: an uncompressed point of
/// P-256, 87 characters of base64url. Whoever subscribes gives it along, so that nobody else's messages are carried.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct VapidKey(String);

impl VapidKey {
    /// Reads what an instance document names.
    ///
    /// # Errors
    /// [`NotAPublicKey`] for anything but a point of the curve.
    pub fn parse(text: &str) -> Result<Self, NotAPublicKey> {
        let point = decode_array::<65>(text).map_err(|_| NotAPublicKey)?;
        PublicJwk::from_sec1(&point)?;
        Ok(Self(text.to_owned()))
    }

    /// The 87 characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for VapidKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "VapidKey({})", self.0)
    }
}

impl TryFrom<String> for VapidKey {
    type Error = NotAPublicKey;

    fn try_from(text: String) -> Result<Self, NotAPublicKey> {
        Self::parse(&text)
    }
}

impl From<VapidKey> for String {
    fn from(key: VapidKey) -> Self {
        key.0
    }
}
