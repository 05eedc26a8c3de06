//! What administrators did, for all of them to read.

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::response::Response;
use axum::routing::get;
use serde::Deserialize;

use super::{Administrator, Frame, render};
use crate::AppState;
use crate::domain::Act;
use crate::http::PageError;
use crate::storage::ACTS_PAGE;

/// The routes of this part.
pub(super) fn routes() -> Router<AppState> {
    Router::new().route("/admin/journal", get(show))
}

#[derive(Template)]
#[template(path = "admin-journal.html")]
struct JournalPage {
    f: Frame,
    here: &'static str,
    acts: Vec<Act>,
    older: Option<u64>,
}

#[derive(Deserialize)]
struct Before {
    before: Option<u64>,
}

async fn show(
    State(state): State<AppState>,
    who: Administrator,
    Query(query): Query<Before>,
    f: Frame,
) -> Result<Response, PageError> {
    let acts = state.storage.acts(query.before).await?;
    let older = acts.last().map(|act| act.number).filter(|&oldest| acts.len() == ACTS_PAGE && oldest > 1);
    Ok(render(&JournalPage { f: f.of(&who.0), here: "journal", acts, older }))
}
