//! `POST /api/v1/self/freeze` and `…/unlock`: a device stops all sign-ins of its account, or lets them go on.

use axum::extract::State;
use axum::http::StatusCode;
use countersign_protocol::message::{ByPerson, Freeze, Unlock, Verification};
use countersign_protocol::{Digest, ProblemKind};

use super::error::ApiError;
use super::openapi::{ACTIVE, CHANGES, CsFreeze, CsUnlock, PROOF, Removed, SIGNED, problems};
use super::proof::ProvenActive;
use super::revoked::standing;
use crate::AppState;
use crate::domain::DeviceRecord;
use crate::storage::{Order, OrderOutcome};

problems!(FreezeProblems: PROOF, ACTIVE, CHANGES, SIGNED, &[ProblemKind::NotFound]);

/// Stops all sign-ins and changes, from any device.
#[utoipa::path(
    post,
    path = "/api/v1/self/freeze",
    operation_id = "freeze",
    request_body(content = CsFreeze, content_type = "application/jwt"),
    responses((status = 204, description = "All sign-ins are stopped."), Removed, FreezeProblems),
    security(("CS" = []))
)]
pub(super) async fn freeze(
    State(state): State<AppState>,
    ProvenActive(proven): ProvenActive,
) -> Result<StatusCode, ApiError> {
    let device = &proven.device;
    let verified = Freeze::verify(proven.jws()?, &state.rules.origin, &device.id, (&device.pop, &device.uv))?;
    proven.decides(&state).await?;
    let order = order(device, verified.identity(), verified.message().uv);
    reply(&state, device, state.storage.freeze_by_device(order, state.now()).await?).await
}

problems!(
    UnlockProblems: PROOF, ACTIVE, CHANGES, SIGNED,
    &[ProblemKind::Frozen, ProblemKind::TooNew, ProblemKind::NotFound]
);

/// Lets sign-ins go on, and opens what wrong guesses have closed.
#[utoipa::path(
    post,
    path = "/api/v1/self/unlock",
    operation_id = "unlock",
    request_body(content = CsUnlock, content_type = "application/jwt"),
    responses((status = 204, description = "Sign-ins go on."), Removed, UnlockProblems),
    security(("CS" = []))
)]
pub(super) async fn unlock(
    State(state): State<AppState>,
    ProvenActive(proven): ProvenActive,
) -> Result<StatusCode, ApiError> {
    let device = &proven.device;
    let verified = Unlock::verify(proven.jws()?, &state.rules.origin, &device.id, (&device.pop, &device.uv))?;
    proven.decides(&state).await?;
    let order = order(device, verified.identity(), verified.message().uv);
    reply(&state, device, state.storage.unlock_by_device(order, state.now()).await?).await
}

fn order(device: &DeviceRecord, identity: Digest, uv: Verification) -> Order {
    Order { device: device.id.clone(), account: device.account.clone(), identity, uv }
}

async fn reply(
    state: &AppState,
    device: &DeviceRecord,
    outcome: OrderOutcome,
) -> Result<StatusCode, ApiError> {
    match outcome {
        OrderOutcome::Done => Ok(StatusCode::NO_CONTENT),
        OrderOutcome::PersonNotVerified => Err(ProblemKind::KeyNotAllowed.into()),
        OrderOutcome::Suspended => Err(ProblemKind::Frozen.into()),
        OrderOutcome::TooNew => Err(ProblemKind::TooNew.into()),
        OrderOutcome::DeviceGone => {
            let now = state.now();
            let device = state.storage.device(&device.id, now).await?.ok_or(ProblemKind::DeviceUnknown)?;
            standing(state, &device, now)?;
            Err(ProblemKind::NotFound.into())
        }
    }
}
