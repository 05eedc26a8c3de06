//! Passkeys and security keys of an account: adding, other names, removal.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Extension, Router};
use countersign_protocol::PersonText;
use serde::Deserialize;

use super::enroll::{OverPage, comes_from_us, go_on_page, password_first};
use super::passkey::paused;
use super::sign_in::fresh_value;
use super::two_step::{after_removal, ask_removal, proof, proof_first};
use super::{Frame, render};
use crate::AppState;
use crate::domain::{BrowserMark, Hashed, MethodKind, Reason, Session};
use crate::http::{AsksForPasskey, Cookies, PageError, Posted, SignedIn};
use crate::storage::{AddedPasskey, NewPasskey, StartedPasskey};

const BEGIN: &str = "/2fa/passkeys";

/// The routes of this part.
pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route(BEGIN, get(go_on).post(start))
        .route("/2fa/passkeys/{id}", get(show).post(add))
        .route("/2fa/passkeys/{id}/rename", post(rename))
        .route("/2fa/passkeys/{id}/remove", get(ask_remove).post(remove))
}

#[derive(Template)]
#[template(path = "passkey-new.html")]
struct NewPasskeyPage {
    f: Frame,
    id: String,
    passkey: String,
    name: String,
    first: bool,
    trust: bool,
}

async fn start(
    State(state): State<AppState>,
    SignedIn(session): SignedIn,
    Posted(()): Posted<()>,
) -> Result<Redirect, PageError> {
    begin(&state, &session).await
}

/// Where the proof for adding a method leads back to. It goes on by itself only when it comes from a page of ours.
async fn go_on(
    State(state): State<AppState>,
    SignedIn(session): SignedIn,
    headers: HeaderMap,
    f: Frame,
) -> Result<Response, PageError> {
    if comes_from_us(&headers) {
        return Ok(begin(&state, &session).await?.into_response());
    }
    if let Some(first) = proof_first(&state, &session, BEGIN, Reason::AddMethod).await? {
        return Ok(first);
    }
    Ok(render(&go_on_page(f.of(&session), BEGIN)))
}

async fn begin(state: &AppState, session: &Session) -> Result<Redirect, PageError> {
    if let Some(first) = password_first(state, session, BEGIN) {
        return Ok(first);
    }
    Ok(match state.storage.start_passkey(session, state.clock.now()).await? {
        StartedPasskey::Started(id) => Redirect::to(&format!("{BEGIN}/{id}")),
        StartedPasskey::ProofNeeded => Redirect::to(&proof(BEGIN, &Reason::AddMethod)),
        StartedPasskey::TooMany => Redirect::to("/2fa?error=too-many-passkeys"),
        StartedPasskey::NotHere => Redirect::to("/2fa/add"),
    })
}

async fn show(
    State(state): State<AppState>,
    SignedIn(session): SignedIn,
    Path(id): Path<String>,
    f: Frame,
) -> Result<Response, PageError> {
    let name = default_name(&state, &session, &f).await?;
    page(&state, &session, id, f.of(&session), name, true).await
}

/// `Passkey`, `Passkey 2`: whatever the person does not change.
async fn default_name(state: &AppState, session: &Session, f: &Frame) -> Result<String, PageError> {
    let methods = state.storage.methods(&session.account, state.clock.now()).await?;
    Ok(match methods.passkeys_in_all() {
        0 => f.t("passkey"),
        others => format!("{} {}", f.t("passkey"), others + 1),
    })
}

async fn page(
    state: &AppState,
    session: &Session,
    id: String,
    f: Frame,
    name: String,
    trust: bool,
) -> Result<Response, PageError> {
    let Some(passkey) = state.storage.pending_passkey(session, &id, state.clock.now()).await? else {
        return Ok(over(f));
    };
    let page = render(&NewPasskeyPage { f, id, passkey, name, first: !session.two_step, trust });
    Ok((Extension(AsksForPasskey), page).into_response())
}

fn over(f: Frame) -> Response {
    render(&OverPage { title: f.t("passkey-over"), text: f.t("passkey-over-text"), f })
}

#[derive(Deserialize)]
struct NewPasskeyForm {
    name: String,
    reply: String,
    trust: Option<String>,
}

async fn add(
    State(state): State<AppState>,
    SignedIn(session): SignedIn,
    Path(id): Path<String>,
    cookies: Cookies,
    mark: BrowserMark,
    f: Frame,
    Posted(form): Posted<NewPasskeyForm>,
) -> Result<Response, PageError> {
    let now = state.clock.now();
    let reply = serde_json::from_str(&form.reply).map_err(|_| PageError::Malformed)?;
    let name = match PersonText::cleaned(&form.name) {
        Some(name) => name.to_string(),
        None => default_name(&state, &session, &f).await?,
    };
    let (known, trust) = (fresh_value::<16>(), form.trust.is_some());
    let new = NewPasskey { reply, name: name.clone(), mark, trusted: trust.then(|| Hashed::of(&known)) };
    let f = f.of(&session);
    let sentence = match state.storage.add_passkey(&session, &id, new, now).await? {
        AddedPasskey::Added { first, trusted } => {
            let cookies = if trusted { cookies.set_known(&session.account, &known) } else { cookies };
            let next = if first { "/2fa/backup-codes" } else { "/2fa" };
            return Ok((cookies, Redirect::to(next)).into_response());
        }
        AddedPasskey::Gone => return Ok(over(f)),
        AddedPasskey::Known => return Ok(Redirect::to("/2fa?error=passkey-known").into_response()),
        AddedPasskey::Refused => f.t("passkey-refused"),
        AddedPasskey::Paused { until } => paused(&f, until, now),
    };
    page(&state, &session, id, f.wrong_in("passkey", sentence), name, trust).await
}

#[derive(Deserialize)]
struct NewName {
    name: String,
}

async fn rename(
    State(state): State<AppState>,
    SignedIn(session): SignedIn,
    Path(id): Path<String>,
    Posted(form): Posted<NewName>,
) -> Result<Redirect, PageError> {
    // A name of nothing but spaces leaves the old one.
    if let Some(name) = PersonText::cleaned(&form.name) {
        state.storage.rename_passkey(&session.account, &id, name.to_string()).await?;
    }
    Ok(Redirect::to("/2fa"))
}

async fn ask_remove(
    State(state): State<AppState>,
    SignedIn(session): SignedIn,
    Path(id): Path<String>,
    f: Frame,
) -> Result<Response, PageError> {
    let methods = state.storage.methods(&session.account, state.clock.now()).await?;
    let passkey = methods.passkeys.iter().find(|passkey| passkey.id == id).map(|passkey| &passkey.name);
    let suspended = || methods.suspended(MethodKind::Passkey, &id).map(|method| &method.name);
    let name = passkey.or_else(suspended).ok_or(PageError::NotFound)?;
    let about = (name.as_str(), f.t("passkey-remove-text"));
    ask_removal(&state, &session, &methods, f, about, format!("{BEGIN}/{id}/remove")).await
}

async fn remove(
    State(state): State<AppState>,
    SignedIn(session): SignedIn,
    Path(id): Path<String>,
    Posted(()): Posted<()>,
) -> Result<Redirect, PageError> {
    let outcome = state.storage.remove_passkey(&session, &id, state.clock.now()).await?;
    Ok(after_removal(outcome, &format!("{BEGIN}/{id}/remove")))
}
