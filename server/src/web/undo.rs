//! Where a link in a mail leads that can take something back: a page first, and nothing happens without its form.

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::response::Response;
use axum::routing::get;
use serde::Deserialize;

use super::secret_field::SecretField;
use super::sign_in::{charged_as, check};
use super::{Frame, render};
use crate::AppState;
use crate::domain::{AccountName, BrowserMark, Factor, Lane, Password, Removal, TakeBack};
use crate::http::{PageError, Posted};
use crate::mail::read_undo_mark;
use crate::storage::Charge;

/// The routes of this part.
pub(super) fn routes() -> Router<AppState> {
    Router::new().route("/take-back", get(show).post(take_back))
}

#[derive(Template)]
#[template(path = "take-back.html")]
struct TakeBackPage {
    f: Frame,
    title: String,
    text: String,
    /// What the form sends, and the words of its button; without it there is nothing to do.
    offer: Option<(String, String)>,
    /// The form asks for the password as well.
    wants_password: bool,
    /// Where what is stopped goes on.
    stopped: bool,
}

#[derive(Deserialize)]
struct Marked {
    #[serde(default)]
    mark: String,
    password: Option<SecretField>,
}

impl TakeBackPage {
    /// A page that says what has happened, or why nothing can.
    fn said(f: Frame, title: String, text: String) -> Self {
        Self { f, title, text, offer: None, wants_password: false, stopped: false }
    }
}

async fn show(
    State(state): State<AppState>,
    Query(Marked { mark, .. }): Query<Marked>,
    f: Frame,
) -> Response {
    let undo = read_undo_mark(&state.keys, &mark, state.now());
    let (title, text, button) = match &undo {
        Some(TakeBack::Trust(_)) => (f.t("distrust-title"), f.t("distrust-text"), f.t("distrust-do")),
        Some(TakeBack::Method(kind, _)) => (
            f.of_family("suspend-title", kind.name()),
            f.of_family("suspend-text", kind.name()),
            f.t("suspend-do"),
        ),
        Some(TakeBack::Reset(_)) => {
            (f.t("reset-refuse-title"), f.t("reset-refuse-text"), f.t("reset-refuse"))
        }
        Some(TakeBack::TwoStep { .. }) => (f.t("take-off-title"), f.t("take-off-text"), f.t("take-off-do")),
        Some(TakeBack::Removal(_)) => return ask_password(f, mark),
        None => return over(f),
    };
    let page = TakeBackPage::said(f, title, text);
    render(&TakeBackPage { offer: Some((mark, button)), ..page })
}

async fn take_back(
    State(state): State<AppState>,
    seen: BrowserMark,
    f: Frame,
    Posted(Marked { mark, password }): Posted<Marked>,
) -> Result<Response, PageError> {
    let now = state.now();
    let (title, text) = match read_undo_mark(&state.keys, &mark, now) {
        Some(TakeBack::Trust(browser)) => {
            state.storage.distrust_any(&browser, now).await?;
            (f.t("distrust-done"), f.t("distrust-done-text"))
        }
        Some(TakeBack::Method(kind, id)) => {
            state.storage.suspend_method(kind, id, seen, now).await?;
            (f.t("suspend-done"), f.t("suspend-done-text"))
        }
        Some(TakeBack::Reset(reset)) => {
            if !state.storage.refuse_reset_by_mail(&reset, seen, now).await? {
                return Ok(over(f));
            }
            (f.t("reset-refused-title"), f.t("reset-refused-text"))
        }
        Some(TakeBack::TwoStep { account, since }) => {
            if !state.storage.take_back_two_step(&account, since, seen, now).await? {
                return Ok(over(f));
            }
            (f.t("take-off-done"), f.t("take-off-done-text"))
        }
        Some(TakeBack::Removal(removal)) => {
            return undo_removal(&state, &removal, (mark, password), seen, f).await;
        }
        None => return Ok(over(f)),
    };
    Ok(render(&TakeBackPage::said(f, title, text)))
}

fn over(f: Frame) -> Response {
    let (title, text) = (f.t("take-back-over"), f.t("take-back-over-text"));
    render(&TakeBackPage::said(f, title, text))
}

/// The mail alone stops nobody: whoever reads it needs the password as well.
fn ask_password(f: Frame, mark: String) -> Response {
    let (title, text) = (f.t("undo-removal-title"), f.t("undo-removal-text"));
    let offer = Some((mark, f.t("undo-removal-do")));
    let page = TakeBackPage::said(f, title, text);
    render(&TakeBackPage { offer, wants_password: true, ..page })
}

async fn undo_removal(
    state: &AppState,
    removal: &Removal,
    (mark, password): (String, Option<SecretField>),
    seen: BrowserMark,
    f: Frame,
) -> Result<Response, PageError> {
    let now = state.now();
    let Some(password) = password else { return Ok(ask_password(f, mark)) };
    let Some(record) = state.storage.owner_of_removal(removal).await? else { return Ok(over(f)) };
    let name = AccountName::parse(&record.name);
    let charged = charged_as(state, name.as_ref().map_or(record.name.as_str(), AccountName::key));
    let lane = Lane::network(&seen.prefix());
    if let Charge::Paused { until } = state.storage.charge(&charged, Factor::Password, &lane, now).await? {
        let wait = f.with("sign-in-paused", "wait", f.pause(until.saturating_sub(now)));
        return Ok(ask_password(f.wrong_in("password", wait), mark));
    }
    if check(state, Some(record), Password::typed(password.expose())).await?.is_none() {
        let wrong = f.t("password-current-wrong");
        return Ok(ask_password(f.wrong_in("password", wrong), mark));
    }
    state.storage.clear(&charged, Factor::Password, &lane).await?;
    if !state.storage.undo_removal(removal, seen, now).await? {
        return Ok(over(f));
    }
    let (title, text) = (f.t("undo-removal-done"), f.t("undo-removal-done-text"));
    Ok(render(&TakeBackPage { stopped: true, ..TakeBackPage::said(f, title, text) }))
}
