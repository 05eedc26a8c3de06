//! Where a link in a mail leads that can take something back: a page first, and nothing happens without its form.

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::response::Response;
use axum::routing::get;
use serde::Deserialize;

use super::{Frame, render};
use crate::AppState;
use crate::domain::{BrowserMark, TakeBack};
use crate::http::{PageError, Posted};
use crate::mail::read_undo_mark;

/// The routes of this part.
pub(super) fn routes() -> Router<AppState> {
    Router::new().route("/take-back", get(show).post(take_back))
}

#[derive(Template)]
#[template(path = "take-back.html")]
struct TakeBackPage {
    f: Frame,
    title: String,
    text: String,
    /// What the form sends, and the words of its button; without it there is nothing to do.
    offer: Option<(String, String)>,
}

#[derive(Deserialize)]
struct Marked {
    #[serde(default)]
    mark: String,
}

async fn show(State(state): State<AppState>, Query(Marked { mark }): Query<Marked>, f: Frame) -> Response {
    let (title, text, button) = match read_undo_mark(&state.keys, &mark, state.now()) {
        Some(TakeBack::Trust(_)) => (f.t("distrust-title"), f.t("distrust-text"), f.t("distrust-do")),
        Some(TakeBack::Device(_)) => (f.t("suspend-title"), f.t("suspend-text"), f.t("suspend-do")),
        Some(TakeBack::TwoStep { .. }) => (f.t("take-off-title"), f.t("take-off-text"), f.t("take-off-do")),
        None => return over(f),
    };
    render(&TakeBackPage { f, title, text, offer: Some((mark, button)) })
}

async fn take_back(
    State(state): State<AppState>,
    seen: BrowserMark,
    f: Frame,
    Posted(Marked { mark }): Posted<Marked>,
) -> Result<Response, PageError> {
    let now = state.now();
    let (title, text) = match read_undo_mark(&state.keys, &mark, now) {
        Some(TakeBack::Trust(browser)) => {
            state.storage.distrust_any(&browser, now).await?;
            (f.t("distrust-done"), f.t("distrust-done-text"))
        }
        Some(TakeBack::Device(device)) => {
            state.storage.suspend_device(&device, seen, now).await?;
            (f.t("suspend-done"), f.t("suspend-done-text"))
        }
        Some(TakeBack::TwoStep { account, since }) => {
            if !state.storage.take_back_two_step(&account, since, seen, now).await? {
                return Ok(over(f));
            }
            (f.t("take-off-done"), f.t("take-off-done-text"))
        }
        None => return Ok(over(f)),
    };
    Ok(render(&TakeBackPage { f, title, text, offer: None }))
}

fn over(f: Frame) -> Response {
    let (title, text) = (f.t("take-back-over"), f.t("take-back-over-text"));
    render(&TakeBackPage { f, title, text, offer: None })
}
