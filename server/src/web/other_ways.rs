//! Another way than an answer: a code, a backup code.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use serde::Deserialize;

use super::ending::Ending;
use super::{Frame, render};
use crate::AppState;
use crate::domain::{AttemptState, AttemptView, Hashed};
use crate::http::{Attempt, PageError, Posted};
use crate::storage::CodeOutcome;

/// The routes of this part.
pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route("/sign-in/other-ways", get(choose))
        .route("/sign-in/code", get(code_page).post(code))
        .route("/sign-in/backup-code", get(backup_page).post(backup))
}

#[derive(Template)]
#[template(path = "other-ways.html")]
#[expect(clippy::struct_excessive_bools, reason = "each shows or hides one way")]
struct OtherWays {
    f: Frame,
    name: String,
    second: String,
    way: Option<String>,
    left: Option<u64>,
    codes: bool,
    scan: bool,
    offline: bool,
    passkeys: bool,
    backup_codes: bool,
    can_ask: bool,
}

#[derive(Template)]
#[template(path = "code.html")]
struct CodePage {
    f: Frame,
    title: String,
    label: String,
    action: &'static str,
    digits: bool,
    name: String,
    second: String,
    way: Option<String>,
    left: Option<u64>,
    typed: String,
    may_trust: bool,
    trust: bool,
}

#[derive(Template)]
#[template(path = "paused.html")]
struct PausedPage {
    f: Frame,
    title: String,
    text: String,
    until: String,
    can_ask: bool,
    can_type: bool,
    backup_codes: bool,
}

/// What is typed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Six digits.
    Code,
    /// A backup code.
    Backup,
}

async fn choose(
    State(state): State<AppState>,
    Attempt(login): Attempt,
    f: Frame,
) -> Result<Response, PageError> {
    let attempt = find(&state, &login).await?;
    Ok(render(&OtherWays {
        second: format!("<b>{}</b>", f.t("signature-second")),
        way: Some(f.t("signature-choice")),
        left: None,
        codes: attempt.has_codes,
        scan: attempt.can_scan,
        offline: attempt.can_answer_offline,
        passkeys: state.storage.offers_passkeys() && attempt.has_passkeys,
        backup_codes: attempt.has_backup_codes,
        can_ask: !attempt.devices.is_empty(),
        name: attempt.name,
        f,
    }))
}

async fn code_page(
    State(state): State<AppState>,
    Attempt(login): Attempt,
    f: Frame,
) -> Result<Response, PageError> {
    Ok(render(&form(f, Kind::Code, &find(&state, &login).await?, Typed::default())))
}

async fn backup_page(
    State(state): State<AppState>,
    Attempt(login): Attempt,
    f: Frame,
) -> Result<Response, PageError> {
    Ok(render(&form(f, Kind::Backup, &find(&state, &login).await?, Typed::default())))
}

#[derive(Deserialize, Default)]
struct Typed {
    code: String,
    trust: Option<String>,
}

async fn code(
    State(state): State<AppState>,
    Attempt(login): Attempt,
    ending: Ending,
    Posted(typed): Posted<Typed>,
) -> Result<Response, PageError> {
    sign_in(&state, &login, ending, Kind::Code, typed).await
}

async fn backup(
    State(state): State<AppState>,
    Attempt(login): Attempt,
    ending: Ending,
    Posted(typed): Posted<Typed>,
) -> Result<Response, PageError> {
    sign_in(&state, &login, ending, Kind::Backup, typed).await
}

/// Completes the sign-in with what was typed, or says why not.
async fn sign_in(
    state: &AppState,
    login: &str,
    ending: Ending,
    kind: Kind,
    typed: Typed,
) -> Result<Response, PageError> {
    let (attempt, login, now) = (find(state, login).await?, Hashed::of(login), state.clock.now());
    let (mark, keep) = (ending.mark.clone(), ending.keep(typed.trust.is_some()));
    let outcome = match kind {
        Kind::Code => state.storage.sign_in_with_code(login, typed.code.clone(), mark, keep, now).await?,
        Kind::Backup => state.storage.sign_in_with_backup_code(login, &typed.code, mark, keep, now).await?,
    };
    match outcome {
        CodeOutcome::Accepted(Some(completed)) => ending.let_in(&completed).await,
        refused => refuse(ending.f, kind, &attempt, typed, &refused, now),
    }
}

fn refuse(
    f: Frame,
    kind: Kind,
    attempt: &AttemptView,
    typed: Typed,
    outcome: &CodeOutcome,
    now: u64,
) -> Result<Response, PageError> {
    match outcome {
        CodeOutcome::Wrong { .. } | CodeOutcome::UsedBefore => {
            let sentence = sentence(&f, kind, outcome, now);
            Ok(render(&form(f.wrong_in("code", sentence), kind, attempt, typed)))
        }
        CodeOutcome::Accepted(_) | CodeOutcome::Gone | CodeOutcome::Paused { .. } | CodeOutcome::Closed => {
            refuse_for_now(f, kind, attempt, outcome, now)
        }
    }
}

/// The page of codes that are paused or closed.
pub(super) fn refuse_for_now(
    f: Frame,
    kind: Kind,
    attempt: &AttemptView,
    outcome: &CodeOutcome,
    now: u64,
) -> Result<Response, PageError> {
    match outcome {
        CodeOutcome::Accepted(_)
        | CodeOutcome::Gone
        | CodeOutcome::Wrong { .. }
        | CodeOutcome::UsedBefore => Err(PageError::NoAttempt),
        CodeOutcome::Paused { until } => Ok(render(&PausedPage {
            title: if kind == Kind::Code { f.t("paused-codes") } else { f.t("paused-backup-codes") },
            text: f.with("paused-text", "wait", f.pause(until.saturating_sub(now))),
            until: f.with("paused-until", "until", f.moment(*until)),
            can_ask: !attempt.devices.is_empty(),
            can_type: kind == Kind::Backup && attempt.has_codes,
            backup_codes: kind == Kind::Code && attempt.has_backup_codes,
            f,
        })),
        CodeOutcome::Closed => Ok(render(&PausedPage {
            title: f.t("paused-codes"),
            text: f.t("closed-text"),
            until: String::new(),
            can_ask: !attempt.devices.is_empty(),
            can_type: false,
            backup_codes: attempt.has_backup_codes,
            f,
        })),
    }
}

/// What to say about a code that was not taken.
pub(super) fn sentence(f: &Frame, kind: Kind, outcome: &CodeOutcome, now: u64) -> String {
    match (outcome, kind) {
        (CodeOutcome::UsedBefore, Kind::Code) => f.t("code-used"),
        (CodeOutcome::UsedBefore, Kind::Backup) => f.t("backup-code-used"),
        (CodeOutcome::Paused { until }, _) => {
            f.with("paused-text", "wait", f.pause(until.saturating_sub(now)))
        }
        (CodeOutcome::Closed, _) => f.t("closed-text"),
        (CodeOutcome::Wrong { in_a_row }, _) => {
            let wrong = if kind == Kind::Code { f.t("code-wrong") } else { f.t("backup-code-wrong") };
            format!("{wrong} {}", tries_left(f, *in_a_row))
        }
        (CodeOutcome::Accepted(_) | CodeOutcome::Gone, _) => String::new(),
    }
}

/// How many more wrong tries go without a pause.
fn tries_left(f: &Frame, in_a_row: u32) -> String {
    f.count("tries-left", 10_u64.saturating_sub(u64::from(in_a_row)))
}

fn form(f: Frame, kind: Kind, attempt: &AttemptView, typed: Typed) -> CodePage {
    let digits = kind == Kind::Code;
    CodePage {
        title: if digits { f.t("code-title") } else { f.t("backup-code-title") },
        label: if digits { f.with("code-label", "service", &f.service) } else { f.t("backup-code-label") },
        action: if digits { "/sign-in/code" } else { "/sign-in/backup-code" },
        second: format!("<b>{}</b>", f.t("signature-second")),
        way: Some(if digits { f.t("signature-code") } else { f.t("signature-backup-code") }),
        digits,
        name: attempt.name.clone(),
        left: None,
        typed: typed.code,
        may_trust: attempt.may_trust,
        trust: typed.trust.is_some(),
        f,
    }
}

/// The sign-in of this browser, while it can still be completed.
pub(super) async fn find(state: &AppState, login: &str) -> Result<AttemptView, PageError> {
    let attempt =
        state.storage.attempt(Hashed::of(login), state.clock.now()).await?.ok_or(PageError::NoAttempt)?;
    match attempt.state {
        AttemptState::Waiting | AttemptState::Asked => Ok(attempt),
        AttemptState::Done | AttemptState::Ended => Err(PageError::NoAttempt),
    }
}
