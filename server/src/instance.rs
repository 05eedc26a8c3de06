//! The instance document: what this server says about itself, signed.

use countersign_protocol::message::{Instance, Jwks, Links, Push};
use countersign_protocol::{CannotSign, Jws, Message, VERSION};

use crate::keys::ServerKeys;
use crate::push::PushKey;
use crate::rules::Rules;

/// Signs the instance document of this moment; `push` is the key that devices give their push services.
pub fn instance_document(
    keys: &ServerKeys,
    push: Option<&PushKey>,
    rules: &Rules,
    now: u64,
) -> Result<Jws<Instance>, CannotSign> {
    let known = keys.instance_keys();
    let mut chain = known.chain().to_vec();
    loop {
        let document = Instance {
            iss: rules.origin.clone(),
            iat: now,
            name: rules.name.clone(),
            versions: vec![VERSION],
            jwks: Jwks { keys: known.named(now) },
            chain: chain.clone(),
            push: Push { vapid: push.map(|key| key.name().to_owned()) },
            features: vec![Instance::EVENTS.to_owned()],
            links: Links { manage: "/2fa".into(), secure: "/secure".into() },
        };
        let signed = Jws::sign(&document, &**known.signing(now))?;
        // A long origin makes long links: the oldest give way to the limit.
        if signed.as_str().len() <= Instance::LIMIT || chain.is_empty() {
            return Ok(signed);
        }
        chain.remove(0);
    }
}
