//! A passkey without name and password: the page that asks for it, and the switch for it on `/2fa`.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Extension, Router};
use serde::Deserialize;

use super::ending::Ending;
use super::passkey::{read_reply, refusal};
use super::sign_in::{fresh_value, local};
use super::two_step::{ConfirmChange, proof, proof_first};
use super::{Frame, render};
use crate::AppState;
use crate::domain::{BrowserMark, Hashed, Reason};
use crate::http::{AsksForPasskey, Attempt, Cookies, LocalPath, PageError, Posted, SignedIn};
use crate::storage::{AloneOutcome, AloneReply};

const PAGE: &str = "/sign-in/with-passkey";

/// The routes of this part.
pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route(PAGE, get(show).post(sign_in))
        .route("/sign-in/with-passkey/begin", post(begin))
        .route("/2fa/passkey-alone/{wanted}", get(ask).post(set))
}

#[derive(Template)]
#[template(path = "passkey-alone.html")]
struct AlonePage {
    f: Frame,
    passkey: String,
}

#[derive(Deserialize)]
struct Wanted {
    #[serde(default)]
    next: String,
}

async fn begin(
    State(state): State<AppState>,
    cookies: Cookies,
    mark: BrowserMark,
    Posted(form): Posted<Wanted>,
) -> Result<Response, PageError> {
    if let Some(earlier) = cookies.login() {
        // Its own earlier question would hold the next one up.
        state.storage.cancel_attempt(Hashed::of(&earlier), state.clock.now()).await?;
    }
    open(&state, cookies, &mark, &local(&form.next)).await
}

/// Asks anew, under a new cookie.
async fn open(
    state: &AppState,
    cookies: Cookies,
    mark: &BrowserMark,
    next: &LocalPath,
) -> Result<Response, PageError> {
    let (login, now) = (fresh_value::<16>(), state.clock.now());
    if !state.storage.open_door(Hashed::of(&login), mark, next.as_str().to_owned(), now).await? {
        return Ok(Redirect::to("/sign-in").into_response());
    }
    Ok((cookies.set_login(&login), Redirect::to(PAGE)).into_response())
}

async fn show(
    State(state): State<AppState>,
    Attempt(login): Attempt,
    f: Frame,
) -> Result<Response, PageError> {
    let asked = state.storage.asked_at_door(Hashed::of(&login), state.clock.now()).await?;
    let Some(passkey) = asked else { return Ok(Redirect::to("/sign-in").into_response()) };
    Ok((Extension(AsksForPasskey), render(&AlonePage { f, passkey })).into_response())
}

#[derive(Deserialize)]
struct Replied {
    reply: String,
}

async fn sign_in(
    State(state): State<AppState>,
    Attempt(login): Attempt,
    ending: Ending,
    Posted(form): Posted<Replied>,
) -> Result<Response, PageError> {
    let now = state.clock.now();
    let (login, reply) = (Hashed::of(&login), read_reply(&form.reply)?);
    let known = match state.storage.owner_of_passkey(&reply).await? {
        Some(account) => ending.cookies.known(&account).map(|known| Hashed::of(&known)),
        None => None,
    };
    let answer = AloneReply { login, reply, mark: ending.mark.clone(), known, keep: ending.keep(false) };
    let outcome = match state.storage.sign_in_with_passkey_alone(answer, now).await? {
        AloneOutcome::In(completed) => return ending.let_in(&completed).await,
        AloneOutcome::Frozen => {
            return Ok((ending.cookies.clear_login(), Redirect::to("/thaw")).into_response());
        }
        AloneOutcome::PasswordToo => {
            let page = Redirect::to("/sign-in?error=password-too");
            return Ok((ending.cookies.clear_login(), page).into_response());
        }
        AloneOutcome::Not(outcome) => outcome,
    };
    let Ending { mark, f, cookies, .. } = ending;
    // The page has another question, under another cookie.
    let login = fresh_value::<16>();
    state.storage.open_door(Hashed::of(&login), &mark, LocalPath::account().as_str().to_owned(), now).await?;
    let asked = state.storage.asked_at_door(Hashed::of(&login), now).await?;
    let Some(passkey) = asked else { return Ok(Redirect::to("/sign-in").into_response()) };
    let sentence = match refusal(&f, &outcome, now) {
        none if none.is_empty() => f.t("passkey-refused"),
        some => some,
    };
    let page = render(&AlonePage { f: f.wrong_in("passkey", sentence), passkey });
    Ok((cookies.set_login(&login), Extension(AsksForPasskey), page).into_response())
}

/// Whether the address says on; it says nothing else but off.
fn is_on(wanted: &str) -> Result<bool, PageError> {
    match wanted {
        "on" => Ok(true),
        "off" => Ok(false),
        _ => Err(PageError::NotFound),
    }
}

fn switch(alone: bool) -> &'static str {
    if alone { "/2fa/passkey-alone/on" } else { "/2fa/passkey-alone/off" }
}

async fn ask(
    State(state): State<AppState>,
    SignedIn(session): SignedIn,
    Path(wanted): Path<String>,
    f: Frame,
) -> Result<Response, PageError> {
    let alone = is_on(&wanted)?;
    let methods = state.storage.methods(&session.account, state.clock.now()).await?;
    if !session.two_step || methods.passkeys.is_empty() {
        return Ok(Redirect::to("/2fa").into_response());
    }
    let action = switch(alone);
    if let Some(first) = proof_first(&state, &session, action, Reason::ChangePolicy).await? {
        return Ok(first);
    }
    let f = f.of(&session);
    let (title, text, button) = if alone {
        (f.t("passkey-alone-title"), f.t("passkey-alone-text"), f.t("passkey-alone-do"))
    } else {
        (f.t("passkey-alone-off-title"), f.t("passkey-alone-off-text"), f.t("passkey-alone-off-do"))
    };
    Ok(render(&ConfirmChange { title, text, action: action.to_owned(), button, destroys: false, f }))
}

async fn set(
    State(state): State<AppState>,
    SignedIn(session): SignedIn,
    Path(wanted): Path<String>,
    Posted(()): Posted<()>,
) -> Result<Redirect, PageError> {
    let alone = is_on(&wanted)?;
    if !session.two_step {
        return Ok(Redirect::to("/2fa"));
    }
    let done = state.storage.set_passkey_alone(&session, alone, state.clock.now()).await?;
    Ok(if done { Redirect::to("/2fa") } else { Redirect::to(&proof(switch(alone), &Reason::ChangePolicy)) })
}
