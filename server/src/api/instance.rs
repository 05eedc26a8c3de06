//! `GET /.well-known/countersign`: what this server says about itself, signed.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::error::ApiError;
use super::openapi::{CsInstance, problems};
use super::reply::jwt;
use crate::{AppState, instance_document};

problems!(InstanceProblems:);

/// What the server says about itself, signed.
#[utoipa::path(
    get,
    path = "/.well-known/countersign",
    operation_id = "getInstance",
    responses(
        (status = 200, description = "The instance document.", body = CsInstance, content_type = "application/jwt"),
        InstanceProblems,
    )
)]
pub(super) async fn show(State(state): State<AppState>) -> Result<Response, ApiError> {
    let push = state.push.as_ref().map(|courier| courier.key());
    let document =
        instance_document(&state.keys, push, &state.rules, state.now()).map_err(ApiError::unexpected)?;
    Ok(jwt(StatusCode::OK, document.into_string()))
}
