//! Adding another authenticator app: a QR code with a setup key, confirmed by one code.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use url::form_urlencoded::byte_serialize;
use zeroize::Zeroizing;

use super::enroll::{OverPage, comes_from_us, go_on_page, password_first};
use super::qr::svg;
use super::sign_in::fresh_value;
use super::two_step::{proof, proof_first};
use super::{Frame, render};
use crate::AppState;
use crate::domain::{BrowserMark, Hashed, Reason, Session};
use crate::http::{Cookies, PageError, Posted, SignedIn};
use crate::storage::{ConfirmedAuthenticator, StartedAuthenticator};

/// The routes of this part.
pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route("/2fa/authenticators", get(go_on).post(start))
        .route("/2fa/authenticators/{id}", get(show))
        .route("/2fa/authenticators/{id}/confirm", post(confirm))
}

#[derive(Template)]
#[template(path = "authenticator.html")]
struct OtherAppPage {
    f: Frame,
    id: String,
    qr: String,
    key: String,
    first: bool,
    trust: bool,
}

async fn start(
    State(state): State<AppState>,
    SignedIn(session): SignedIn,
    f: Frame,
    Posted(()): Posted<()>,
) -> Result<Redirect, PageError> {
    begin(&state, &session, &f).await
}

/// Where the proof for adding a method leads back to. It goes on by itself only when it comes from a page of ours.
async fn go_on(
    State(state): State<AppState>,
    SignedIn(session): SignedIn,
    headers: HeaderMap,
    f: Frame,
) -> Result<Response, PageError> {
    if comes_from_us(&headers) {
        return Ok(begin(&state, &session, &f).await?.into_response());
    }
    if let Some(first) = proof_first(&state, &session, "/2fa/authenticators", Reason::AddMethod).await? {
        return Ok(first);
    }
    Ok(render(&go_on_page(f.of(&session), "/2fa/authenticators")))
}

async fn begin(state: &AppState, session: &Session, f: &Frame) -> Result<Redirect, PageError> {
    if let Some(first) = password_first(state, session, "/2fa/authenticators") {
        return Ok(first);
    }
    let now = state.clock.now();
    Ok(match state.storage.start_authenticator(session, f.t("other-name"), now).await? {
        StartedAuthenticator::Started(id) => Redirect::to(&format!("/2fa/authenticators/{id}")),
        StartedAuthenticator::ProofNeeded => Redirect::to(&proof("/2fa/authenticators", &Reason::AddMethod)),
        StartedAuthenticator::TooMany => Redirect::to("/2fa?error=too-many"),
    })
}

async fn show(
    State(state): State<AppState>,
    SignedIn(session): SignedIn,
    Path(id): Path<String>,
    f: Frame,
) -> Result<Response, PageError> {
    page(&state, &session, id, f.of(&session), true).await
}

async fn page(
    state: &AppState,
    session: &Session,
    id: String,
    f: Frame,
    trust: bool,
) -> Result<Response, PageError> {
    let Some(key) = state.storage.pending_setup_key(session, &id, state.clock.now()).await? else {
        return Ok(over(f));
    };
    let qr = svg(&otpauth(state.rules.name.as_str(), &session.name, &key))?;
    let in_fours = key.as_bytes().chunks(4).map(String::from_utf8_lossy).collect::<Vec<_>>().join(" ");
    Ok(render(&OtherAppPage { f, id, qr, key: in_fours, first: !session.two_step, trust }))
}

/// The key as an `otpauth` address, as authenticator apps read it.
fn otpauth(service: &str, user: &str, key: &str) -> Zeroizing<String> {
    let encoded = |text: &str| byte_serialize(text.as_bytes()).collect::<String>().replace('+', "%20");
    let (service, user) = (encoded(service), encoded(user));
    Zeroizing::new(format!(
        "otpauth://totp/{service}:{user}?secret={key}&issuer={service}&algorithm=SHA1&digits=6&period=30"
    ))
}

fn over(f: Frame) -> Response {
    render(&OverPage { title: f.t("enroll-over"), text: f.t("other-over-text"), f })
}

#[derive(Deserialize)]
struct Confirmation {
    code: String,
    trust: Option<String>,
}

async fn confirm(
    State(state): State<AppState>,
    SignedIn(session): SignedIn,
    Path(id): Path<String>,
    cookies: Cookies,
    mark: BrowserMark,
    f: Frame,
    Posted(form): Posted<Confirmation>,
) -> Result<Response, PageError> {
    let (known, trust) = (fresh_value::<16>(), form.trust.is_some());
    let trusted = trust.then(|| (Hashed::of(&known), mark));
    let now = state.clock.now();
    let f = f.of(&session);
    match state.storage.confirm_authenticator(&session, &id, form.code, trusted, now).await? {
        ConfirmedAuthenticator::Added { first, trusted } => {
            let cookies = if trusted { cookies.set_known(&session.account, &known) } else { cookies };
            let next = if first { "/2fa/backup-codes" } else { "/2fa" };
            Ok((cookies, Redirect::to(next)).into_response())
        }
        ConfirmedAuthenticator::Wrong => {
            let f = f.clone().wrong_in("code", f.t("code-wrong"));
            page(&state, &session, id, f, trust).await
        }
        ConfirmedAuthenticator::Paused { until } => {
            let sentence = f.with("paused-text", "wait", f.pause(until.saturating_sub(now)));
            page(&state, &session, id, f.wrong_in("code", sentence), trust).await
        }
        ConfirmedAuthenticator::Closed => {
            let sentence = f.t("closed-text");
            page(&state, &session, id, f.wrong_in("code", sentence), trust).await
        }
        ConfirmedAuthenticator::Gone => Ok(over(f)),
    }
}
