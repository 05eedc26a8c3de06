//! The reset of somebody's two-step verification, and the link that comes after it.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};

use super::person::{account, page_of};
use super::{Administrator, Frame, after, link, render};
use crate::AppState;
use crate::domain::{Hashed, PersonLine};
use crate::http::{PageError, Posted};
use crate::storage::{ActOutcome, ConfirmReset};
use crate::web::sign_in::fresh_value;

/// What keeps values for these links apart from others.
pub(super) const PURPOSE: &str = "recovery link";

/// The routes of this part.
pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route("/admin/people/{id}/reset", get(ask).post(start))
        .route("/admin/people/{id}/reset/cancel", post(cancel))
        .route("/admin/people/{id}/reset/confirm", post(confirm))
        .route("/admin/people/{id}/recovery-link", post(make_link))
}

#[derive(Template)]
#[template(path = "admin-reset.html")]
struct ResetPage {
    f: Frame,
    person: PersonLine,
}

async fn ask(
    State(state): State<AppState>,
    who: Administrator,
    Path(id): Path<String>,
    f: Frame,
) -> Result<Response, PageError> {
    let person = state.storage.person(&account(&id)?).await?.ok_or(PageError::NotFound)?;
    if person.id == who.0.account {
        return Err(PageError::NotAllowed);
    }
    Ok(render(&ResetPage { f: f.of(&who.0), person }))
}

async fn start(
    State(state): State<AppState>,
    who: Administrator,
    Path(id): Path<String>,
    Posted(()): Posted<()>,
) -> Result<Response, PageError> {
    let id = account(&id)?;
    after(state.storage.start_reset(who.by(), &id, state.clock.now()).await?, &page_of(&id))
}

async fn cancel(
    State(state): State<AppState>,
    who: Administrator,
    Path(id): Path<String>,
    Posted(()): Posted<()>,
) -> Result<Response, PageError> {
    let id = account(&id)?;
    let outcome = state.storage.cancel_reset(who.by(), &id, state.clock.now()).await?;
    // It happened or was cancelled meanwhile; the page says how it stands.
    after(if outcome == ActOutcome::NotFound { ActOutcome::Unchanged } else { outcome }, &page_of(&id))
}

async fn confirm(
    State(state): State<AppState>,
    who: Administrator,
    Path(id): Path<String>,
    Posted(()): Posted<()>,
) -> Result<Response, PageError> {
    let id = account(&id)?;
    let said = match state.storage.confirm_reset(who.by(), &id, state.clock.now()).await? {
        ConfirmReset::Done | ConfirmReset::NotFound => "",
        ConfirmReset::AnotherOne => "?said=another",
        ConfirmReset::NotAllowed => return Err(PageError::NotAllowed),
    };
    Ok(Redirect::to(&format!("{}{said}", page_of(&id))).into_response())
}

async fn make_link(
    State(state): State<AppState>,
    who: Administrator,
    Path(id): Path<String>,
    Posted(()): Posted<()>,
) -> Result<Response, PageError> {
    let (id, made) = (account(&id)?, fresh_value::<16>());
    let hashed = Hashed::of(&link(&state, &who.0, PURPOSE, &made));
    let outcome = state.storage.make_recovery_link(who.by(), &id, hashed, state.clock.now()).await?;
    after(outcome, &format!("{}?made={}", page_of(&id), *made))
}
