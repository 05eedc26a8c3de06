//! The account's journal, as its devices follow it from the head that they know.

use axum::Json;
use axum::extract::{Query, State};
use countersign_protocol::{JOURNAL_PAGE, JournalPage};
use serde::Deserialize;

use super::error::ApiError;
use super::proof::ProvenActive;
use crate::AppState;

/// After which entry.
#[derive(Debug, Deserialize)]
pub(super) struct After {
    #[serde(default)]
    after: u64,
}

/// The entries after a number, the oldest first.
pub(super) async fn show(
    State(state): State<AppState>,
    Query(query): Query<After>,
    ProvenActive(proven): ProvenActive,
) -> Result<Json<JournalPage>, ApiError> {
    let account = &proven.device.account;
    let entries = state.storage.journal_after(account, query.after, JOURNAL_PAGE).await?;
    Ok(Json(JournalPage { entries }))
}
