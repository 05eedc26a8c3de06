//! A sign-in whose phone has no network: the page shows its question as a QR code and takes the eight digits that
//! the app gives for it. It works without JavaScript, and nothing on it reloads by itself while somebody types.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use countersign_protocol::OfflineLink;
use serde::Deserialize;

use super::ending::Ending;
use super::other_ways::{Kind, find, refuse_for_now};
use super::qr::Dense;
use super::stand::Stand;
use super::{Frame, render};
use crate::AppState;
use crate::domain::{AttemptView, ChallengeView, Hashed, Way};
use crate::http::{Attempt, PageError, Posted};
use crate::storage::{Asked, CodeOutcome};

/// The routes of this part; the page itself is the one that waits.
pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route("/sign-in/without-network", post(choose))
        .route("/sign-in/offline", post(digits))
        .route("/sign-in/offline/qr", get(picture))
}

#[derive(Template)]
#[template(path = "offline.html")]
struct OfflinePage {
    f: Frame,
    mark: String,
    name: String,
    second: String,
    way: Option<String>,
    /// How many pixels wide and high the QR code is.
    side: usize,
    link: String,
    left: Option<u64>,
    lifetime: u64,
    typed: String,
    may_trust: bool,
    trust: bool,
}

#[derive(Deserialize, Default)]
pub(super) struct Typed {
    digits: String,
    trust: Option<String>,
}

/// The page of a question that is open and answered without network; `None` for any other.
pub(super) fn page(
    state: &AppState,
    f: Frame,
    attempt: &AttemptView,
    typed: Typed,
    now: u64,
) -> Result<Option<Response>, PageError> {
    let Some(question) = attempt.challenge.as_ref().filter(|question| question.is_open(now)) else {
        return Ok(None);
    };
    let Some(link) = link(state, question) else { return Ok(None) };
    Ok(Some(render(&OfflinePage {
        mark: Stand::of(attempt).mark(attempt),
        name: attempt.name.clone(),
        second: format!("<b>{}</b>", f.t("signature-second")),
        way: Some(f.t("signature-offline")),
        side: Dense::of(&link)?.side(),
        link,
        left: Some(question.expires_at.saturating_sub(now)),
        lifetime: state.rules.challenge_seconds,
        typed: typed.digits,
        may_trust: attempt.may_trust,
        trust: typed.trust.is_some(),
        f,
    })))
}

/// What the phone scans, of a question that is answered without network.
fn link(state: &AppState, question: &ChallengeView) -> Option<String> {
    let challenge = question.offline.clone()?;
    Some(OfflineLink { server: state.rules.origin.clone(), challenge }.to_link())
}

/// The QR code on that page. It is what the page says beside it, for the browser whose sign-in it is.
async fn picture(State(state): State<AppState>, Attempt(login): Attempt) -> Result<Response, PageError> {
    let now = state.clock.now();
    let attempt = state.storage.attempt(Hashed::of(&login), now).await?.ok_or(PageError::NotFound)?;
    let question = attempt.challenge.as_ref().filter(|question| question.is_open(now));
    let link = question.and_then(|question| link(&state, question)).ok_or(PageError::NotFound)?;
    Ok(([(CONTENT_TYPE, "image/png")], Dense::of(&link)?.png()?).into_response())
}

/// The phone has no network: the question that was asked is taken back.
async fn choose(
    State(state): State<AppState>,
    Attempt(login): Attempt,
    Posted(()): Posted<()>,
) -> Result<Redirect, PageError> {
    let now = state.clock.now();
    let asked = state.storage.ask_in_another_way(Hashed::of(&login), Way::Offline, now).await?;
    Ok(Redirect::to(&match asked {
        Asked::NoDevice | Asked::TooNew => "/sign-in/other-ways".to_owned(),
        Asked::NotBefore(until) => format!("/sign-in/wait?paused={}", until.saturating_sub(now)),
        Asked::Asked(_) | Asked::Waiting | Asked::TooMany | Asked::Gone => "/sign-in/wait".to_owned(),
    }))
}

async fn digits(
    State(state): State<AppState>,
    Attempt(login): Attempt,
    ending: Ending,
    Posted(typed): Posted<Typed>,
) -> Result<Response, PageError> {
    let (mark, keep, now) = (ending.mark.clone(), ending.keep(typed.trust.is_some()), state.clock.now());
    let outcome =
        state.storage.sign_in_offline(Hashed::of(&login), typed.digits.clone(), mark, keep, now).await?;
    match outcome {
        CodeOutcome::Accepted(Some(completed)) => return ending.let_in(&completed).await,
        refused @ (CodeOutcome::Paused { .. } | CodeOutcome::Closed) => {
            return refuse_for_now(ending.f, Kind::Code, &find(&state, &login).await?, &refused, now);
        }
        CodeOutcome::Wrong { .. } => {
            let (attempt, f) = (find(&state, &login).await?, ending.f);
            let left = attempt.challenge.as_ref().map_or(0, |question: &ChallengeView| question.tries_left);
            let sentence = format!("{} {}", f.t("offline-wrong"), f.count("tries-left", u64::from(left)));
            if let Some(page) = page(&state, f.wrong_in("digits", sentence), &attempt, typed, now)? {
                return Ok(page);
            }
        }
        CodeOutcome::Accepted(None) | CodeOutcome::UsedBefore | CodeOutcome::Gone => {}
    }
    // What became of it, the page that waits says.
    Ok(Redirect::to("/sign-in/wait").into_response())
}
