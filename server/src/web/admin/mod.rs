//! `/admin`: the pages for administrators. Each wants the role, two-step verification, and a proof of its session's own
//! (`step-up`) that is less than 15 minutes old; each act is checked for the same once more where it is done.

mod health;
mod invitations;
mod journal;
mod on_person;
mod people;
mod person;
mod policy;
mod reset;

use axum::Router;
use axum::extract::FromRequestParts;
use axum::http::Method;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use countersign_protocol::encoding::encode;
use zeroize::Zeroizing;

use super::{Frame, render};
use crate::AppState;
use crate::domain::{Reason, Session, reason_name};
use crate::http::{LocalPath, PageError, SignedIn};
use crate::storage::{ActOutcome, By};

/// Where the pages begin.
const HOME: &str = "/admin";

/// The routes of this part.
pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .merge(health::routes())
        .merge(invitations::routes())
        .merge(journal::routes())
        .merge(people::routes())
        .merge(person::routes())
        .merge(policy::routes())
        .merge(reset::routes())
}

/// An administrator who has proved a moment ago who they are. Everybody else is sent away: to the sign-in, to
/// `/2fa`, to the proof; who is no administrator at all is told so (403).
#[derive(Debug)]
struct Administrator(Session);

impl Administrator {
    /// As operations take it.
    fn by(&self) -> By {
        By::Session(self.0.clone())
    }
}

impl FromRequestParts<AppState> for Administrator {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Response> {
        let signed_in = <SignedIn as FromRequestParts<AppState>>::from_request_parts(parts, state).await;
        let SignedIn(session) = signed_in.map_err(PageError::into_response)?;
        if !session.is_admin {
            return Err(PageError::NotAllowed.into_response());
        }
        if !session.two_step {
            return Err(Redirect::to("/2fa?error=administrator").into_response());
        }
        let proved = state.storage.has_proof(&session.id, &Reason::StepUp, state.clock.now()).await;
        if !proved.map_err(|error| PageError::from(error).into_response())? {
            return Err(proof_first(parts));
        }
        Ok(Self(session))
    }
}

/// To the proof, and back to this page; a form cannot be sent again after it.
fn proof_first(parts: &Parts) -> Response {
    let here = match parts.method {
        Method::GET => LocalPath::of_request(&parts.uri),
        _ => LocalPath::parse(HOME).unwrap_or_else(LocalPath::account),
    };
    Redirect::to(&here.after_proof(reason_name(&Reason::StepUp))).into_response()
}

/// Where an act leads: back to its page, which may say why nothing was done.
fn after(outcome: ActOutcome, page: &str) -> Result<Response, PageError> {
    let said = match outcome {
        ActOutcome::Done | ActOutcome::Unchanged => return Ok(Redirect::to(page).into_response()),
        ActOutcome::NotAllowed | ActOutcome::OwnAccount => return Err(PageError::NotAllowed),
        ActOutcome::NotFound => return Err(PageError::NotFound),
        ActOutcome::NoTwoStep => "no-two-step",
        ActOutcome::Stopped => "stopped",
        ActOutcome::AnotherOne => "another",
    };
    Ok(Redirect::to(&format!("{page}?said={said}")).into_response())
}

/// The value of a link, made from a mark that may stand in an address: only this server can make it again, and only
/// for this session.
fn link(state: &AppState, session: &Session, purpose: &str, made: &str) -> Zeroizing<String> {
    let tag = state.site.tag(purpose, format!("{} {made}", session.id).as_bytes());
    Zeroizing::new(encode(&tag[..16]))
}
