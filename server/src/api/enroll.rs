//! `POST /api/v1/devices`: a new device claims its grant.

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use countersign_protocol::message::{Account, AccountState, Enroll, Grant};
use countersign_protocol::{ProblemKind, VERSION};

use super::account::{sign, tell};
use super::error::ApiError;
use super::openapi::{CsAccount, CsEnroll, Removed, problems};
use super::proof::{jws_body, receive};
use super::reply::jwt;
use crate::AppState;
use crate::storage::EnrollOutcome;

problems!(
    ClaimProblems: &[
        ProblemKind::JwsInvalid,
        ProblemKind::UpdateApp,
        ProblemKind::DeviceUnknown,
        ProblemKind::CodeInvalid,
        ProblemKind::Suspended,
        ProblemKind::CodeUsed,
        ProblemKind::TooManyDevices,
        ProblemKind::MediaType,
    ]
);

/// A new device claims its grant.
///
/// Answers 201 with the account, never with a secret: those come when the device asks for itself.
#[utoipa::path(
    post,
    path = "/api/v1/devices",
    operation_id = "linkDevice",
    request_body(content = CsEnroll, content_type = "application/jwt"),
    responses(
        (status = 201, description = "The device is linked, as the message says.", body = CsAccount, content_type = "application/jwt"),
        Removed,
        ClaimProblems,
    )
)]
pub(super) async fn claim(State(state): State<AppState>, req: Request) -> Result<Response, ApiError> {
    let headers = req.headers().clone();
    let body = receive(req, &state).await?;
    let verified = Enroll::verify(jws_body(&headers, &body)?, &state.rules.origin);
    let enroll = verified.map_err(|_| ProblemKind::JwsInvalid)?;
    let message = enroll.message.message();
    if !message.device.versions.contains(&VERSION) {
        return Err(ProblemKind::UpdateApp.into());
    }
    let is_authorized = matches!(message.grant, Grant::Authorization { .. });
    let device = match state.storage.enroll(enroll, state.now()).await? {
        EnrollOutcome::Linked(device) => device,
        EnrollOutcome::CodeInvalid => return Err(ProblemKind::CodeInvalid.into()),
        EnrollOutcome::CodeUsed => return Err(ProblemKind::CodeUsed.into()),
        EnrollOutcome::KeysSeen => return Err(ProblemKind::JwsInvalid.into()),
        EnrollOutcome::TooMany => return Err(ProblemKind::TooManyDevices.into()),
    };
    if is_authorized {
        // The person has authorized exactly this device: there are no digits to type.
        state.storage.activate_authorized(&device, state.now()).await?;
    }
    let told = tell(&state, &device).await?.ok_or(ProblemKind::DeviceUnknown)?;
    let account = without_secrets(told.account);
    Ok(jwt(StatusCode::CREATED, sign(&state, &account)?))
}

fn without_secrets(account: Account) -> Account {
    match account.state {
        AccountState::Unconfirmed => account,
        AccountState::Active => Account { otp: None, offline_key: None, backup_codes: None, ..account },
    }
}
