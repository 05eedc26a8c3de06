//! What a removed device hears: a signed word that it may drop the account, which no proxy can fake.

use countersign_protocol::message::{AccountState, Revocation, Revoked};
use countersign_protocol::{Jws, ProblemKind};

use super::error::ApiError;
use crate::AppState;
use crate::domain::{DeviceRecord, lifetimes};

/// Where a device stands; the signed word if it was removed, and a problem while it is suspended.
pub(super) fn standing(state: &AppState, device: &DeviceRecord, now: u64) -> Result<AccountState, ApiError> {
    if device.is_suspended {
        return Err(ProblemKind::Suspended.into());
    }
    device.state.ok_or_else(|| revoked(state, device, now))
}

/// The signed word, for a year; after that the server does not know the device any more.
fn revoked(state: &AppState, device: &DeviceRecord, now: u64) -> ApiError {
    if device.revoked_at.is_none_or(|at| at + lifetimes::TOMBSTONE <= now) {
        return ProblemKind::DeviceUnknown.into();
    }
    let reason = match device.revocation.as_deref() {
        Some("switched-off") => Revocation::SwitchedOff,
        Some("account-deleted") => Revocation::AccountDeleted,
        Some("not-confirmed") => Revocation::NotConfirmed,
        Some(_) | None => Revocation::Removed,
    };
    let word = Revoked { iss: state.rules.origin.clone(), aud: device.id.clone(), iat: now, reason };
    match Jws::sign(&word, &*state.keys.instance(now)) {
        Ok(signed) => ApiError::Revoked(signed.into_string()),
        Err(error) => ApiError::unexpected(error),
    }
}
