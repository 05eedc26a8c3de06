//! The question a server asks (`cs-challenge+jwt`), and what an app may answer to it.

use serde::{Deserialize, Serialize};

use crate::digest::{Digest, Thumbprint};
use crate::id::{AccountId, ChallengeId, DeviceId, ScanSecret};
use crate::journal::JournalHead;
use crate::jws::{JwsError, Message, Verified};
use crate::message::{Answer, Decision, DeclineReason, Verification};
use crate::optional::present;
use crate::origin::Origin;

/// Signed once by the instance key; every device of the account gets the same bytes.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Challenge {
    /// The server.
    pub iss: Origin,
    /// The account.
    pub aud: AccountId,
    /// Its name.
    pub cid: ChallengeId,
    /// When it was made.
    pub iat: u64,
    /// When it ends.
    pub exp: u64,
    /// What the person is asked about.
    pub ctx: Context,
    /// What the person has to do.
    pub mode: Mode,
    /// How many digits the number has; with mode `number` only.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub digits: Option<u8>,
    /// Names of [`Context`] members that have to be shown.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub must_show: Option<Vec<String>>,
    /// How often the server was restored from a backup, in a number that only grows.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub epoch: Option<u64>,
    /// The latest entry of the account's journal.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub journal_head: Option<JournalHead>,
}

/// What the person is asked about, as the server saw it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Context {
    /// What is signed in to.
    pub application: String,
    /// The browser's address (RFC 5952).
    pub ip: String,
    /// Where that is, when the server knows.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// The host of the page.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub page: Option<String>,
    /// When this browser was used last.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub browser_last_at: Option<u64>,
    /// Where this account usually signs in.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub usual_place: Option<String>,
    /// Names of members that differ from what is usual.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unusual: Vec<String>,
    /// The browser's family; may be empty.
    pub browser: String,
    /// The system's family; may be empty.
    pub system: String,
    /// Whether the person trusts this browser.
    pub browser_known: bool,
    /// When the sign-in began.
    pub started_at: u64,
    /// What an approval is for.
    pub reason: Reason,
}

/// What the person has to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// NO or YES.
    Tap,
    /// YES, then the number from the page.
    Number,
    /// Scan the page, then YES.
    Scan,
    /// Without network: scan, YES, type digits on the page.
    Offline,
    /// Something newer than this software.
    #[serde(untagged)]
    Other(String),
}

/// What an approval is for; it counts for this and nothing else, once.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// Signing in.
    SignIn,
    /// Opening something that needs a fresh proof.
    StepUp,
    /// Adding a method.
    AddMethod,
    /// Removing a method.
    RemoveMethod,
    /// Making new backup codes.
    NewCodes,
    /// Changing the password.
    ChangePassword,
    /// Changing the address.
    ChangeAddress,
    /// Changing the rules.
    ChangePolicy,
    /// Switching two-step verification off.
    SwitchOff,
    /// Trying whether a new device can answer.
    Test,
    /// Something newer than this software.
    #[serde(untagged)]
    Other(String),
}

/// Why an app offers only NO: it would let somebody say YES to what they cannot see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unanswerable {
    /// A mode that this software does not know.
    Mode,
    /// A reason that this software does not know.
    Reason,
    /// A fact that this software cannot show.
    MustShow,
}

impl Message for Challenge {
    const TYP: &'static str = "cs-challenge+jwt";

    fn check(&self) -> Result<(), &'static str> {
        if self.exp <= self.iat || self.exp - self.iat > 600 {
            return Err("exp");
        }
        let countable = self.mode != Mode::Number || matches!(self.digits, Some(2 | 6));
        if countable { Ok(()) } else { Err("digits") }
    }
}

/// What shows that the person has seen the page that waits.
#[derive(Debug, Clone)]
pub enum Seen {
    /// Nothing is asked for, in mode `tap`.
    Nothing,
    /// The digits that the person typed, in mode `number`.
    Number(String),
    /// What was scanned, in mode `scan`.
    Scan(ScanSecret),
}

/// A challenge that this pairing may show: signed by a kept key, from its server, for its account.
#[derive(Debug, Clone)]
pub struct VerifiedChallenge(Verified<Challenge>);

impl VerifiedChallenge {
    /// Names of the [`Context`] members that our screens show.
    const SHOWN: &'static [&'static str] = &[
        "application",
        "ip",
        "place",
        "page",
        "browser_last_at",
        "usual_place",
        "unusual",
        "browser",
        "system",
        "browser_known",
        "started_at",
        "reason",
    ];

    pub(crate) fn new(
        verified: Verified<Challenge>,
        server: &Origin,
        account: &AccountId,
    ) -> Result<Self, JwsError> {
        let message = verified.message();
        if message.iss != *server {
            return Err(JwsError::Member("iss"));
        }
        if message.aud != *account {
            return Err(JwsError::Member("aud"));
        }
        Ok(Self(verified))
    }

    /// What it says.
    pub fn challenge(&self) -> &Challenge {
        self.0.message()
    }

    /// SHA-256 of the bytes that are shown, for the answer.
    pub fn digest(&self) -> Digest {
        self.0.digest()
    }

    /// The text as received, to keep what was shown.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The key that signed it.
    pub fn signer(&self) -> Thumbprint {
        self.0.signer()
    }

    /// YES, for `uv` to sign, with what shows that the person has seen the page.
    pub fn approval(&self, device: &DeviceId, seen: Seen, uv: Verification) -> Answer {
        let (number, scan) = match seen {
            Seen::Nothing => (None, None),
            Seen::Number(number) => (Some(number), None),
            Seen::Scan(secret) => (None, Some(secret)),
        };
        Answer { number, scan, ..self.answer(device, Decision::Approve, uv) }
    }

    /// NO, for `pop` or `uv` to sign; *It wasn't me* for `uv` alone.
    pub fn refusal(&self, device: &DeviceId, reason: Option<DeclineReason>, uv: Verification) -> Answer {
        Answer { reason, ..self.answer(device, Decision::Decline, uv) }
    }

    fn answer(&self, device: &DeviceId, decision: Decision, uv: Verification) -> Answer {
        let challenge = self.challenge();
        Answer {
            iss: device.clone(),
            aud: challenge.iss.clone(),
            cid: challenge.cid,
            challenge_sha256: self.digest(),
            decision,
            number: None,
            scan: None,
            reason: None,
            uv,
        }
    }

    /// Seconds left at the server's time `date` (the `Date` of its reply): `exp` − `date`, within the lifetime.
    pub fn seconds_left(&self, date: u64) -> u64 {
        let challenge = self.challenge();
        challenge.exp.saturating_sub(date).min(challenge.exp - challenge.iat)
    }

    /// Why only NO may be offered, if so. `modes` are those that the app can answer.
    pub fn unanswerable(&self, modes: &[Mode]) -> Option<Unanswerable> {
        let challenge = self.challenge();
        if !modes.contains(&challenge.mode) {
            return Some(Unanswerable::Mode);
        }
        if matches!(challenge.ctx.reason, Reason::Other(_)) {
            return Some(Unanswerable::Reason);
        }
        let unknown = |name: &String| !Self::SHOWN.contains(&name.as_str());
        challenge.must_show.iter().flatten().any(unknown).then_some(Unanswerable::MustShow)
    }
}
