//! One person: methods, sessions, rules, journal, and what an administrator may do about them. Methods are looked at
//! here and never removed one by one: that would be a way past them that nobody has time to hear of.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use axum::routing::{get, post};
use serde::Deserialize;

use super::on_person::{OnPerson, account, back};
use super::{Administrator, Frame, link, render};
use crate::AppState;
use crate::domain::{Hashed, PersonLine, Policy, Reset, SessionView, may_confirm};
use crate::http::{PageError, Posted};
use crate::storage::{JOURNAL_LINES, JournalLine, PersonNow};
use crate::web::few::{Few, MANY};

/// How much of the journal stands on the page itself.
const LATEST: usize = 8;

/// The routes of this part.
pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route("/admin/people/{id}", get(show))
        .route("/admin/people/{id}/activity", get(activity))
        .route("/admin/people/{id}/sessions/{session}/end", post(end_session))
        .route("/admin/people/{id}/sessions/end-all", post(end_all))
        .route("/admin/people/{id}/policy", post(set_policy))
        .route("/admin/people/{id}/suspend", post(suspend))
        .route("/admin/people/{id}/allow", post(allow))
        .route("/admin/people/{id}/administrator", post(make_administrator))
        .route("/admin/people/{id}/administrator/end", post(end_administrator))
}

#[derive(Template)]
#[template(path = "admin-person.html")]
struct PersonPage {
    f: Frame,
    here: &'static str,
    p: PersonNow,
    sessions: Few<SessionView>,
    /// Whether this administrator may let the reset happen at once.
    may_confirm: bool,
    /// The link with which the password lets in again; once, for whoever has just made it.
    link: Option<String>,
    /// Whether it is the administrator's own account, on which others act.
    is_own: bool,
}

#[derive(Deserialize)]
struct Shown {
    said: Option<String>,
    made: Option<String>,
    /// Where the list of sessions begins.
    #[serde(default)]
    sessions: usize,
}

async fn show(
    State(state): State<AppState>,
    who: Administrator,
    Path(id): Path<String>,
    Query(query): Query<Shown>,
    f: Frame,
) -> Result<Response, PageError> {
    let (id, now) = (account(&id)?, state.clock.now());
    let storage = &state.storage;
    let mut p = storage.person_now(&id, now).await?.ok_or(PageError::NotFound)?;
    let f = f.of(&who.0);
    let f = match query.said.as_deref() {
        Some("no-two-step") => {
            f.clone().wrong_in("form", f.with("admin-no-two-step", "name", &p.person.name))
        }
        Some("stopped") => f.clone().wrong_in("form", f.t("admin-stopped")),
        Some("another") => f.clone().wrong_in("form", f.t("reset-another-one")),
        _ => f,
    };
    let link = match query.made.map(|made| link(&state, &who.0, super::reset::PURPOSE, &made)) {
        Some(link) if storage.recovery_link_holds(&id, Hashed::of(&link), now).await? => {
            Some(format!("{}/recover#{}", state.rules.origin, *link))
        }
        Some(_) | None => None,
    };
    let is_other = |reset: &Reset| reset.started_by.as_ref().is_some_and(|by| *by != who.0.account);
    let since = storage.administers_since(&who.0.account).await?;
    let is_own = id == who.0.account;
    let may_confirm = p.reset.as_ref().is_some_and(is_other)
        && !is_own
        && since.is_some_and(|since| may_confirm(since, now));
    p.journal.truncate(LATEST);
    let sessions = Few::of(MANY, query.sessions, std::mem::take(&mut p.sessions));
    Ok(render(&PersonPage { f, here: "people", p, sessions, may_confirm, link, is_own }))
}

#[derive(Template)]
#[template(path = "admin-activity.html")]
struct ActivityPage {
    f: Frame,
    here: &'static str,
    person: PersonLine,
    lines: Vec<JournalLine>,
    older: Option<u64>,
}

#[derive(Deserialize)]
struct Before {
    before: Option<u64>,
}

async fn activity(
    State(state): State<AppState>,
    who: Administrator,
    Path(id): Path<String>,
    Query(query): Query<Before>,
    f: Frame,
) -> Result<Response, PageError> {
    let id = account(&id)?;
    let person = state.storage.person(&id).await?.ok_or(PageError::NotFound)?;
    let lines = state.storage.journal(&id, query.before).await?;
    let older =
        lines.last().map(|line| line.number).filter(|&oldest| lines.len() == JOURNAL_LINES && oldest > 1);
    Ok(render(&ActivityPage { f: f.of(&who.0), here: "people", person, lines, older }))
}

#[derive(Deserialize)]
struct OneSession {
    session: String,
}

async fn end_session(
    on: OnPerson,
    Path(OneSession { session }): Path<OneSession>,
    Posted(()): Posted<()>,
) -> Result<Response, PageError> {
    back(&on.account, on.storage.end_sessions_of(on.by, &on.account, Some(session), on.now).await)
}

async fn end_all(on: OnPerson, Posted(()): Posted<()>) -> Result<Response, PageError> {
    back(&on.account, on.storage.end_sessions_of(on.by, &on.account, None, on.now).await)
}

#[derive(Deserialize)]
pub(super) struct Chosen {
    pub(super) approval: String,
}

async fn set_policy(on: OnPerson, Posted(chosen): Posted<Chosen>) -> Result<Response, PageError> {
    let least = Policy::from_name(&chosen.approval).ok_or(PageError::Malformed)?;
    back(&on.account, on.storage.set_least_policy(on.by, &on.account, least, on.now).await)
}

async fn suspend(on: OnPerson, Posted(()): Posted<()>) -> Result<Response, PageError> {
    back(&on.account, on.storage.set_suspended(on.by, &on.account, true, on.now).await)
}

async fn allow(on: OnPerson, Posted(()): Posted<()>) -> Result<Response, PageError> {
    back(&on.account, on.storage.set_suspended(on.by, &on.account, false, on.now).await)
}

async fn make_administrator(on: OnPerson, Posted(()): Posted<()>) -> Result<Response, PageError> {
    back(&on.account, on.storage.set_administrator(on.by, &on.account, true, on.now).await)
}

async fn end_administrator(on: OnPerson, Posted(()): Posted<()>) -> Result<Response, PageError> {
    back(&on.account, on.storage.set_administrator(on.by, &on.account, false, on.now).await)
}
