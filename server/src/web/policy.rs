//! `/2fa/policy`: how the person's devices ask. Every change wants its own proof, up as well as down: a rule that a
//! device cannot meet keeps its person out.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use serde::Deserialize;

use super::two_step::{proof, proof_first};
use super::{Frame, render};
use crate::AppState;
use crate::domain::{Policy, Reason};
use crate::http::{PageError, Posted, SignedIn};

const HERE: &str = "/2fa/policy";

/// The routes of this part.
pub(super) fn routes() -> Router<AppState> {
    Router::new().route(HERE, get(show).post(change))
}

#[derive(Template)]
#[template(path = "policy.html")]
struct PolicyPage {
    f: Frame,
    choices: Vec<Policy>,
    in_force: Policy,
}

async fn show(
    State(state): State<AppState>,
    SignedIn(session): SignedIn,
    f: Frame,
) -> Result<Response, PageError> {
    if !session.two_step {
        return Ok(Redirect::to("/2fa").into_response());
    }
    if let Some(first) = proof_first(&state, &session, HERE, Reason::ChangePolicy).await? {
        return Ok(first);
    }
    let policies = state.storage.policies(&session.account).await?;
    Ok(render(&PolicyPage {
        f: f.of(&session),
        choices: policies.choices().collect(),
        in_force: policies.in_force(),
    }))
}

#[derive(Deserialize)]
struct Chosen {
    approval: String,
}

async fn change(
    State(state): State<AppState>,
    SignedIn(session): SignedIn,
    Posted(chosen): Posted<Chosen>,
) -> Result<Redirect, PageError> {
    let policy = Policy::from_name(&chosen.approval).ok_or(PageError::Malformed)?;
    if !session.two_step {
        return Ok(Redirect::to("/2fa"));
    }
    let done = state.storage.change_policy(&session, policy, state.clock.now()).await?;
    Ok(if done { Redirect::to("/2fa") } else { Redirect::to(&proof(HERE, &Reason::ChangePolicy)) })
}
