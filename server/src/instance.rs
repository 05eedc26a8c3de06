//! The instance document: what this server says about itself, signed.

use countersign_protocol::message::{Instance, Jwks, Links, Push};
use countersign_protocol::{CannotSign, Jws, VERSION};

use crate::keys::ServerKeys;
use crate::rules::Rules;

/// Signs the instance document of this moment.
pub fn instance_document(keys: &ServerKeys, rules: &Rules, now: u64) -> Result<Jws<Instance>, CannotSign> {
    let document = Instance {
        iss: rules.origin.clone(),
        iat: now,
        name: rules.name.clone(),
        versions: vec![VERSION],
        jwks: Jwks { keys: vec![keys.instance().public().clone()] },
        chain: Vec::new(),
        push: Push::default(),
        features: Vec::new(),
        links: Links { manage: "/2fa".into(), secure: "/secure".into() },
    };
    Jws::sign(&document, keys.instance())
}
