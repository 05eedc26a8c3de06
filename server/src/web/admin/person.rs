//! One person: methods, sessions, rules, journal, and what an administrator may do about them. Methods are looked at
//! here and never removed one by one: that would be a way past them that nobody has time to hear of.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use axum::routing::{get, post};
use countersign_protocol::{AccountId, JOURNAL_PAGE};
use serde::Deserialize;

use super::{Administrator, Frame, after, link, render};
use crate::AppState;
use crate::domain::{
    Hashed, InvitedBy, Methods, PersonLine, Policies, Policy, Reset, SessionView, may_confirm,
};
use crate::http::{PageError, Posted};
use crate::storage::JournalLine;

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
    person: PersonLine,
    methods: Methods,
    sessions: Vec<SessionView>,
    policies: Policies,
    lines: Vec<JournalLine>,
    reset: Option<Reset>,
    /// Whether this administrator may let the reset happen at once.
    may_confirm: bool,
    /// The link with which the password lets in again; once, for whoever has just made it.
    link: Option<String>,
    invited: Option<InvitedBy>,
    /// Whether it is the administrator's own account, on which others act.
    is_own: bool,
}

#[derive(Deserialize)]
struct Said {
    said: Option<String>,
    made: Option<String>,
}

/// The account of an address.
pub(super) fn account(id: &str) -> Result<AccountId, PageError> {
    AccountId::parse(id).map_err(|_| PageError::NotFound)
}

/// The address of somebody's page.
pub(super) fn page_of(account: &AccountId) -> String {
    format!("/admin/people/{account}")
}

async fn show(
    State(state): State<AppState>,
    who: Administrator,
    Path(id): Path<String>,
    Query(query): Query<Said>,
    f: Frame,
) -> Result<Response, PageError> {
    let (id, now) = (account(&id)?, state.clock.now());
    let storage = &state.storage;
    let person = storage.person(&id).await?.ok_or(PageError::NotFound)?;
    let f = f.of(&who.0);
    let f = match query.said.as_deref() {
        Some("no-two-step") => f.clone().wrong_in("form", f.with("admin-no-two-step", "name", &person.name)),
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
    let reset = storage.waiting_reset(&id).await?;
    let is_other = |reset: &Reset| reset.started_by.as_ref().is_some_and(|by| *by != who.0.account);
    let since = storage.administers_since(&who.0.account).await?;
    let may_confirm = reset.as_ref().is_some_and(is_other)
        && id != who.0.account
        && since.is_some_and(|since| may_confirm(since, now));
    let mut lines = storage.journal(&id, None).await?;
    lines.truncate(LATEST);
    Ok(render(&PersonPage {
        here: "people",
        is_own: id == who.0.account,
        methods: storage.methods(&id, now).await?,
        sessions: storage.sessions(&id, now).await?,
        policies: storage.policies(&id).await?,
        invited: storage.invited_by(&id).await?,
        f,
        person,
        lines,
        reset,
        may_confirm,
        link,
    }))
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
        lines.last().map(|line| line.number).filter(|&oldest| lines.len() == JOURNAL_PAGE && oldest > 1);
    Ok(render(&ActivityPage { f: f.of(&who.0), here: "people", person, lines, older }))
}

async fn end_session(
    State(state): State<AppState>,
    who: Administrator,
    Path((id, session)): Path<(String, String)>,
    Posted(()): Posted<()>,
) -> Result<Response, PageError> {
    let id = account(&id)?;
    let outcome = state.storage.end_sessions_of(who.by(), &id, Some(session), state.clock.now()).await?;
    after(outcome, &page_of(&id))
}

async fn end_all(
    State(state): State<AppState>,
    who: Administrator,
    Path(id): Path<String>,
    Posted(()): Posted<()>,
) -> Result<Response, PageError> {
    let id = account(&id)?;
    after(state.storage.end_sessions_of(who.by(), &id, None, state.clock.now()).await?, &page_of(&id))
}

#[derive(Deserialize)]
pub(super) struct Chosen {
    pub(super) approval: String,
}

async fn set_policy(
    State(state): State<AppState>,
    who: Administrator,
    Path(id): Path<String>,
    Posted(chosen): Posted<Chosen>,
) -> Result<Response, PageError> {
    let (id, least) = (account(&id)?, Policy::from_name(&chosen.approval).ok_or(PageError::Malformed)?);
    after(state.storage.set_least_policy(who.by(), &id, least, state.clock.now()).await?, &page_of(&id))
}

async fn suspend(
    State(state): State<AppState>,
    who: Administrator,
    Path(id): Path<String>,
    Posted(()): Posted<()>,
) -> Result<Response, PageError> {
    let id = account(&id)?;
    after(state.storage.set_suspended(who.by(), &id, true, state.clock.now()).await?, &page_of(&id))
}

async fn allow(
    State(state): State<AppState>,
    who: Administrator,
    Path(id): Path<String>,
    Posted(()): Posted<()>,
) -> Result<Response, PageError> {
    let id = account(&id)?;
    after(state.storage.set_suspended(who.by(), &id, false, state.clock.now()).await?, &page_of(&id))
}

async fn make_administrator(
    State(state): State<AppState>,
    who: Administrator,
    Path(id): Path<String>,
    Posted(()): Posted<()>,
) -> Result<Response, PageError> {
    let id = account(&id)?;
    after(state.storage.set_administrator(who.by(), &id, true, state.clock.now()).await?, &page_of(&id))
}

async fn end_administrator(
    State(state): State<AppState>,
    who: Administrator,
    Path(id): Path<String>,
    Posted(()): Posted<()>,
) -> Result<Response, PageError> {
    let id = account(&id)?;
    after(state.storage.set_administrator(who.by(), &id, false, state.clock.now()).await?, &page_of(&id))
}
