//! `/freeze` and `/thaw`: an owner stops all sign-ins, and lets them go on. Stopping is easy, because it only
//! protects; going on takes the password and a backup code here, or a device in the app.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use serde::Deserialize;

use super::other_ways::{Kind, sentence};
use super::secret_field::SecretField;
use super::sign_in::{charged_as, check};
use super::{Frame, render};
use crate::AppState;
use crate::domain::{AccountName, BrowserMark, Factor, Lane, Password};
use crate::http::{Cookies, PageError, Posted, SignedIn};
use crate::storage::{Charge, CodeOutcome};

/// The routes of this part.
pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route("/freeze", get(show_freeze).post(freeze))
        .route("/secure/freeze", post(freeze_here))
        .route("/thaw", get(show_thaw).post(thaw))
}

#[derive(Template)]
#[template(path = "freeze.html")]
struct FreezePage {
    f: Frame,
    name: String,
    /// Somebody is signed in, and needs no code.
    signed_in: bool,
    /// It is done.
    frozen: bool,
}

#[derive(Template)]
#[template(path = "thaw.html")]
struct ThawPage {
    f: Frame,
    name: String,
    /// Sign-ins go on.
    thawed: bool,
}

#[derive(Deserialize)]
struct WithCode {
    name: String,
    code: String,
}

#[derive(Deserialize)]
struct WithPassword {
    name: String,
    password: SecretField,
    code: String,
}

async fn show_freeze(signed_in: Option<SignedIn>, f: Frame) -> Response {
    let session = signed_in.map(|SignedIn(session)| session);
    let name = session.as_ref().map(|session| session.name.clone()).unwrap_or_default();
    render(&FreezePage { f, name, signed_in: session.is_some(), frozen: false })
}

async fn freeze(
    State(state): State<AppState>,
    mark: BrowserMark,
    f: Frame,
    Posted(form): Posted<WithCode>,
) -> Result<Response, PageError> {
    let now = state.clock.now();
    let name = AccountName::parse(&form.name).ok();
    let charged = charged_as(&state, name.as_ref().map_or(form.name.trim(), AccountName::key));
    let outcome =
        state.storage.freeze_with_backup_code(name.as_ref(), &charged, &form.code, mark, now).await?;
    let frozen = matches!(outcome, CodeOutcome::Accepted(_));
    let f = if frozen { f } else { f.clone().wrong_in("code", refusal(&f, &outcome, now)) };
    Ok(render(&FreezePage { f, name: form.name, signed_in: false, frozen }))
}

/// From the page for *It wasn't me*: whoever is signed in needs nothing more, because it only protects.
async fn freeze_here(
    State(state): State<AppState>,
    SignedIn(session): SignedIn,
    cookies: Cookies,
    f: Frame,
    Posted(()): Posted<()>,
) -> Result<Response, PageError> {
    state.storage.freeze_by_session(&session, state.clock.now()).await?;
    let cookies = cookies.clear_session().clear_login().clear_known(&session.account);
    let page = FreezePage { f, name: session.name, signed_in: false, frozen: true };
    Ok((cookies, render(&page)).into_response())
}

async fn show_thaw(f: Frame) -> Response {
    render(&ThawPage { f, name: String::new(), thawed: false })
}

async fn thaw(
    State(state): State<AppState>,
    mark: BrowserMark,
    f: Frame,
    Posted(form): Posted<WithPassword>,
) -> Result<Response, PageError> {
    let now = state.clock.now();
    let again = |field: &'static str, sentence: String| {
        Ok(render(&ThawPage {
            f: f.clone().wrong_in(field, sentence),
            name: form.name.clone(),
            thawed: false,
        }))
    };
    let name = AccountName::parse(&form.name);
    let charged = charged_as(&state, name.as_ref().map_or(form.name.trim(), AccountName::key));
    let lane = Lane::network(&mark.prefix());
    if let Charge::Paused { until } = state.storage.charge(&charged, Factor::Password, &lane, now).await? {
        return again("form", f.with("sign-in-paused", "wait", f.pause(until.saturating_sub(now))));
    }
    let record = match &name {
        Ok(name) => state.storage.password_of(name).await?,
        Err(_) => None,
    };
    let Some(record) = check(&state, record, Password::typed(form.password.expose())).await? else {
        return again("form", f.t("sign-in-wrong"));
    };
    state.storage.clear(&charged, Factor::Password, &lane).await?;
    if record.is_suspended {
        return again("form", f.t("sign-in-suspended"));
    }
    if !record.is_frozen {
        return Ok(Redirect::to("/sign-in").into_response());
    }
    match state.storage.thaw_with_backup_code(&record.account, &form.code, mark, now).await? {
        CodeOutcome::Accepted(_) => Ok(render(&ThawPage { name: record.name, thawed: true, f })),
        CodeOutcome::Gone => Ok(Redirect::to("/sign-in").into_response()),
        outcome => again("code", refusal(&f, &outcome, now)),
    }
}

/// Why a backup code was not taken.
fn refusal(f: &Frame, outcome: &CodeOutcome, now: u64) -> String {
    match outcome {
        CodeOutcome::Paused { until } => {
            f.with("backup-codes-paused", "wait", f.pause(until.saturating_sub(now)))
        }
        CodeOutcome::Wrong { .. } => f.t("freeze-code-wrong"),
        // Codes are never closed by guesses; these were made around a removal that was undone.
        CodeOutcome::Closed => f.t("thaw-disputed"),
        other => sentence(f, Kind::Backup, other, now),
    }
}
