//! `/api/v1/self`: the device about itself.

use axum::Extension;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use countersign_protocol::{DevicePatch, ProblemKind, VERSION};

use super::account::{sign, tell};
use super::error::ApiError;
use super::openapi::{self, ACTIVE, CHANGES, CsAccount, IfNoneMatch, PROOF, Removed, problems};
use super::poll::{WaitQuery, until_found};
use super::proof::{Proven, ProvenActive};
use super::reply::{if_none_match, not_modified, tagged_jwt};
use super::waits::Waits;
use crate::AppState;

/// What a device says about itself is short.
const MOST_ITEMS: usize = 16;
const LONGEST_APP: usize = 64;

problems!(ShowProblems: PROOF, CHANGES, &[ProblemKind::Malformed]);

/// The account as this device hears it.
///
/// At once if something differs from what the device has; otherwise when it does, or 304.
#[utoipa::path(
    get,
    path = "/api/v1/self",
    operation_id = "getSelf",
    params(WaitQuery, IfNoneMatch),
    responses(
        (status = 200, description = "The account.", body = CsAccount, content_type = "application/jwt"),
        (status = 304, description = "Nothing differs."),
        Removed,
        ShowProblems,
    ),
    security(("CS" = []))
)]
pub(super) async fn show(
    State(state): State<AppState>,
    Extension(waits): Extension<Waits>,
    Query(query): Query<WaitQuery>,
    proven: Proven,
) -> Result<Response, ApiError> {
    let device = &proven.device;
    let known = if_none_match(proven.headers());
    let changes = state.wake.listen(&device.account);
    let look = || async {
        let told = tell(&state, &device.id).await?.ok_or(ProblemKind::DeviceUnknown)?;
        Ok::<_, ApiError>((known != Some(told.tag)).then_some(told))
    };
    let found = if query.is_wait() {
        let wait = waits.begin(device.id.clone());
        until_found(changes, &state.stop, (&wait, query.duration()), look).await?
    } else {
        look().await?
    };
    match (found, known) {
        (Some(told), _) => Ok(tagged_jwt(sign(&state, &told.account)?, told.tag)),
        (None, Some(tag)) => Ok(not_modified(tag)),
        // Without a tag every look finds something.
        (None, None) => Err(ProblemKind::Unavailable.into()),
    }
}

problems!(
    ChangeProblems: PROOF, ACTIVE, CHANGES,
    &[ProblemKind::Malformed, ProblemKind::UpdateApp, ProblemKind::MediaType]
);

/// The device changes what it says about itself.
#[utoipa::path(
    patch,
    path = "/api/v1/self",
    operation_id = "changeSelf",
    request_body = openapi::DevicePatch,
    responses((status = 204, description = "It is changed."), Removed, ChangeProblems),
    security(("CS" = []))
)]
pub(super) async fn change(
    State(state): State<AppState>,
    ProvenActive(proven): ProvenActive,
) -> Result<StatusCode, ApiError> {
    let patch: DevicePatch = proven.json()?;
    let is_long = patch.versions.as_ref().is_some_and(|all| all.len() > MOST_ITEMS)
        || patch.capabilities.as_ref().is_some_and(|all| all.len() > MOST_ITEMS)
        || patch.app.as_ref().is_some_and(|app| app.is_empty() || app.len() > LONGEST_APP || !app.is_ascii());
    if is_long {
        return Err(ProblemKind::Malformed.into());
    }
    if patch.versions.as_ref().is_some_and(|all| !all.contains(&VERSION)) {
        return Err(ProblemKind::UpdateApp.into());
    }
    state.storage.patch_device(&proven.device.id, patch).await?;
    state.wake.changed(&proven.device.account);
    Ok(StatusCode::NO_CONTENT)
}
