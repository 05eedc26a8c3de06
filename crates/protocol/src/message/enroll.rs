//! A device asks to be linked (`cs-enroll+jwt`).

use serde::{Deserialize, Serialize};

use crate::jwk::PublicJwk;
use crate::jws::{Jws, JwsError, KeyRule, Message, Unverified, Verified};
use crate::key::{CannotSign, Signer};
use crate::message::{Grant, Proof};
use crate::origin::Origin;
use crate::text::PersonText;

/// Signed by the new `pop` key, which the header brings along.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Enroll {
    /// The server.
    pub aud: Origin,
    /// What entitles the device.
    pub grant: Grant,
    /// A [`Proof`] by the `uv` key.
    pub uv_proof: String,
    /// What the device says about itself.
    pub device: DeviceDescription,
}

/// What a device says about itself; statements, not evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceDescription {
    /// What its person calls it.
    pub name: PersonText,
    /// `android`, `ios`, `linux`, `macos`, `windows`.
    pub platform: String,
    /// Where its keys lie.
    pub key_protection: KeyProtection,
    /// The app and its version: `countersign/1.0.0`.
    pub app: String,
    /// The versions of the protocol that it speaks.
    pub versions: Vec<u32>,
    /// What it can answer.
    pub capabilities: Vec<Capability>,
}

/// Where a device's keys lie, as it says itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum KeyProtection {
    /// Android's separate security chip.
    Strongbox,
    /// A trusted execution environment.
    Tee,
    /// Apple's security chip.
    SecureEnclave,
    /// A trusted platform module.
    Tpm,
    /// Software.
    Software,
}

/// A mode that a device can answer; unknown ones are kept as they are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Capability {
    /// YES or NO.
    Tap,
    /// YES and the number from the page.
    Number,
    /// Scanning the page.
    Scan,
    /// Eight digits without network.
    Offline,
    /// Something newer than this software.
    #[serde(untagged)]
    Other(String),
}

impl Message for Enroll {
    const TYP: &'static str = "cs-enroll+jwt";
    const KEY: KeyRule = KeyRule::Embedded;

    fn check(&self) -> Result<(), &'static str> {
        let short = |text: &str, most: usize| !text.is_empty() && text.len() <= most && text.is_ascii();
        if !short(&self.device.platform, 32) {
            return Err("platform");
        }
        if !short(&self.device.app, 64) {
            return Err("app");
        }
        if self.device.versions.len() > 16 || self.device.capabilities.len() > 16 {
            return Err("device");
        }
        self.grant.check()
    }
}

/// An enrollment whose two keys have both proved themselves.
#[derive(Debug)]
pub struct VerifiedEnroll {
    /// The message.
    pub message: Verified<Enroll>,
    /// The new `pop` key.
    pub pop: PublicJwk,
    /// The new `uv` key.
    pub uv: PublicJwk,
}

impl Enroll {
    /// Signs the enrollment of a new device, with the proofs of both its keys.
    pub fn sign(
        server: &Origin,
        grant: Grant,
        device: DeviceDescription,
        pop: &dyn Signer,
        uv: &dyn Signer,
    ) -> Result<Jws<Self>, CannotSign> {
        let proof =
            Proof { aud: server.clone(), pop: pop.public().thumbprint(), uv: uv.public().thumbprint() };
        let uv_proof = Jws::sign(&proof, uv)?.into_string();
        Jws::sign(&Self { aud: server.clone(), grant, uv_proof, device }, pop)
    }

    /// Reads an enrollment for this server, and checks the proofs of both keys.
    pub fn verify(text: &str, server: &Origin) -> Result<VerifiedEnroll, JwsError> {
        let (message, pop) = Unverified::<Self>::parse(text)?.verify_embedded()?;
        if message.message().aud != *server {
            return Err(JwsError::Member("aud"));
        }
        let (proof, uv) = Unverified::<Proof>::parse(&message.message().uv_proof)?.verify_embedded()?;
        if !proof.message().is_about(server, &pop, &uv) {
            return Err(JwsError::Member("uv_proof"));
        }
        Ok(VerifiedEnroll { message, pop, uv })
    }
}
