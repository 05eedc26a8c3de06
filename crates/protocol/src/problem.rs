//! What went wrong, as a server says it (RFC 9457): `type` is `urn:countersign:problem:<name>`, compared exactly.

use serde::{Deserialize, Serialize};

use crate::challenge_status::ChallengeState;

const PREFIX: &str = "urn:countersign:problem:";

/// The problems of CS/1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ProblemKind {
    /// HTTP, JSON, or a member of a JSON body.
    Malformed,
    /// Anything wrong with a JWS in a body.
    JwsInvalid,
    /// No common version.
    UpdateApp,
    /// The nonce is too old; a fresh one comes with the reply.
    NonceStale,
    /// The proof of the device is wrong.
    ProofInvalid,
    /// The proof was used before.
    ProofReplayed,
    /// The key is not this device's.
    KeyUnknown,
    /// The server does not know this device.
    DeviceUnknown,
    /// The code is unknown, expired or wrong, or there is no such user: all alike.
    CodeInvalid,
    /// The six digits have not been typed.
    NotConfirmed,
    /// `pop` where `uv` is needed.
    KeyNotAllowed,
    /// The device is on probation.
    TooNew,
    /// The device is suspended.
    Suspended,
    /// All sign-ins and changes of the account are stopped.
    Frozen,
    /// The number is not the page's.
    WrongNumber,
    /// No such thing.
    NotFound,
    /// Somebody else used this code.
    CodeUsed,
    /// The challenge has ended.
    ChallengeEnded,
    /// The last method cannot be removed like this.
    LastMethod,
    /// The account has five methods with codes.
    TooManyDevices,
    /// The body is too large.
    TooLarge,
    /// The body is of another kind.
    MediaType,
    /// Too many requests.
    SlowDown,
    /// The server cannot answer at the moment.
    Unavailable,
}

impl ProblemKind {
    const ALL: &'static [(Self, &'static str, u16, &'static str)] = &[
        (Self::Malformed, "malformed", 400, "the request is malformed"),
        (Self::JwsInvalid, "jws-invalid", 400, "a signed message is not acceptable"),
        (Self::UpdateApp, "update-app", 400, "no common version"),
        (Self::NonceStale, "nonce-stale", 401, "the nonce is too old"),
        (Self::ProofInvalid, "proof-invalid", 401, "the proof is not acceptable"),
        (Self::ProofReplayed, "proof-replayed", 401, "the proof was used before"),
        (Self::KeyUnknown, "key-unknown", 401, "the key is not this device's"),
        (Self::DeviceUnknown, "device-unknown", 401, "this device is not known"),
        (Self::CodeInvalid, "code-invalid", 403, "the code is not valid"),
        (Self::NotConfirmed, "not-confirmed", 403, "the six digits have not been typed"),
        (Self::KeyNotAllowed, "key-not-allowed", 403, "this key may not sign that"),
        (Self::TooNew, "too-new", 403, "this device is too new for that"),
        (Self::Suspended, "suspended", 403, "this device is suspended"),
        (Self::Frozen, "frozen", 403, "all sign-ins and changes are stopped"),
        (Self::WrongNumber, "wrong-number", 403, "the number is another one"),
        (Self::NotFound, "not-found", 404, "there is no such thing"),
        (Self::CodeUsed, "code-used", 409, "somebody else used this code"),
        (Self::ChallengeEnded, "challenge-ended", 409, "the request has ended"),
        (Self::LastMethod, "last-method", 409, "this is the last method"),
        (Self::TooManyDevices, "too-many-devices", 409, "the account has five methods already"),
        (Self::TooLarge, "too-large", 413, "the body is too large"),
        (Self::MediaType, "media-type", 415, "the body is of another kind"),
        (Self::SlowDown, "slow-down", 429, "too many requests"),
        (Self::Unavailable, "unavailable", 503, "not available at the moment"),
    ];

    fn row(self) -> &'static (Self, &'static str, u16, &'static str) {
        Self::ALL.iter().find(|row| row.0 == self).expect("every kind has its row")
    }

    /// The name at the end of `type`.
    pub fn name(self) -> &'static str {
        self.row().1
    }

    /// The HTTP status that goes with it.
    pub fn status(self) -> u16 {
        self.row().2
    }

    /// A short English sentence.
    pub fn title(self) -> &'static str {
        self.row().3
    }

    /// The kind with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|row| row.1 == name).map(|row| row.0)
    }
}

/// A problem document. Members that a problem does not have are left out.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Problem {
    /// `urn:countersign:problem:<name>`.
    #[serde(rename = "type", default)]
    pub kind: String,
    /// A short sentence for developers.
    #[serde(default)]
    pub title: String,
    /// The HTTP status.
    #[serde(default)]
    pub status: u16,
    /// With `wrong-number`: how many tries are left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tries_left: Option<u32>,
    /// With `challenge-ended`: how.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<ChallengeState>,
    /// With `challenge-ended`: the name of the device that decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// With `challenge-ended`: when, in seconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<u64>,
}

impl Problem {
    /// A problem of this kind, without further members.
    pub fn new(kind: ProblemKind) -> Self {
        Self {
            kind: format!("{PREFIX}{}", kind.name()),
            title: kind.title().into(),
            status: kind.status(),
            tries_left: None,
            state: None,
            by: None,
            at: None,
        }
    }

    /// Its kind, if this software knows it; otherwise the status decides.
    pub fn known(&self) -> Option<ProblemKind> {
        self.kind.strip_prefix(PREFIX).and_then(ProblemKind::from_name)
    }
}
