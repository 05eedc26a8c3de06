//! The devices of an account, as its own devices see and remove them.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use countersign_protocol::message::{ByPerson, Revoke};
use countersign_protocol::{DeviceId, DeviceList, ListedDevice, ProblemKind};

use super::error::ApiError;
use super::openapi::{self, ACTIVE, CHANGES, CsRevoke, DevicePath, PROOF, Removed, SIGNED, problems};
use super::proof::ProvenActive;
use crate::AppState;
use crate::domain::lifetimes;
use crate::storage::RemoveOutcome;

problems!(ListProblems: PROOF, ACTIVE);

/// The devices of the account.
#[utoipa::path(
    get,
    path = "/api/v1/devices",
    operation_id = "listDevices",
    responses(
        (status = 200, description = "All of them.", body = openapi::DeviceList),
        Removed,
        ListProblems,
    ),
    security(("CS" = []))
)]
pub(super) async fn list(
    State(state): State<AppState>,
    ProvenActive(proven): ProvenActive,
) -> Result<Json<DeviceList>, ApiError> {
    let methods = state.storage.methods(&proven.device.account, state.now()).await?;
    let devices = methods.devices.into_iter().map(|device| ListedDevice {
        id: device.id,
        name: device.name,
        platform: device.platform,
        state: device.state,
        linked_at: device.linked_at,
        last_seen: device.last_seen_at,
    });
    let frozen_at = state.storage.frozen_at(&proven.device.account).await?;
    let reset = state.storage.waiting_reset(&proven.device.account).await?;
    let reset_at = reset.map(|reset| reset.matures_at);
    Ok(Json(DeviceList { devices: devices.collect(), frozen_at, reset_at }))
}

problems!(
    RevokeProblems: PROOF,
    ACTIVE,
    CHANGES,
    SIGNED,
    &[ProblemKind::Malformed, ProblemKind::TooNew, ProblemKind::Frozen, ProblemKind::NotFound, ProblemKind::LastMethod]
);

/// Removes this device, or, when it is no longer new, another one; never the last method.
#[utoipa::path(
    post,
    path = "/api/v1/devices/{id}/revoke",
    operation_id = "removeDevice",
    params(DevicePath),
    request_body(content = CsRevoke, content_type = "application/jwt"),
    responses((status = 204, description = "It is removed."), Removed, RevokeProblems),
    security(("CS" = []))
)]
pub(super) async fn revoke(
    State(state): State<AppState>,
    Path(id): Path<String>,
    ProvenActive(proven): ProvenActive,
) -> Result<StatusCode, ApiError> {
    let device = &proven.device;
    let keys = (&device.pop, &device.uv);
    let verified = Revoke::verify(proven.jws()?, &state.rules.origin, &device.id, keys)?;
    let target = DeviceId::parse(&id).map_err(|_| ProblemKind::NotFound)?;
    if verified.message().device != target {
        return Err(ProblemKind::JwsInvalid.into());
    }
    proven.decides(&state).await?;
    let now = state.now();
    if target != device.id && now < device.linked_at + lifetimes::PROBATION {
        return Err(ProblemKind::TooNew.into());
    }
    match state.storage.revoke_device(&device.account, &device.id, &target, now).await? {
        RemoveOutcome::Removed => Ok(StatusCode::NO_CONTENT),
        RemoveOutcome::Frozen => Err(ProblemKind::Frozen.into()),
        RemoveOutcome::LastMethod => Err(ProblemKind::LastMethod.into()),
        RemoveOutcome::NotFound | RemoveOutcome::ProofNeeded => Err(ProblemKind::NotFound.into()),
    }
}
