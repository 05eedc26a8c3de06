//! `PUT /api/v1/self/keys`: a device takes a new pair of keys into use.

use axum::extract::State;
use axum::http::StatusCode;
use countersign_protocol::message::Keys;
use countersign_protocol::{ProblemKind, Unverified};

use super::error::ApiError;
use super::openapi::{ACTIVE, CHANGES, CsKeys, PROOF, Removed, SIGNED, problems};
use super::proof::ProvenActive;
use super::revoked::standing;
use crate::AppState;
use crate::storage::{ExchangeOutcome, NewPair};

problems!(KeysProblems: PROOF, ACTIVE, CHANGES, SIGNED, &[ProblemKind::Frozen, ProblemKind::NotFound]);

/// A device takes a new pair of keys into use.
///
/// Once; the same message again, proved by the new `pop`, is what a device sends whose reply was lost.
#[utoipa::path(
    put,
    path = "/api/v1/self/keys",
    operation_id = "exchangeKeys",
    request_body(content = CsKeys, content_type = "application/jwt"),
    responses((status = 204, description = "The new pair counts."), Removed, KeysProblems),
    security(("CS" = []))
)]
pub(super) async fn exchange(
    State(state): State<AppState>,
    ProvenActive(proven): ProvenActive,
) -> Result<StatusCode, ApiError> {
    let device = &proven.device;
    let text = proven.jws()?;
    let claimed = Unverified::<Keys>::parse(text).map_err(|_| ProblemKind::JwsInvalid)?;
    if device.keys_message == Some(claimed.identity()) {
        return Ok(StatusCode::NO_CONTENT);
    }
    let keys = Keys::verify_proved(text, &state.rules.origin, &device.id, (&device.pop, &device.uv))?;
    proven.decides(&state).await?;
    let now = state.now();
    match state.storage.exchange_keys(NewPair { device: device.clone(), keys }, now).await? {
        ExchangeOutcome::Exchanged => Ok(StatusCode::NO_CONTENT),
        ExchangeOutcome::KeysSeen => Err(ProblemKind::JwsInvalid.into()),
        ExchangeOutcome::OldPair => Err(ProblemKind::KeyUnknown.into()),
        ExchangeOutcome::Frozen => Err(ProblemKind::Frozen.into()),
        ExchangeOutcome::DeviceGone => {
            let device = state.storage.device(&device.id, now).await?.ok_or(ProblemKind::DeviceUnknown)?;
            standing(&state, &device, now)?;
            Err(ProblemKind::NotFound.into())
        }
    }
}
