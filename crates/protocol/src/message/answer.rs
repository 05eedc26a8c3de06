//! A device's answer to a challenge (`cs-answer+jwt`).

use serde::{Deserialize, Serialize};

use crate::digest::Digest;
use crate::id::{ChallengeId, DeviceId, ScanSecret};
use crate::jwk::PublicJwk;
use crate::jws::{JwsError, Message, Unverified, Verified};
use crate::optional::present;
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
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// What was scanned, in mode `scan`.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub scan: Option<ScanSecret>,
    /// Why NO.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
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

/// Why an answer does not count.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AnswerError {
    /// It is no acceptable message, or not about this server, device and challenge.
    #[error("the answer is not acceptable")]
    Jws(#[from] JwsError),
    /// The background key signed what only the person may decide.
    #[error("this key may only say a plain no")]
    KeyNotAllowed,
}

impl Answer {
    /// Reads an answer of this device to this challenge, in the prescribed order: whose key, its signature, then
    /// what it is about. `challenge_sha256` is left to the caller, who has the challenge's row only then.
    pub fn verify(
        text: &str,
        server: &Origin,
        device: &DeviceId,
        cid: &ChallengeId,
        keys: (&PublicJwk, &PublicJwk),
    ) -> Result<Verified<Self>, AnswerError> {
        let (pop, uv) = keys;
        let unverified = Unverified::<Self>::parse(text)?;
        let by_pop = unverified.key() == pop.thumbprint();
        if by_pop && !unverified.claimed().is_plain_no() {
            return Err(AnswerError::KeyNotAllowed);
        }
        let verified = unverified.verify(if by_pop { pop } else { uv })?;
        let answer = verified.message();
        if answer.iss != *device {
            return Err(JwsError::Member("iss").into());
        }
        if answer.aud != *server {
            return Err(JwsError::Member("aud").into());
        }
        if answer.cid == *cid { Ok(verified) } else { Err(JwsError::Member("cid").into()) }
    }

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
