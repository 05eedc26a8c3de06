//! The account: notices, sessions, trusted browsers.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::response::{Redirect, Response};
use axum::routing::{get, post};
use serde::Deserialize;

use super::few::{Few, MANY};
use super::two_step::this_browser;
use super::{Frame, render};
use crate::AppState;
use crate::domain::{BrowserMark, Notice, Reset, Session, SessionView, TrustedBrowser};
use crate::http::{Cookies, PageError, Posted, SignedIn};

/// The routes of this part.
pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route("/account", get(show))
        .route("/account/notices/dismiss", post(dismiss))
        .route("/account/sessions/{id}/end", post(end_session))
        .route("/account/sessions/end-all", post(end_all))
        .route("/account/browsers/{id}/end", post(distrust))
        .route("/account/reset/cancel", post(refuse_reset))
}

#[derive(Template)]
#[template(path = "account.html")]
struct AccountPage {
    f: Frame,
    notices: Vec<Notice>,
    reset: Option<Reset>,
    two_step: bool,
    admin: bool,
    sessions: Few<SessionView>,
    this_session: String,
    browsers: Few<TrustedBrowser>,
    this_browser: Option<String>,
}

/// Where the lists begin.
#[derive(Deserialize)]
struct Places {
    #[serde(default)]
    sessions: usize,
    #[serde(default)]
    browsers: usize,
}

async fn show(
    State(state): State<AppState>,
    SignedIn(session): SignedIn,
    Query(places): Query<Places>,
    cookies: Cookies,
    f: Frame,
) -> Result<Response, PageError> {
    let now = state.clock.now();
    Ok(render(&AccountPage {
        f: f.of(&session),
        notices: notices(&state, &session).await?,
        reset: state.storage.waiting_reset(&session.account).await?,
        two_step: session.two_step,
        admin: session.is_admin,
        sessions: Few::of(MANY, places.sessions, state.storage.sessions(&session.account, now).await?),
        browsers: Few::of(
            MANY,
            places.browsers,
            state.storage.trusted_browsers(&session.account, now).await?,
        ),
        this_browser: this_browser(&state, &session, &cookies).await?,
        this_session: session.id,
    }))
}

/// What happened before this sign-in. What this session does itself is told at the next one.
pub(super) async fn notices(state: &AppState, session: &Session) -> Result<Vec<Notice>, PageError> {
    let mut notices = state.storage.notices(&session.account).await?;
    notices.retain(|notice| notice.at <= session.created_at);
    Ok(notices)
}

#[derive(Deserialize)]
struct Seen {
    up_to: i64,
}

async fn dismiss(
    State(state): State<AppState>,
    SignedIn(session): SignedIn,
    Posted(seen): Posted<Seen>,
) -> Result<Redirect, PageError> {
    state.storage.dismiss_notices(&session.account, seen.up_to, state.clock.now()).await?;
    Ok(Redirect::to("/account"))
}

async fn end_session(
    State(state): State<AppState>,
    SignedIn(session): SignedIn,
    Path(id): Path<String>,
    Posted(()): Posted<()>,
) -> Result<Redirect, PageError> {
    state.storage.end_session(&session.account, &id, state.clock.now()).await?;
    Ok(Redirect::to("/account"))
}

async fn end_all(
    State(state): State<AppState>,
    SignedIn(session): SignedIn,
    cookies: Cookies,
    Posted(()): Posted<()>,
) -> Result<(Cookies, Redirect), PageError> {
    state.storage.sign_out_everywhere(&session.account, None, state.clock.now()).await?;
    Ok((cookies.clear_session().clear_login().clear_known(&session.account), Redirect::to("/sign-in")))
}

async fn distrust(
    State(state): State<AppState>,
    SignedIn(session): SignedIn,
    Path(id): Path<String>,
    Posted(()): Posted<()>,
) -> Result<Redirect, PageError> {
    state.storage.distrust(&session.account, &id, state.clock.now()).await?;
    Ok(Redirect::to("/account"))
}

/// The owner cancels a reset of two-step verification. Being signed in is enough, because it only protects.
async fn refuse_reset(
    State(state): State<AppState>,
    SignedIn(session): SignedIn,
    mark: BrowserMark,
    Posted(()): Posted<()>,
) -> Result<Redirect, PageError> {
    state.storage.refuse_reset(&session.account, mark, state.clock.now()).await?;
    Ok(Redirect::to("/account"))
}
