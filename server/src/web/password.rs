//! A new password, from the account page and from `/secure` (*It wasn't me*).

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use serde::Deserialize;

use super::secret_field::SecretField;
use super::sign_in::charged_as;
use super::two_step::{proof, proof_first};
use super::welcome::{busy, refusal};
use super::{Frame, render};
use crate::AppState;
use crate::domain::{AccountName, BrowserMark, Factor, Lane, Password, Reason, Session};
use crate::hashing::Checked;
use crate::http::{Cookies, PageError, Posted, SignedIn};
use crate::storage::Charge;

/// The routes of this part.
pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route("/account/password", get(show).post(change))
        .route("/secure", get(show_secure).post(change_secure))
}

#[derive(Template)]
#[template(path = "password.html")]
struct PasswordPage {
    f: Frame,
    title: String,
    text: String,
    action: &'static str,
    user: String,
    secure: bool,
}

/// Where the person comes from.
#[derive(Clone, Copy)]
enum Way {
    Account,
    NotMe,
}

impl Way {
    fn path(self) -> &'static str {
        match self {
            Self::Account => "/account/password",
            Self::NotMe => "/secure",
        }
    }

    fn page(self, f: Frame, session: &Session) -> Response {
        let (title, text, secure) = match self {
            Self::Account => (f.t("password-change"), f.t("password-change-text"), false),
            Self::NotMe => (f.t("secure-title"), f.t("secure-text"), true),
        };
        render(&PasswordPage { f, title, text, action: self.path(), user: session.name.clone(), secure })
    }
}

#[derive(Deserialize)]
struct NewPassword {
    current: SecretField,
    password: SecretField,
}

async fn show(state: State<AppState>, session: SignedIn, f: Frame) -> Result<Response, PageError> {
    open(Way::Account, state, session, f).await
}

async fn show_secure(state: State<AppState>, session: SignedIn, f: Frame) -> Result<Response, PageError> {
    open(Way::NotMe, state, session, f).await
}

async fn open(
    way: Way,
    State(state): State<AppState>,
    SignedIn(session): SignedIn,
    f: Frame,
) -> Result<Response, PageError> {
    match proof_first(&state, &session, way.path(), Reason::ChangePassword).await? {
        Some(first) => Ok(first),
        None => Ok(way.page(f.of(&session), &session)),
    }
}

async fn change(
    state: State<AppState>,
    session: SignedIn,
    cookies: Cookies,
    mark: BrowserMark,
    f: Frame,
    Posted(form): Posted<NewPassword>,
) -> Result<Response, PageError> {
    take(Way::Account, state, session, (cookies, mark), f, form).await
}

async fn change_secure(
    state: State<AppState>,
    session: SignedIn,
    cookies: Cookies,
    mark: BrowserMark,
    f: Frame,
    Posted(form): Posted<NewPassword>,
) -> Result<Response, PageError> {
    take(Way::NotMe, state, session, (cookies, mark), f, form).await
}

async fn take(
    way: Way,
    State(state): State<AppState>,
    SignedIn(session): SignedIn,
    (cookies, mark): (Cookies, BrowserMark),
    f: Frame,
    form: NewPassword,
) -> Result<Response, PageError> {
    let now = state.clock.now();
    let f = f.of(&session);
    let again =
        |field: &'static str, sentence: String| Ok(way.page(f.clone().wrong_in(field, sentence), &session));
    let name = AccountName::parse(&session.name).map_err(PageError::unexpected)?;
    let new = match Password::new_for(form.password.expose(), &name) {
        Ok(new) => new,
        Err(refused) => return again("password", refusal(&f, refused)),
    };
    let (charged, lane) = (charged_as(&state, name.key()), Lane::network(&mark.prefix()));
    if let Charge::Paused { until } = state.storage.charge(&charged, Factor::Password, &lane, now).await? {
        return again("current", f.with("sign-in-paused", "wait", f.pause(until.saturating_sub(now))));
    }
    let record = state.storage.password_of(&name).await?.ok_or(PageError::NotFound)?;
    let checked =
        state.hashing.check(Password::typed(form.current.expose()), Some(record.hash)).await.map_err(busy)?;
    if checked == Checked::Wrong {
        return again("current", f.t("password-current-wrong"));
    }
    state.storage.clear(&charged, Factor::Password, &lane).await?;
    let hash = state.hashing.hash(new).await.map_err(busy)?;
    if session.two_step && !state.storage.spend_proof(&session.id, Reason::ChangePassword, now).await? {
        return Ok(Redirect::to(&proof(way.path(), &Reason::ChangePassword)).into_response());
    }
    state.storage.change_password(&session.account, hash, &session.id, now).await?;
    Ok((cookies.clear_known(&session.account), Redirect::to("/account")).into_response())
}
