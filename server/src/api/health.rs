//! `GET /healthz`: whether the server and its database answer, for those who watch over it.

use axum::Json;
use axum::extract::State;
use serde::Serialize;

use super::error::ApiError;
use super::openapi::{self, problems};
use crate::AppState;

/// What a server that is well says.
#[derive(Serialize)]
pub(super) struct Well {
    status: &'static str,
}

problems!(HealthProblems:);

/// Whether the server and its database answer.
#[utoipa::path(
    get,
    path = "/healthz",
    operation_id = "getHealth",
    responses((status = 200, description = "Both answer.", body = openapi::Health), HealthProblems)
)]
pub(super) async fn check(State(state): State<AppState>) -> Result<Json<Well>, ApiError> {
    state.storage.ping().await?;
    Ok(Json(Well { status: "ok" }))
}
