//! Public P-256 keys as JWK (RFC 7517), and their thumbprints (RFC 7638).

use jsonwebtoken::{Algorithm, DecodingKey};
use serde::{Deserialize, Serialize};

use crate::digest::{Digest, Thumbprint};
use crate::encoding::{decode_array, encode};
use crate::optional::present;

/// The key is not a point of P-256, or its members are not what CS/1 allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a public P-256 key")]
pub struct NotAPublicKey;

/// A public P-256 key: `kty`, `crv`, `x`, `y`, and never a private `d`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Members", into = "Members")]
pub struct PublicJwk {
    x: [u8; 32],
    y: [u8; 32],
}

#[derive(Serialize, Deserialize)]
struct Members {
    kty: String,
    crv: String,
    x: String,
    y: String,
    #[serde(default, deserialize_with = "present", skip_serializing)]
    d: Option<serde::de::IgnoredAny>,
}

impl PublicJwk {
    /// Takes the coordinates of a point; refuses what is not on the curve.
    pub fn from_coordinates(x: [u8; 32], y: [u8; 32]) -> Result<Self, NotAPublicKey> {
        let key = Self { x, y };
        p256::ecdsa::VerifyingKey::from_sec1_bytes(&key.sec1()).map_err(|_| NotAPublicKey)?;
        Ok(key)
    }

    /// The uncompressed point (SEC 1): `04`, x, y.
    pub fn sec1(&self) -> [u8; 65] {
        let mut point = [4; 65];
        point[1..33].copy_from_slice(&self.x);
        point[33..].copy_from_slice(&self.y);
        point
    }

    /// Reads an uncompressed point (SEC 1).
    pub fn from_sec1(point: &[u8]) -> Result<Self, NotAPublicKey> {
        let coordinates = point.strip_prefix(&[4]).filter(|rest| rest.len() == 64).ok_or(NotAPublicKey)?;
        let (x, y) = coordinates.split_at(32);
        Self::from_coordinates(
            x.try_into().map_err(|_| NotAPublicKey)?,
            y.try_into().map_err(|_| NotAPublicKey)?,
        )
    }

    /// The key's name: SHA-256 over its required members in the order of RFC 7638 §3.
    pub fn thumbprint(&self) -> Thumbprint {
        let (x, y) = (encode(&self.x), encode(&self.y));
        Digest::of(format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#).as_bytes())
    }

    /// Whether `signature` (r ‖ s, base64url) is this key's ES256 signature of `message` (RFC 7518 §3.4).
    pub(crate) fn verifies(&self, message: &[u8], signature: &str) -> bool {
        let Ok(key) = DecodingKey::from_ec_components(&encode(&self.x), &encode(&self.y)) else {
            return false;
        };
        jsonwebtoken::crypto::verify(signature, message, &key, Algorithm::ES256).unwrap_or(false)
    }
}

impl TryFrom<Members> for PublicJwk {
    type Error = NotAPublicKey;

    fn try_from(members: Members) -> Result<Self, NotAPublicKey> {
        if members.kty != "EC" || members.crv != "P-256" || members.d.is_some() {
            return Err(NotAPublicKey);
        }
        let coordinate = |text: &str| decode_array(text).map_err(|_| NotAPublicKey);
        Self::from_coordinates(coordinate(&members.x)?, coordinate(&members.y)?)
    }
}

impl From<PublicJwk> for Members {
    fn from(key: PublicJwk) -> Self {
        Self { kty: "EC".into(), crv: "P-256".into(), x: encode(&key.x), y: encode(&key.y), d: None }
    }
}
