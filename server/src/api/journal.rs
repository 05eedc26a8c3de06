//! The account's journal, as its devices follow it from the head that they know.

use axum::Json;
use axum::extract::{Query, State};
use countersign_protocol::{JOURNAL_PAGE, JournalPage, ProblemKind};
use serde::Deserialize;
use utoipa::IntoParams;

use super::error::ApiError;
use super::openapi::{self, ACTIVE, PROOF, Removed, problems};
use super::proof::ProvenActive;
use crate::AppState;

/// After which entry.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct After {
    /// The number of the last entry that the device has; 0 for none.
    #[serde(default)]
    after: u64,
}

problems!(JournalProblems: PROOF, ACTIVE, &[ProblemKind::Malformed]);

/// The entries after a number, the oldest first.
#[utoipa::path(
    get,
    path = "/api/v1/journal",
    operation_id = "getJournal",
    params(After),
    responses(
        (status = 200, description = "At most 64 entries.", body = openapi::JournalPage),
        Removed,
        JournalProblems,
    ),
    security(("CS" = []))
)]
pub(super) async fn show(
    State(state): State<AppState>,
    Query(query): Query<After>,
    ProvenActive(proven): ProvenActive,
) -> Result<Json<JournalPage>, ApiError> {
    let account = &proven.device.account;
    let entries = state.storage.journal_after(account, query.after, JOURNAL_PAGE).await?;
    Ok(Json(JournalPage { entries }))
}
