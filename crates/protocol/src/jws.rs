//! Signed messages: JWS compact (RFC 7515) in the strict shape of CS/1.
//!
//! What is signed is checked as it was received and never written again. The header only names a key; the key
//! itself comes from the pin or the device's row. A maintained crate checks the signature, pinned to ES256.

use std::fmt;
use std::marker::PhantomData;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::digest::{Digest, Thumbprint};
use crate::encoding::{decode, decode_array, encode};
use crate::header::{Header, KeyName};
use crate::jwk::PublicJwk;
use crate::key::{CannotSign, Signer};
use crate::object::read_object;

/// The longest message of most kinds.
pub const MESSAGE_LIMIT: usize = 8192;

/// Which member of the header names the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyRule {
    /// `kid`: a key that the reader knows already.
    Known,
    /// `jwk`: a new key, which the message brings along.
    Embedded,
}

/// One kind of signed message.
pub trait Message: Serialize + DeserializeOwned {
    /// Its `typ`, exactly.
    const TYP: &'static str;
    /// Which member of the header names the key.
    const KEY: KeyRule = KeyRule::Known;
    /// The longest one, in bytes.
    const LIMIT: usize = MESSAGE_LIMIT;

    /// What the types alone cannot say about the members; `Err` names the member.
    fn check(&self) -> Result<(), &'static str> {
        Ok(())
    }
}

/// Why a text is not an acceptable message.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JwsError {
    /// Not three segments of canonical base64url, or too long.
    #[error("not a JWS compact of the allowed size")]
    Shape,
    /// The header is not one of CS/1, or not this message's.
    #[error("the header is not acceptable: {0}")]
    Header(&'static str),
    /// The payload lacks a member, has one twice, or one of another type.
    #[error("the payload is not acceptable")]
    Payload,
    /// A member says something that is not allowed.
    #[error("the member {0} is not acceptable")]
    Member(&'static str),
    /// It names another key than the one it was checked with.
    #[error("signed by another key")]
    OtherKey,
    /// The signature is wrong.
    #[error("the signature is wrong")]
    Signature,
}

/// A signed message as text, the way it is sent.
pub struct Jws<M> {
    text: String,
    message: PhantomData<fn() -> M>,
}

impl<M: Message> Jws<M> {
    /// Signs a message.
    pub fn sign(message: &M, signer: &dyn Signer) -> Result<Self, CannotSign> {
        let key = match M::KEY {
            KeyRule::Known => KeyName::Known(signer.public().thumbprint()),
            KeyRule::Embedded => KeyName::Embedded(signer.public().clone()),
        };
        let header = Header::write(M::TYP, &key);
        let payload = serde_json::to_vec(message).expect("messages are plain structures with string keys");
        let input = format!("{}.{}", encode(header.as_bytes()), encode(&payload));
        let signature = signer.sign(input.as_bytes())?;
        Ok(Self { text: format!("{input}.{}", encode(&signature)), message: PhantomData })
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The text.
    pub fn into_string(self) -> String {
        self.text
    }

    /// SHA-256 over the bytes as sent, for `challenge_sha256`.
    pub fn digest(&self) -> Digest {
        Digest::of(self.text.as_bytes())
    }
}

impl<M> fmt::Debug for Jws<M> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Jws(…)")
    }
}

/// A message that was read but not believed yet: only its key's name may be looked at.
pub struct Unverified<M> {
    text: String,
    /// How many bytes of the text are signed: `header.payload`.
    input_length: usize,
    key: KeyName,
    message: M,
}

impl<M: Message> Unverified<M> {
    /// Reads a message, strictly.
    pub fn parse(text: &str) -> Result<Self, JwsError> {
        if text.len() > M::LIMIT || !text.is_ascii() {
            return Err(JwsError::Shape);
        }
        let mut segments = text.split('.');
        let (Some(header), Some(payload), Some(signature), None) =
            (segments.next(), segments.next(), segments.next(), segments.next())
        else {
            return Err(JwsError::Shape);
        };
        if decode_array::<64>(signature).is_err() {
            return Err(JwsError::Shape);
        }
        let key = Header::read(&decode(header).map_err(|_| JwsError::Shape)?, M::TYP)?;
        match (&key, M::KEY) {
            (KeyName::Known(_), KeyRule::Known) | (KeyName::Embedded(_), KeyRule::Embedded) => {}
            (KeyName::Known(_), KeyRule::Embedded) | (KeyName::Embedded(_), KeyRule::Known) => {
                return Err(JwsError::Header("the wrong one of kid and jwk"));
            }
        }
        let payload = decode(payload).map_err(|_| JwsError::Shape)?;
        let message: M = read_object(&payload).map_err(|_| JwsError::Payload)?;
        message.check().map_err(JwsError::Member)?;
        let input_length = text.len() - signature.len() - 1;
        Ok(Self { text: text.to_owned(), input_length, key, message })
    }

    /// The thumbprint of the key that the header names.
    pub fn key(&self) -> Thumbprint {
        match &self.key {
            KeyName::Known(thumbprint) => *thumbprint,
            KeyName::Embedded(key) => key.thumbprint(),
        }
    }

    /// SHA-256 of `header.payload`, before anything is believed: to recognize a message that was believed before.
    pub fn identity(&self) -> Digest {
        Digest::of(&self.text.as_bytes()[..self.input_length])
    }

    /// What the message claims, before anything is believed: to find the key to check it with, for nothing else.
    pub fn claimed(&self) -> &M {
        &self.message
    }

    /// Believes the message if this key signed it.
    pub fn verify(self, key: &PublicJwk) -> Result<Verified<M>, JwsError> {
        let signer = key.thumbprint();
        if self.key() != signer {
            return Err(JwsError::OtherKey);
        }
        let (input, signature) = (&self.text[..self.input_length], &self.text[self.input_length + 1..]);
        if !key.verifies(input.as_bytes(), signature) {
            return Err(JwsError::Signature);
        }
        Ok(Verified {
            identity: Digest::of(input.as_bytes()),
            digest: Digest::of(self.text.as_bytes()),
            signer,
            message: self.message,
            text: self.text,
        })
    }

    /// Believes the message if the key that it brings along signed it.
    pub fn verify_embedded(self) -> Result<(Verified<M>, PublicJwk), JwsError> {
        let KeyName::Embedded(key) = self.key.clone() else { return Err(JwsError::OtherKey) };
        Ok((self.verify(&key)?, key))
    }
}

/// A message whose signature is right.
#[derive(Clone)]
pub struct Verified<M> {
    message: M,
    text: String,
    identity: Digest,
    digest: Digest,
    signer: Thumbprint,
}

impl<M> Verified<M> {
    /// What it says.
    pub fn message(&self) -> &M {
        &self.message
    }

    /// What it says, taken out.
    pub fn into_message(self) -> M {
        self.message
    }

    /// The text as received.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// SHA-256 of `header.payload`: two with the same identity are the same message, whatever their signatures.
    pub fn identity(&self) -> Digest {
        self.identity
    }

    /// SHA-256 over the bytes as sent, for `challenge_sha256`.
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// The key that signed it.
    pub fn signer(&self) -> Thumbprint {
        self.signer
    }
}

impl<M> fmt::Debug for Verified<M> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Verified({})", self.identity)
    }
}
