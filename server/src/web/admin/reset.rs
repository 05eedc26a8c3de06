//! The reset of somebody's two-step verification, and the link that comes after it.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::{get, post};

use super::on_person::{OnPerson, account, back, page_of};
use super::{Administrator, Frame, after, link, render};
use crate::AppState;
use crate::domain::{Hashed, PersonLine};
use crate::http::{PageError, Posted};
use crate::storage::ActOutcome;
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

async fn start(on: OnPerson, Posted(()): Posted<()>) -> Result<Response, PageError> {
    back(&on.account, on.storage.start_reset(on.by, &on.account, on.now).await)
}

async fn cancel(on: OnPerson, Posted(()): Posted<()>) -> Result<Response, PageError> {
    let outcome = on.storage.cancel_reset(on.by, &on.account, on.now).await?;
    back(&on.account, Ok(as_it_stands(outcome)))
}

async fn confirm(on: OnPerson, Posted(()): Posted<()>) -> Result<Response, PageError> {
    let outcome = on.storage.confirm_reset(on.by, &on.account, on.now).await?;
    back(&on.account, Ok(as_it_stands(outcome)))
}

/// A reset that is not there happened or was cancelled meanwhile; the page says how it stands.
fn as_it_stands(outcome: ActOutcome) -> ActOutcome {
    if outcome == ActOutcome::NotFound { ActOutcome::Unchanged } else { outcome }
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
