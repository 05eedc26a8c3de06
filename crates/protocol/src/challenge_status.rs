//! Where a challenge stands, as both ends say it.

use serde::{Deserialize, Serialize};

use crate::id::ChallengeId;

/// Where a challenge stands; only forward.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ChallengeState {
    /// Nobody has answered.
    Pending,
    /// YES.
    Approved,
    /// NO.
    Declined,
    /// The person or a change took it back.
    Cancelled,
    /// Its time is over.
    Expired,
    /// The wrong number, three times.
    Failed,
    /// The waiting page used the approval.
    Consumed,
}

/// `GET /api/v1/challenges/{cid}`, and the reply to an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChallengeStatus {
    /// The challenge.
    pub cid: ChallengeId,
    /// Where it stands.
    pub state: ChallengeState,
    /// The name of the device that decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// When it was decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<u64>,
}
