//! Signing in: name and password, then the second step if there is one. Signing out.

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use countersign_protocol::encoding::encode;
use serde::Deserialize;
use zeroize::Zeroizing;

use super::secret_field::SecretField;
use super::welcome::busy;
use super::{Frame, render};
use crate::AppState;
use crate::domain::{AccountName, BrowserMark, Factor, Hashed, Lane, Password};
use crate::hashing::Checked;
use crate::http::{Cookies, LocalPath, PageError, Posted, SignedIn};
use crate::keys::random;
use crate::storage::{Asked, Charge, NewAttempt, PasswordRecord};

/// The routes of this part.
pub(super) fn routes() -> Router<AppState> {
    Router::new().route("/sign-in", get(show).post(sign_in)).route("/sign-out", post(sign_out))
}

/// A fresh random value for a cookie or a link: base64url of `N` bytes.
pub(super) fn fresh_value<const N: usize>() -> Zeroizing<String> {
    Zeroizing::new(encode(&random::<N>()))
}

#[derive(Template)]
#[template(path = "sign-in.html")]
struct SignInPage {
    f: Frame,
    name: String,
    next: String,
    fresh: bool,
    passkeys: bool,
}

#[derive(Deserialize)]
struct Wanted {
    #[serde(default)]
    next: String,
    fresh: Option<String>,
    /// Who is expected, where an app says so.
    name: Option<String>,
    error: Option<String>,
}

#[derive(Deserialize)]
struct Credentials {
    name: String,
    password: SecretField,
    #[serde(default)]
    next: String,
    fresh: Option<String>,
}

/// Where to go afterwards: a path of ours, or the account's page.
pub(super) fn local(next: &str) -> LocalPath {
    LocalPath::parse(next).unwrap_or_else(LocalPath::account)
}

async fn show(
    State(state): State<AppState>,
    Query(wanted): Query<Wanted>,
    signed_in: Option<SignedIn>,
    f: Frame,
) -> Result<Response, PageError> {
    let next = local(&wanted.next);
    let fresh = wanted.fresh.is_some();
    match &signed_in {
        Some(_) if !fresh => return Ok(Redirect::to(next.as_str()).into_response()),
        None if !state.storage.has_accounts().await? => return Ok(Redirect::to("/setup").into_response()),
        Some(_) | None => {}
    }
    let expected = wanted.name.and_then(|name| AccountName::parse(&name).ok());
    let name = match expected {
        Some(name) => name.shown().to_string(),
        None => signed_in.map(|SignedIn(session)| session.name).unwrap_or_default(),
    };
    let f = match wanted.error.as_deref() {
        Some("password-too") => f.clone().wrong_in("form", f.t("passkey-password-too")),
        _ => f,
    };
    let passkeys = state.storage.offers_passkeys();
    Ok(render(&SignInPage { f, name, next: next.as_str().into(), fresh, passkeys }))
}

async fn sign_in(
    State(state): State<AppState>,
    cookies: Cookies,
    mark: BrowserMark,
    signed_in: Option<SignedIn>,
    f: Frame,
    Posted(form): Posted<Credentials>,
) -> Result<Response, PageError> {
    let now = state.clock.now();
    let next = local(&form.next);
    let again = |sentence: String| {
        let (f, next) = (f.clone().wrong_in("form", sentence), next.as_str().to_owned());
        let (fresh, passkeys) = (form.fresh.is_some(), state.storage.offers_passkeys());
        Ok(render(&SignInPage { f, name: form.name.clone(), next, fresh, passkeys }))
    };
    let name = AccountName::parse(&form.name);
    // Names that nobody has are charged like others, so that nothing tells them apart.
    let charged = charged_as(&state, name.as_ref().map_or(form.name.trim(), AccountName::key));
    let lane = Lane::network(&mark.prefix());
    let in_a_row = match state.storage.charge(&charged, Factor::Password, &lane, now).await? {
        Charge::Charged { in_a_row } => in_a_row,
        Charge::Paused { until } => {
            return again(f.with("sign-in-paused", "wait", f.pause(until.saturating_sub(now))));
        }
        // Passwords never are.
        Charge::Closed => return again(f.t("sign-in-wrong")),
    };
    let record = match &name {
        Ok(name) => state.storage.password_of(name).await?,
        Err(_) => None,
    };
    let Some(record) = check(&state, record, Password::typed(form.password.expose())).await? else {
        return again(f.t("sign-in-wrong"));
    };
    let clear = state.storage.clear(&charged, Factor::Password, &lane);
    let session = fresh_value::<32>();
    if record.two_step {
        clear.await?;
    } else {
        let sign_in = state.storage.sign_in(&record.account, Hashed::of(&session), mark.clone(), now);
        // Both wait for one commit.
        let ((), is_in) = tokio::try_join!(clear, sign_in)?;
        if is_in {
            end_earlier(&state, signed_in).await?;
            if record.language != f.lang() {
                state.storage.remember_language(&record.account, f.lang()).await?;
            }
            let cookies = cookies.clear_login().set_session(&session);
            return Ok((cookies, Redirect::to(next.as_str())).into_response());
        }
    }
    if record.is_suspended {
        return again(f.t("sign-in-suspended"));
    }
    if record.is_frozen {
        return Ok(Redirect::to("/thaw").into_response());
    }
    if record.wants_link && !record.two_step {
        return Ok(Redirect::to("/recover").into_response());
    }
    if let Some(earlier) = cookies.login() {
        // Its own earlier question would hold this one up.
        state.storage.cancel_attempt(Hashed::of(&earlier), now).await?;
    }
    let login = fresh_value::<16>();
    let new = NewAttempt {
        login: Hashed::of(&login),
        mark,
        known: cookies.known(&record.account).map(|known| Hashed::of(&known)),
        account: record.account,
        next: next.as_str().to_owned(),
        wrong_passwords: in_a_row - 1,
    };
    state.storage.begin_attempt(new, now).await?;
    let waits_on = match state.storage.ask_about_sign_in(Hashed::of(&login), now).await? {
        Asked::NoDevice if has_passkeys(&state, &login, now).await? => "/sign-in/passkey",
        Asked::NoDevice => "/sign-in/code",
        Asked::Asked(_)
        | Asked::Waiting
        | Asked::TooMany
        | Asked::NotBefore(_)
        | Asked::TooNew
        | Asked::Gone => "/sign-in/wait",
    };
    Ok((cookies.set_login(&login), Redirect::to(waits_on)).into_response())
}

/// Whether this sign-in can be completed with a passkey.
async fn has_passkeys(state: &AppState, login: &str, now: u64) -> Result<bool, PageError> {
    let attempt = state.storage.attempt(Hashed::of(login), now).await?;
    Ok(state.storage.offers_passkeys() && attempt.is_some_and(|attempt| attempt.has_passkeys))
}

/// Under what the ledger charges guesses at the password of this name: a tag, because people type their password
/// into the wrong field, and a stolen database must not tell it.
pub(super) fn charged_as(state: &AppState, name: &str) -> String {
    encode(&state.keys.mac("charged name", "", name))
}

/// Whether the password is right; brings its hash up to date if it is. An unknown name costs the same.
pub(super) async fn check(
    state: &AppState,
    record: Option<PasswordRecord>,
    password: Password,
) -> Result<Option<PasswordRecord>, PageError> {
    let stored = record.as_ref().map(|record| record.hash.clone());
    let checked = state.hashing.check(password, stored).await.map_err(busy)?;
    let (Checked::Right { upgrade }, Some(record)) = (checked, record) else { return Ok(None) };
    if let Some(new) = upgrade {
        state.storage.upgrade_password(&record.account, record.hash.clone(), new).await?;
    }
    Ok(Some(record))
}

/// A browser that signs in again gets a new session; its old one ends.
pub(super) async fn end_earlier(state: &AppState, earlier: Option<SignedIn>) -> Result<(), PageError> {
    if let Some(SignedIn(session)) = earlier {
        state.storage.end_session(&session.account, &session.id, state.clock.now()).await?;
    }
    Ok(())
}

async fn sign_out(
    State(state): State<AppState>,
    cookies: Cookies,
    signed_in: Option<SignedIn>,
    Posted(()): Posted<()>,
) -> Result<Response, PageError> {
    end_earlier(&state, signed_in).await?;
    Ok((cookies.clear_session().clear_login(), Redirect::to("/sign-in")).into_response())
}
