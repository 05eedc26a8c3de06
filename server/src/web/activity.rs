//! The account's journal, for its person to read.

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::response::Response;
use axum::routing::get;
use serde::Deserialize;

use super::{Frame, render};
use crate::AppState;
use crate::http::{PageError, SignedIn};
use crate::storage::{JOURNAL_LINES, JournalLine};

/// The routes of this part.
pub(super) fn routes() -> Router<AppState> {
    Router::new().route("/account/activity", get(show))
}

#[derive(Deserialize)]
struct Before {
    before: Option<u64>,
}

#[derive(Template)]
#[template(path = "activity.html")]
struct ActivityPage {
    f: Frame,
    lines: Vec<JournalLine>,
    /// The number of the oldest entry here, if there are older ones.
    older: Option<u64>,
}

async fn show(
    State(state): State<AppState>,
    SignedIn(session): SignedIn,
    Query(query): Query<Before>,
    f: Frame,
) -> Result<Response, PageError> {
    let lines = state.storage.journal(&session.account, query.before).await?;
    let older =
        lines.last().map(|line| line.number).filter(|&oldest| lines.len() == JOURNAL_LINES && oldest > 1);
    Ok(render(&ActivityPage { f: f.of(&session), lines, older }))
}
