//! A new key's proof that it is there (`cs-proof+jwt`), bound to the pair it belongs to.

use serde::{Deserialize, Serialize};

use crate::digest::Thumbprint;
use crate::jwk::PublicJwk;
use crate::jws::{KeyRule, Message};
use crate::origin::Origin;

/// Signed by the new key, which the header brings along; one of the two thumbprints is the signer's.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Proof {
    /// The server.
    pub aud: Origin,
    /// The thumbprint of the pair's `pop` key.
    pub pop: Thumbprint,
    /// The thumbprint of the pair's `uv` key.
    pub uv: Thumbprint,
}

impl Proof {
    /// Whether it was made for this pair of keys at this server.
    pub(crate) fn is_about(&self, server: &Origin, pop: &PublicJwk, uv: &PublicJwk) -> bool {
        self.aud == *server && self.pop == pop.thumbprint() && self.uv == uv.thumbprint()
    }
}

impl Message for Proof {
    const TYP: &'static str = "cs-proof+jwt";
    const KEY: KeyRule = KeyRule::Embedded;

    fn check(&self) -> Result<(), &'static str> {
        if self.pop == self.uv { Err("uv") } else { Ok(()) }
    }
}
