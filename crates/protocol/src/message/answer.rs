//! A device's answer to a challenge (`cs-answer+jwt`).

use serde::{Deserialize, Serialize};

use crate::digest::Digest;
use crate::id::{ChallengeId, DeviceId, ScanSecret};
use crate::jws::Message;
use crate::origin::Origin;

/// Signed by `uv`; a plain NO also by `pop`. Bound to the challenge as it was shown, so it outlives retries.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Answer {
    /// The device.
    pub iss: DeviceId,
    /// The server.
    pub aud: Origin,
    /// The challenge.
    pub cid: ChallengeId,
    /// SHA-256 of the challenge as it was shown.
    pub challenge_sha256: Digest,
    /// What the person decided.
    pub decision: Decision,
    /// The digits that the person typed, in mode `number`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// What was scanned, in mode `scan`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scan: Option<ScanSecret>,
    /// Why NO.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<DeclineReason>,
    /// What was checked about the person.
    pub uv: Verification,
}

/// What the person decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Decision {
    /// YES.
    Approve,
    /// NO.
    Decline,
}

/// Why NO.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeclineReason {
    /// *It wasn't me.* Signed by `uv`, also up to 24 hours after the challenge ended.
    NotMe,
    /// Somebody at the locked device said NO.
    Cancelled,
}

/// What was checked about the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verification {
    /// Nothing beyond being at the device.
    None,
    /// A PIN or passphrase.
    Pin,
    /// Fingerprint or face.
    Biometric,
}

impl Answer {
    /// Whether this is *It wasn't me*, which protects and decides nothing.
    pub fn is_not_me(&self) -> bool {
        self.reason == Some(DeclineReason::NotMe)
    }

    /// Whether this is a NO that the background key may sign.
    pub fn is_plain_no(&self) -> bool {
        self.decision == Decision::Decline && !self.is_not_me()
    }
}

impl Message for Answer {
    const TYP: &'static str = "cs-answer+jwt";

    fn check(&self) -> Result<(), &'static str> {
        let digits =
            |text: &String| (1..=8).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        if self.number.as_ref().is_some_and(|number| !digits(number)) {
            return Err("number");
        }
        match self.decision {
            Decision::Approve if self.reason.is_some() => Err("reason"),
            Decision::Decline if self.number.is_some() || self.scan.is_some() => Err("number"),
            Decision::Approve | Decision::Decline => Ok(()),
        }
    }
}
