//! Invitations, for administrators who proved a moment ago who they are.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use countersign_protocol::PersonText;
use countersign_protocol::encoding::encode;
use serde::Deserialize;
use zeroize::Zeroizing;

use super::enroll::password_first;
use super::sign_in::fresh_value;
use super::two_step::proof_first;
use super::{Frame, render};
use crate::AppState;
use crate::domain::{Hashed, Invitation, Reason, Session};
use crate::http::{PageError, Posted, SignedIn};
use crate::storage::NewInvitation;

const HERE: &str = "/admin/invitations";

/// The routes of this part.
pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route("/admin/invitations", get(show).post(invite))
        .route("/admin/invitations/{id}/withdraw", post(withdraw))
}

#[derive(Template)]
#[template(path = "invitations.html")]
struct InvitationsPage {
    f: Frame,
    link: Option<String>,
    invitations: Vec<Invitation>,
    now: u64,
}

/// Administrators only, and only shortly after a proof of their own (`step-up`); without a second step, after the
/// password. `Some` is where they go first.
async fn step_up(state: &AppState, session: &Session) -> Result<Option<Response>, PageError> {
    if !session.is_admin {
        return Err(PageError::NotAllowed);
    }
    if !session.two_step {
        return Ok(password_first(state, session, HERE).map(IntoResponse::into_response));
    }
    proof_first(state, session, HERE, Reason::StepUp).await
}

#[derive(Deserialize)]
struct Made {
    made: Option<String>,
}

async fn show(
    State(state): State<AppState>,
    SignedIn(session): SignedIn,
    Query(Made { made }): Query<Made>,
    f: Frame,
) -> Result<Response, PageError> {
    if let Some(first) = step_up(&state, &session).await? {
        return Ok(first);
    }
    let link = match made.map(|made| link(&state, &session, &made)) {
        Some(link) if state.storage.invitation_holds(Hashed::of(&link), state.clock.now()).await? => {
            Some(format!("{}/invite#{}", state.rules.origin, *link))
        }
        Some(_) | None => None,
    };
    page(&state, f.of(&session), link).await
}

async fn page(state: &AppState, f: Frame, link: Option<String>) -> Result<Response, PageError> {
    let invitations = state.storage.invitations().await?;
    Ok(render(&InvitationsPage { f, link, invitations, now: state.clock.now() }))
}

/// The token of an invitation, made from a mark that may stand in an address: only this server can make it again,
/// and only for this session.
fn link(state: &AppState, session: &Session, made: &str) -> Zeroizing<String> {
    let tag = state.site.tag("invitation", format!("{} {made}", session.id).as_bytes());
    Zeroizing::new(encode(&tag[..16]))
}

#[derive(Deserialize)]
struct NewGuest {
    note: String,
    admin: Option<String>,
}

async fn invite(
    State(state): State<AppState>,
    SignedIn(session): SignedIn,
    f: Frame,
    Posted(form): Posted<NewGuest>,
) -> Result<Response, PageError> {
    if let Some(first) = step_up(&state, &session).await? {
        return Ok(first);
    }
    let Some(note) = PersonText::cleaned(&form.note) else {
        let f = f.of(&session);
        return page(&state, f.clone().wrong_in("note", f.t("invite-note-empty")), None).await;
    };
    let made = fresh_value::<16>();
    let new = NewInvitation {
        link: Hashed::of(&link(&state, &session, &made)),
        by: Some(session.account),
        note: note.to_string(),
        is_admin: form.admin.is_some(),
    };
    state.storage.invite(new, state.clock.now()).await?;
    Ok(Redirect::to(&format!("{HERE}?made={}", *made)).into_response())
}

async fn withdraw(
    State(state): State<AppState>,
    SignedIn(session): SignedIn,
    Path(id): Path<String>,
    Posted(()): Posted<()>,
) -> Result<Response, PageError> {
    if let Some(first) = step_up(&state, &session).await? {
        return Ok(first);
    }
    state.storage.withdraw_invitation(&id).await?;
    Ok(Redirect::to(HERE).into_response())
}
