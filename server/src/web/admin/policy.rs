//! The least that administrators want of everybody.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;

use super::person::Chosen;
use super::{Administrator, Frame, after, render};
use crate::AppState;
use crate::domain::Policy;
use crate::http::{PageError, Posted};

const HERE: &str = "/admin/policy";

/// The routes of this part.
pub(super) fn routes() -> Router<AppState> {
    Router::new().route(HERE, get(show).post(set))
}

#[derive(Template)]
#[template(path = "admin-policy.html")]
struct PolicyPage {
    f: Frame,
    here: &'static str,
    server: Policy,
    everybody: Policy,
}

async fn show(State(state): State<AppState>, who: Administrator, f: Frame) -> Result<Response, PageError> {
    let everybody = state.storage.everybodys_policy().await?;
    Ok(render(&PolicyPage { f: f.of(&who.0), here: "policy", server: state.rules.approval, everybody }))
}

async fn set(
    State(state): State<AppState>,
    who: Administrator,
    Posted(chosen): Posted<Chosen>,
) -> Result<Response, PageError> {
    let least = Policy::from_name(&chosen.approval).ok_or(PageError::Malformed)?;
    after(state.storage.set_everybodys_policy(who.by(), least, state.clock.now()).await?, HERE)
}
