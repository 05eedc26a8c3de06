//! What a server says about itself (`cs-instance+jwt`), and how a key hands over to the next (`cs-key+jwt`).

use serde::{Deserialize, Serialize};

use crate::jwk::PublicJwk;
use crate::jws::Message;
use crate::limits::CHAIN_LINKS;
use crate::optional::present;
use crate::origin::Origin;
use crate::text::PersonText;

/// The instance document at `/.well-known/countersign`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Instance {
    /// Where the server lives.
    pub iss: Origin,
    /// When it was signed.
    pub iat: u64,
    /// What people call the service.
    pub name: PersonText,
    /// The versions of the protocol that it speaks.
    pub versions: Vec<u32>,
    /// Its keys: the signing one first, then the announced next and the previous one.
    pub jwks: Jwks,
    /// The last `cs-key+jwt`, oldest first.
    pub chain: Vec<String>,
    /// How it wakes devices.
    pub push: Push,
    /// What it offers beyond the version.
    pub features: Vec<String>,
    /// Paths on its origin.
    pub links: Links,
}

/// A set of public keys (RFC 7517 §5).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Jwks {
    /// The keys.
    pub keys: Vec<PublicJwk>,
}

/// How a server wakes devices; empty when it does not.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Push {
    /// The public key of its Web Push messages (RFC 8292), 87 characters.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub vapid: Option<String>,
}

/// Pages for people, as paths on the origin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Links {
    /// Where methods are managed.
    pub manage: String,
    /// Where somebody goes who did not start a sign-in.
    pub secure: String,
}

impl Instance {
    /// The name in `features` of the event stream, `GET /api/v1/events`.
    pub const EVENTS: &str = "events";

    /// Whether the server tells its devices by a stream that something changed.
    pub fn offers_events(&self) -> bool {
        self.features.iter().any(|feature| feature == Self::EVENTS)
    }
}

impl Message for Instance {
    const TYP: &'static str = "cs-instance+jwt";
    const LIMIT: usize = 32_768;

    fn check(&self) -> Result<(), &'static str> {
        if self.jwks.keys.is_empty() || self.jwks.keys.len() > 8 {
            return Err("jwks");
        }
        if self.chain.len() > CHAIN_LINKS {
            return Err("chain");
        }
        let is_path = |path: &str| path.starts_with('/') && !path.starts_with("//") && path.len() <= 255;
        if is_path(&self.links.manage) && is_path(&self.links.secure) { Ok(()) } else { Err("links") }
    }
}

/// An older instance key's word about a newer one.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct KeyLink {
    /// Where the server lives.
    pub iss: Origin,
    /// When it was signed.
    pub iat: u64,
    /// The newer key.
    pub jwk: PublicJwk,
}

impl Message for KeyLink {
    const TYP: &'static str = "cs-key+jwt";
}
