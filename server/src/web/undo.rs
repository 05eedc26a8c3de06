//! Where a link in a mail leads that can take something back: a page first, and nothing happens without its form.

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::response::Response;
use axum::routing::get;
use serde::Deserialize;

use super::{Frame, render};
use crate::AppState;
use crate::http::{PageError, Posted};
use crate::mail::browser_of_mark;

/// The routes of this part.
pub(super) fn routes() -> Router<AppState> {
    Router::new().route("/distrust", get(show).post(distrust))
}

#[derive(Template)]
#[template(path = "distrust.html")]
struct DistrustPage {
    f: Frame,
    title: String,
    text: String,
    /// What the form sends; without it there is nothing to do.
    mark: Option<String>,
}

#[derive(Deserialize)]
struct Marked {
    #[serde(default)]
    mark: String,
}

async fn show(State(state): State<AppState>, Query(Marked { mark }): Query<Marked>, f: Frame) -> Response {
    match browser_of_mark(&state.keys, &mark, state.now()) {
        Some(_) => {
            let (title, text) = (f.t("distrust-title"), f.t("distrust-text"));
            render(&DistrustPage { f, title, text, mark: Some(mark) })
        }
        None => over(f),
    }
}

async fn distrust(
    State(state): State<AppState>,
    f: Frame,
    Posted(Marked { mark }): Posted<Marked>,
) -> Result<Response, PageError> {
    let Some(browser) = browser_of_mark(&state.keys, &mark, state.now()) else { return Ok(over(f)) };
    state.storage.distrust_any(&browser, state.now()).await?;
    let (title, text) = (f.t("distrust-done"), f.t("distrust-done-text"));
    Ok(render(&DistrustPage { f, title, text, mark: None }))
}

fn over(f: Frame) -> Response {
    let (title, text) = (f.t("distrust-over"), f.t("distrust-over-text"));
    render(&DistrustPage { f, title, text, mark: None })
}
