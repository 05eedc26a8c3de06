//! Coming in for the first time: the first account by the setup link, later ones by invitation; the root; languages.

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use serde::Deserialize;

use super::locale::LANGUAGE_COOKIE;
use super::secret_field::SecretField;
use super::sign_in::{end_earlier, fresh_value};
use super::{Frame, Language, render};
use crate::AppState;
use crate::domain::{AccountName, BrowserMark, Hashed, Password, PasswordRefused};
use crate::hashing::Busy;
use crate::http::{Cookies, LocalPath, PageError, Posted, SignedIn};
use crate::storage::{MadeAccount, NewAccount};

/// The routes of this part.
pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route("/", get(root))
        .route("/setup", get(setup).post(make_first))
        .route("/invite", get(invite).post(make_invited))
        .route("/language", get(language))
}

#[derive(Template)]
#[template(path = "account-form.html")]
struct AccountForm {
    f: Frame,
    title: String,
    text: String,
    action: &'static str,
    link: String,
    name: String,
}

#[derive(Deserialize)]
struct NewPerson {
    token: String,
    name: String,
    password: SecretField,
}

#[derive(Clone, Copy)]
enum Way {
    First,
    Invited,
}

impl Way {
    fn form(self, f: Frame) -> AccountForm {
        let (title, text, action) = match self {
            Self::First => (f.t("setup-title"), f.with("setup-text", "service", &f.service), "/setup"),
            Self::Invited => (f.t("invited-title"), f.with("invited-text", "service", &f.service), "/invite"),
        };
        AccountForm { f, title, text, action, link: String::new(), name: String::new() }
    }
}

async fn root(signed_in: Option<SignedIn>) -> Redirect {
    Redirect::to(if signed_in.is_some() { "/account" } else { "/sign-in" })
}

async fn setup(State(state): State<AppState>, f: Frame) -> Result<Response, PageError> {
    if state.storage.has_accounts().await? {
        return Ok(Redirect::to("/sign-in").into_response());
    }
    Ok(render(&Way::First.form(f)))
}

async fn invite(f: Frame) -> Response {
    render(&Way::Invited.form(f))
}

async fn make_first(
    State(state): State<AppState>,
    cookies: Cookies,
    mark: BrowserMark,
    f: Frame,
    Posted(form): Posted<NewPerson>,
) -> Result<Response, PageError> {
    make(Way::First, &state, cookies, mark, f, form).await
}

async fn make_invited(
    State(state): State<AppState>,
    cookies: Cookies,
    mark: BrowserMark,
    signed_in: Option<SignedIn>,
    f: Frame,
    Posted(form): Posted<NewPerson>,
) -> Result<Response, PageError> {
    // Asked before a password is hashed for it; the operation decides.
    if !state.storage.invitation_holds(Hashed::of(form.token.trim()), state.clock.now()).await? {
        let f = f.clone().wrong_in("token", f.t("account-link-invalid"));
        return Ok(render(&AccountForm { link: form.token, name: form.name, ..Way::Invited.form(f) }));
    }
    end_earlier(&state, signed_in).await?;
    make(Way::Invited, &state, cookies, mark, f, form).await
}

async fn make(
    way: Way,
    state: &AppState,
    cookies: Cookies,
    mark: BrowserMark,
    f: Frame,
    form: NewPerson,
) -> Result<Response, PageError> {
    let again = |field: &'static str, sentence: String| {
        let f = f.clone().wrong_in(field, sentence);
        Ok(render(&AccountForm { link: form.token.clone(), name: form.name.clone(), ..way.form(f) }))
    };
    let (link, now) = (Hashed::of(form.token.trim()), state.clock.now());
    let Ok(name) = AccountName::parse(&form.name) else { return again("name", f.t("account-name-wrong")) };
    let password = match Password::new_for(form.password.expose(), &name) {
        Ok(password) => password,
        Err(refused) => return again("password", refusal(&f, refused)),
    };
    let password_hash = state.hashing.hash(password).await.map_err(busy)?;
    let new = NewAccount { name, password_hash, is_admin: false };
    let made = match way {
        Way::First => state.storage.make_first_account(link, new, now).await?,
        Way::Invited => state.storage.make_invited_account(link, new, now).await?,
    };
    match made {
        MadeAccount::Made(account) => {
            let session = fresh_value::<32>();
            state.storage.sign_in(&account, Hashed::of(&session), mark, now).await?;
            state.storage.remember_language(&account, f.lang()).await?;
            Ok((cookies.set_session(&session), Redirect::to("/2fa")).into_response())
        }
        MadeAccount::NameTaken => again("name", f.t("account-name-taken")),
        MadeAccount::LinkInvalid => again("token", f.t("account-link-invalid")),
    }
}

/// The sentence for a password that is not taken.
pub(super) fn refusal(f: &Frame, refused: PasswordRefused) -> String {
    match refused {
        PasswordRefused::TooShort => f.t("password-too-short"),
        PasswordRefused::TooLong => f.t("password-too-long"),
        PasswordRefused::Guessable => f.t("password-guessable"),
    }
}

/// The hashing pool is full: come back.
pub(super) fn busy(_: Busy) -> PageError {
    PageError::Unavailable { retry_after_seconds: 2 }
}

#[derive(Deserialize)]
struct LanguageChoice {
    to: String,
    #[serde(default)]
    next: String,
}

async fn language(
    State(state): State<AppState>,
    Query(choice): Query<LanguageChoice>,
) -> Result<Response, PageError> {
    let language = Language::from_tag(&choice.to).ok_or(PageError::Malformed)?;
    let next = LocalPath::parse(&choice.next).unwrap_or_else(LocalPath::account);
    let secure = if state.site.is_secure() { "; Secure" } else { "" };
    let cookie = format!(
        "{LANGUAGE_COOKIE}={}; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax{secure}",
        language.tag()
    );
    Ok(([(SET_COOKIE, cookie)], Redirect::to(next.as_str())).into_response())
}
