//! A passkey as the second step of a sign-in.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use axum::{Extension, Router};
use serde::Deserialize;

use super::ending::Ending;
use super::other_ways::find;
use super::{Frame, render};
use crate::AppState;
use crate::domain::{AttemptView, Hashed};
use crate::http::{AsksForPasskey, Attempt, PageError, Posted};
use crate::relying_party::PasskeyReply;
use crate::storage::PasskeyOutcome;

/// The routes of this part.
pub(super) fn routes() -> Router<AppState> {
    Router::new().route("/sign-in/passkey", get(show).post(sign_in))
}

#[derive(Template)]
#[template(path = "passkey.html")]
struct PasskeyPage {
    f: Frame,
    passkey: String,
    name: String,
    second: String,
    way: Option<String>,
    left: Option<u64>,
    may_trust: bool,
    trust: bool,
}

async fn show(
    State(state): State<AppState>,
    Attempt(login): Attempt,
    f: Frame,
) -> Result<Response, PageError> {
    page(&state, &login, f, false).await
}

/// The page with a challenge of its own.
async fn page(state: &AppState, login: &str, f: Frame, trust: bool) -> Result<Response, PageError> {
    let AttemptView { name, may_trust, .. } = find(state, login).await?;
    let asked = state.storage.ask_passkey_for_sign_in(Hashed::of(login), state.clock.now()).await?;
    let Some(passkey) = asked else { return Ok(Redirect::to("/sign-in/other-ways").into_response()) };
    let page = render(&PasskeyPage {
        passkey,
        name,
        second: format!("<b>{}</b>", f.t("signature-second")),
        way: Some(f.t("signature-passkey")),
        left: None,
        may_trust,
        trust,
        f,
    });
    Ok((Extension(AsksForPasskey), page).into_response())
}

#[derive(Deserialize)]
struct Replied {
    reply: String,
    trust: Option<String>,
}

async fn sign_in(
    State(state): State<AppState>,
    Attempt(login): Attempt,
    ending: Ending,
    Posted(form): Posted<Replied>,
) -> Result<Response, PageError> {
    let now = state.clock.now();
    let (reply, mark, keep) =
        (read_reply(&form.reply)?, ending.mark.clone(), ending.keep(form.trust.is_some()));
    match state.storage.sign_in_with_passkey(Hashed::of(&login), reply, mark, keep, now).await? {
        PasskeyOutcome::Accepted(Some(completed)) => ending.let_in(&completed).await,
        PasskeyOutcome::Accepted(None) | PasskeyOutcome::Gone => Err(PageError::NoAttempt),
        outcome @ (PasskeyOutcome::Refused | PasskeyOutcome::Copied | PasskeyOutcome::Paused { .. }) => {
            let sentence = refusal(&ending.f, &outcome, now);
            page(&state, &login, ending.f.wrong_in("passkey", sentence), form.trust.is_some()).await
        }
    }
}

/// What the page's script puts into its form.
pub(super) fn read_reply(text: &str) -> Result<PasskeyReply, PageError> {
    serde_json::from_str(text).map_err(|_| PageError::Malformed)
}

/// What to say about a reply that was not taken.
pub(super) fn refusal(f: &Frame, outcome: &PasskeyOutcome, now: u64) -> String {
    match outcome {
        PasskeyOutcome::Paused { until } => paused(f, *until, now),
        PasskeyOutcome::Copied => f.t("passkey-copied"),
        PasskeyOutcome::Refused => f.t("passkey-refused"),
        PasskeyOutcome::Accepted(_) | PasskeyOutcome::Gone => String::new(),
    }
}

/// For how long passkeys are not tried from here.
pub(super) fn paused(f: &Frame, until: u64, now: u64) -> String {
    f.with("passkey-paused", "wait", f.pause(until.saturating_sub(now)))
}
