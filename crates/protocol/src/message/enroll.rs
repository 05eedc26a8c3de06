//! A device asks to be linked (`cs-enroll+jwt`).

use serde::{Deserialize, Serialize};

use crate::id::{AuthorizationCode, EnrollmentCode};
use crate::jwk::PublicJwk;
use crate::jws::{JwsError, KeyRule, Message, Unverified, Verified};
use crate::message::Proof;
use crate::origin::Origin;
use crate::setup_code::SetupCode;
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

/// What entitles a device to be linked.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
pub enum Grant {
    /// From a QR code.
    Code {
        /// The code.
        code: EnrollmentCode,
    },
    /// Typed by the person.
    Typed {
        /// The name of the account.
        user: String,
        /// The code.
        setup_code: SetupCode,
    },
    /// From the consent page (RFC 6749, RFC 7636).
    Authorization {
        /// The code.
        authorization_code: AuthorizationCode,
        /// The secret behind the code challenge.
        code_verifier: String,
        /// Where the code was sent.
        redirect_uri: String,
    },
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
        match &self.grant {
            Grant::Code { .. } => Ok(()),
            Grant::Typed { user, .. } if (1..=256).contains(&user.len()) => Ok(()),
            Grant::Typed { .. } => Err("user"),
            Grant::Authorization { code_verifier, redirect_uri, .. } => {
                // RFC 7636 §4.1.
                let unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
                let verifier =
                    (43..=128).contains(&code_verifier.len()) && code_verifier.bytes().all(unreserved);
                if verifier && redirect_uri.len() <= 255 { Ok(()) } else { Err("code_verifier") }
            }
        }
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
    /// Reads an enrollment for this server, and checks the proofs of both keys.
    pub fn verify(text: &str, server: &Origin) -> Result<VerifiedEnroll, JwsError> {
        let (message, pop) = Unverified::<Self>::parse(text)?.verify_embedded()?;
        if message.message().aud != *server {
            return Err(JwsError::Member("aud"));
        }
        let (proof, uv) = Unverified::<Proof>::parse(&message.message().uv_proof)?.verify_embedded()?;
        let proof = proof.message();
        if proof.aud != *server || proof.pop != pop.thumbprint() || proof.uv != uv.thumbprint() {
            return Err(JwsError::Member("uv_proof"));
        }
        Ok(VerifiedEnroll { message, pop, uv })
    }
}
