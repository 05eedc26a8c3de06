//! `PUT` and `DELETE /api/v1/self/push`: where the device's wake-ups go.

use axum::extract::State;
use axum::http::StatusCode;
use countersign_protocol::ProblemKind;
use countersign_protocol::push::PushSubscription;

use super::error::ApiError;
use super::openapi::{self, ACTIVE, CHANGES, PROOF, Removed, problems};
use super::proof::ProvenActive;
use crate::AppState;

problems!(
    SubscribeProblems: PROOF, ACTIVE, CHANGES,
    &[ProblemKind::Malformed, ProblemKind::MediaType, ProblemKind::NotFound]
);

/// Where the device's wake-ups go.
///
/// Keeps a subscription in the place of the last one. Where push is off, there is no such address.
#[utoipa::path(
    put,
    path = "/api/v1/self/push",
    operation_id = "subscribe",
    request_body = openapi::PushSubscription,
    responses((status = 204, description = "It is kept."), Removed, SubscribeProblems),
    security(("CS" = []))
)]
pub(super) async fn subscribe(
    State(state): State<AppState>,
    ProvenActive(proven): ProvenActive,
) -> Result<StatusCode, ApiError> {
    let courier = state.push.as_ref().ok_or(ProblemKind::NotFound)?;
    let subscription: PushSubscription = proven.json()?;
    if !courier.accepts(&subscription.endpoint) {
        return Err(ProblemKind::Malformed.into());
    }
    state.storage.subscribe(&proven.device.id, &subscription, courier.key().name()).await?;
    state.wake.changed(&proven.device.account);
    Ok(StatusCode::NO_CONTENT)
}

problems!(UnsubscribeProblems: PROOF, ACTIVE, CHANGES);

/// Wakes the device no more; also if nothing did.
#[utoipa::path(
    delete,
    path = "/api/v1/self/push",
    operation_id = "unsubscribe",
    responses((status = 204, description = "Nothing is kept."), Removed, UnsubscribeProblems),
    security(("CS" = []))
)]
pub(super) async fn unsubscribe(
    State(state): State<AppState>,
    ProvenActive(proven): ProvenActive,
) -> Result<StatusCode, ApiError> {
    state.storage.unsubscribe(&proven.device.id).await?;
    Ok(StatusCode::NO_CONTENT)
}
