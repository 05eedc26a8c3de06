//! Between stored integers and texts and the types of the domain.

use countersign_protocol::{AccountId, ChallengeId, ChallengeState, DeviceId};

use super::{Result, StorageError};

/// Seconds as stored; the year 292 billion is far away.
pub(super) fn to_db(seconds: u64) -> i64 {
    i64::try_from(seconds).unwrap_or(i64::MAX)
}

/// Seconds or a count as read; nothing negative is ever written.
pub(super) fn from_db(stored: i64) -> u64 {
    u64::try_from(stored).unwrap_or(0)
}

pub(super) fn count(stored: i64) -> u32 {
    u32::try_from(stored).unwrap_or(u32::MAX)
}

pub(super) fn account_id(text: &str) -> Result<AccountId> {
    AccountId::parse(text).map_err(|_| StorageError::row("accounts", "id", text))
}

pub(super) fn device_id(text: &str) -> Result<DeviceId> {
    DeviceId::parse(text).map_err(|_| StorageError::row("devices", "id", text))
}

pub(super) fn challenge_id(bytes: &[u8]) -> Result<ChallengeId> {
    let bytes = bytes.try_into().map_err(|_| StorageError::row("challenges", "cid", bytes.len()))?;
    Ok(ChallengeId::from_bytes(bytes))
}

pub(super) fn challenge_state(name: &str, cid: &ChallengeId) -> Result<ChallengeState> {
    state_from_name(name).ok_or_else(|| StorageError::row("challenges", "state", cid))
}

pub(super) fn state_from_name(name: &str) -> Option<ChallengeState> {
    Some(match name {
        "pending" => ChallengeState::Pending,
        "approved" => ChallengeState::Approved,
        "declined" => ChallengeState::Declined,
        "cancelled" => ChallengeState::Cancelled,
        "expired" => ChallengeState::Expired,
        "failed" => ChallengeState::Failed,
        "consumed" => ChallengeState::Consumed,
        _ => return None,
    })
}

pub(super) fn state_name(state: ChallengeState) -> &'static str {
    match state {
        ChallengeState::Pending => "pending",
        ChallengeState::Approved => "approved",
        ChallengeState::Declined => "declined",
        ChallengeState::Cancelled => "cancelled",
        ChallengeState::Expired => "expired",
        ChallengeState::Failed => "failed",
        ChallengeState::Consumed => "consumed",
    }
}

/// A fresh id of 16 random bytes.
pub(super) fn fresh_id() -> String {
    countersign_protocol::encoding::encode(&crate::keys::random::<16>())
}
