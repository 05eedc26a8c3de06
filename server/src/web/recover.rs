//! `/recover`: after a reset of two-step verification. The password and a link from an administrator let in together;
//! neither does alone. Then the person switches two-step verification on again.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use serde::Deserialize;

use super::secret_field::SecretField;
use super::sign_in::{charged_as, check, end_earlier, fresh_value};
use super::{Frame, render};
use crate::AppState;
use crate::domain::{AccountName, BrowserMark, Factor, Hashed, Lane, Password};
use crate::http::{Cookies, PageError, Posted, SignedIn};
use crate::storage::Charge;

/// The routes of this part.
pub(super) fn routes() -> Router<AppState> {
    Router::new().route("/recover", get(show).post(recover))
}

#[derive(Template)]
#[template(path = "recover.html")]
struct RecoverPage {
    f: Frame,
    name: String,
}

#[derive(Deserialize)]
struct WithLink {
    token: SecretField,
    name: String,
    password: SecretField,
}

async fn show(f: Frame) -> Response {
    render(&RecoverPage { f, name: String::new() })
}

async fn recover(
    State(state): State<AppState>,
    cookies: Cookies,
    mark: BrowserMark,
    signed_in: Option<SignedIn>,
    f: Frame,
    Posted(form): Posted<WithLink>,
) -> Result<Response, PageError> {
    let now = state.clock.now();
    let again = |sentence: String| {
        Ok(render(&RecoverPage { f: f.clone().wrong_in("form", sentence), name: form.name.clone() }))
    };
    let name = AccountName::parse(&form.name);
    let charged = charged_as(&state, name.as_ref().map_or(form.name.trim(), AccountName::key));
    let lane = Lane::network(&mark.prefix());
    if let Charge::Paused { until } = state.storage.charge(&charged, Factor::Password, &lane, now).await? {
        return again(f.with("sign-in-paused", "wait", f.pause(until.saturating_sub(now))));
    }
    let record = match &name {
        Ok(name) => state.storage.password_of(name).await?,
        Err(_) => None,
    };
    let Some(record) = check(&state, record, Password::typed(form.password.expose())).await? else {
        return again(f.t("sign-in-wrong"));
    };
    state.storage.clear(&charged, Factor::Password, &lane).await?;
    if record.is_suspended {
        return again(f.t("sign-in-suspended"));
    }
    let (link, session) = (Hashed::of(form.token.expose().trim()), fresh_value::<32>());
    let hashed = Hashed::of(&session);
    if !state.storage.sign_in_with_link(&record.account, link, hashed, mark, now).await? {
        return again(f.t("recover-link-wrong"));
    }
    end_earlier(&state, signed_in).await?;
    state.storage.remember_language(&record.account, f.lang()).await?;
    Ok((cookies.clear_login().set_session(&session), Redirect::to("/2fa")).into_response())
}
