//! The server's keys as an app keeps them: pinned at first contact, replaced only along the server's own chain.

use serde::{Deserialize, Serialize};

use crate::digest::Thumbprint;
use crate::id::{AccountId, DeviceId};
use crate::jwk::PublicJwk;
use crate::jws::{JwsError, Message, Unverified, Verified};
use crate::message::{Account, Challenge, Instance, KeyLink, Revoked, VerifiedChallenge};
use crate::origin::Origin;

/// Why an instance document is not believed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PinError {
    /// It is no acceptable message.
    #[error("the instance document is not acceptable")]
    Jws(#[from] JwsError),
    /// It is another server's.
    #[error("the instance document is another server's")]
    OtherServer,
    /// It is the same server's, by its keys, at another address: a new domain means linking again.
    #[error("the server has moved to {0}")]
    Moved(Origin),
    /// No chain leads from the keys that are kept to the one that signed it: a stranger.
    #[error("the server has other keys than before")]
    Stranger,
    /// The server speaks no version that this software knows.
    #[error("no common version")]
    UpdateApp,
}

/// The keys of one server that an app believes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptKeys {
    server: Origin,
    keys: Vec<PublicJwk>,
}

impl KeptKeys {
    /// First contact by QR code: the document has to verify under the key with this thumbprint, directly or by its
    /// chain.
    pub fn pin(document: &str, server: &Origin, key: Thumbprint) -> Result<(Self, Instance), PinError> {
        let unverified = read(document, server)?;
        let first = candidates(unverified.claimed()).into_iter().find(|each| each.thumbprint() == key);
        let kept = Self { server: server.clone(), keys: vec![first.ok_or(PinError::Stranger)?] };
        kept.accept(unverified, server)
    }

    /// First contact without a thumbprint: under the key that the document names; TLS alone vouches for it.
    pub fn pin_vouched_by_tls(document: &str, server: &Origin) -> Result<(Self, Instance), PinError> {
        let unverified = read(document, server)?;
        let key = unverified.key();
        Self::pin(document, server, key)
    }

    /// A later document: walks its chain from the kept keys, and replaces them by the document's.
    pub fn renew(&self, document: &str) -> Result<(Self, Instance), PinError> {
        let unverified = Unverified::<Instance>::parse(document)?;
        let said = unverified.claimed().iss.clone();
        if said == self.server {
            return self.accept(unverified, &self.server);
        }
        // Only keys that are kept, or that they lead to, can say so.
        let elsewhere = Self { server: said.clone(), keys: self.keys.clone() };
        match elsewhere.accept(unverified, &self.server) {
            Ok(_) => Err(PinError::Moved(said)),
            Err(_) => Err(PinError::OtherServer),
        }
    }

    /// The server.
    pub fn server(&self) -> &Origin {
        &self.server
    }

    /// Whether a key is among the kept ones.
    pub fn knows(&self, key: Thumbprint) -> bool {
        self.find(key).is_some()
    }

    /// Believes a message if a kept key signed it.
    pub fn verify<M: Message>(&self, text: &str) -> Result<Verified<M>, JwsError> {
        let unverified = Unverified::<M>::parse(text)?;
        let key = self.find(unverified.key()).ok_or(JwsError::OtherKey)?;
        unverified.verify(key)
    }

    /// Believes a challenge for this account.
    pub fn verify_challenge(&self, text: &str, account: &AccountId) -> Result<VerifiedChallenge, JwsError> {
        VerifiedChallenge::new(self.verify::<Challenge>(text)?, &self.server, account)
    }

    /// Believes what the server says about the account of the device with this `pop` key. A message about another
    /// key (`cnf`) means that somebody swapped the enrollment.
    pub fn verify_account(&self, text: &str, pop: Thumbprint) -> Result<Account, JwsError> {
        let account = self.verify::<Account>(text)?.into_message();
        if account.iss != self.server {
            return Err(JwsError::Member("iss"));
        }
        if account.cnf.jkt == pop { Ok(account) } else { Err(JwsError::Member("cnf")) }
    }

    /// Believes that this device was removed.
    pub fn verify_revoked(&self, text: &str, device: &DeviceId) -> Result<Revoked, JwsError> {
        let revoked = self.verify::<Revoked>(text)?.into_message();
        if revoked.iss != self.server {
            return Err(JwsError::Member("iss"));
        }
        if revoked.aud == *device { Ok(revoked) } else { Err(JwsError::Member("aud")) }
    }

    fn find(&self, key: Thumbprint) -> Option<&PublicJwk> {
        self.keys.iter().find(|each| each.thumbprint() == key)
    }

    /// Follows the chain as far as it leads, then believes the document if a reached key signed it. Links may have been
    /// signed at an earlier address.
    fn accept(&self, document: Unverified<Instance>, earlier: &Origin) -> Result<(Self, Instance), PinError> {
        let mut reached = self.keys.clone();
        for link in &document.claimed().chain {
            let link = Unverified::<KeyLink>::parse(link)?;
            let Some(older) = reached.iter().find(|each| each.thumbprint() == link.key()).cloned() else {
                continue;
            };
            let newer = link.verify(&older)?.into_message();
            if newer.iss != self.server && newer.iss != *earlier {
                return Err(PinError::OtherServer);
            }
            reached.push(newer.jwk);
        }
        let signer = document.key();
        let key = reached.into_iter().find(|each| each.thumbprint() == signer).ok_or(PinError::Stranger)?;
        let instance = document.verify(&key)?.into_message();
        if instance.jwks.keys.first().is_none_or(|first| first.thumbprint() != signer) {
            return Err(PinError::Jws(JwsError::Member("jwks")));
        }
        if !instance.versions.contains(&crate::VERSION) {
            return Err(PinError::UpdateApp);
        }
        Ok((Self { server: self.server.clone(), keys: instance.jwks.keys.clone() }, instance))
    }
}

fn read(document: &str, server: &Origin) -> Result<Unverified<Instance>, PinError> {
    let unverified = Unverified::<Instance>::parse(document)?;
    if unverified.claimed().iss == *server { Ok(unverified) } else { Err(PinError::OtherServer) }
}

/// Every key that a document mentions; which of them is believed, the thumbprint decides.
fn candidates(document: &Instance) -> Vec<PublicJwk> {
    let linked = document.chain.iter().filter_map(|link| Unverified::<KeyLink>::parse(link).ok());
    let mut keys: Vec<_> = linked.map(|link| link.claimed().jwk.clone()).collect();
    keys.extend(document.jwks.keys.iter().cloned());
    keys
}
