//! Each change of methods asks for its own proof: an answer on a device for exactly this, a passkey, a backup code,
//! or, only where there is neither device nor passkey, a typed code. What was given for the sign-in does not count.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Extension, Json, Router};
use countersign_protocol::ChallengeState;
use serde::Deserialize;

use super::other_ways::{Kind, sentence};
use super::passkey::{read_reply, refusal};
use super::{Frame, render};
use crate::AppState;
use crate::domain::{BrowserMark, ChallengeView, Reason, Session, reason_from_name, reason_name};
use crate::http::{AsksForPasskey, LocalPath, PageError, Posted, SignedIn, changed_stream};
use crate::storage::{Asked, CodeOutcome, NewChallenge, PasskeyOutcome};

/// The routes of this part.
pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route("/prove", get(show))
        .route("/prove/state", get(poll))
        .route("/prove/events", get(events))
        .route("/prove/ask", post(ask))
        .route("/prove/complete", post(complete))
        .route("/prove/passkey", post(passkey))
        .route("/prove/backup-code", post(backup_code))
        .route("/prove/code", post(code))
}

#[derive(Template)]
#[template(path = "prove.html")]
#[expect(clippy::struct_excessive_bools, reason = "each shows or hides one part of the page")]
struct ProvePage {
    f: Frame,
    reason: String,
    next: String,
    what: String,
    mark: String,
    here: String,
    poll: String,
    live: String,
    back: &'static str,
    number: Option<String>,
    left: Option<u64>,
    lifetime: u64,
    resend_in: u64,
    waits: bool,
    approved: bool,
    can_ask: bool,
    can_type: bool,
    passkey: Option<String>,
    has_backup: bool,
    backup_open: bool,
    /// What cannot prove this yet, and when the first of it can.
    too_new: Option<(String, u64)>,
}

#[derive(Deserialize)]
struct Wanted {
    reason: String,
    #[serde(default)]
    next: String,
}

#[derive(Deserialize)]
struct Typed {
    reason: String,
    #[serde(default)]
    next: String,
    code: String,
}

/// What people are asked to prove, each with a sentence of its own (`prove-…`).
pub(super) const REASONS: [Reason; 7] = [
    Reason::StepUp,
    Reason::AddMethod,
    Reason::RemoveMethod,
    Reason::NewCodes,
    Reason::ChangePassword,
    Reason::ChangePolicy,
    Reason::SwitchOff,
];

/// What is proved, and where it leads.
struct Change {
    reason: Reason,
    next: LocalPath,
}

impl Change {
    /// The reasons for which people are asked here.
    fn parse(reason: &str, next: &str) -> Result<Self, PageError> {
        let reason =
            reason_from_name(reason).filter(|reason| REASONS.contains(reason)).ok_or(PageError::Malformed)?;
        Ok(Self { reason, next: LocalPath::parse(next).unwrap_or_else(LocalPath::account) })
    }

    fn here(&self) -> String {
        self.next.after_proof(reason_name(&self.reason))
    }

    fn go_on(&self) -> Response {
        Redirect::to(self.next.as_str()).into_response()
    }
}

async fn show(
    State(state): State<AppState>,
    SignedIn(session): SignedIn,
    Query(wanted): Query<Wanted>,
    f: Frame,
) -> Result<Response, PageError> {
    let change = Change::parse(&wanted.reason, &wanted.next)?;
    page(&state, &session, &change, f).await
}

async fn page(state: &AppState, session: &Session, change: &Change, f: Frame) -> Result<Response, PageError> {
    let now = state.clock.now();
    if !session.two_step || state.storage.has_proof(&session.id, &change.reason, now).await? {
        return Ok(change.go_on());
    }
    let methods = state.storage.methods(&session.account, now).await?;
    let question = state.storage.challenge_of_session(&session.id, &change.reason, now).await?;
    let stand = question.as_ref().map(|question| question.state);
    let f = match (stand, f.has_error()) {
        (Some(ChallengeState::Declined), false) => f.clone().wrong_in("form", f.t("prove-declined")),
        (Some(ChallengeState::Expired), false) => f.clone().wrong_in("form", f.t("prove-expired")),
        (Some(ChallengeState::Failed), false) => f.clone().wrong_in("form", f.t("prove-failed")),
        _ => f,
    };
    let open = question.as_ref().filter(|question| question.is_open(now));
    let may_be_asked = methods.devices.iter().filter(|device| device.joined.may_prove(&change.reason, now));
    let names = may_be_asked.map(|device| device.name.clone()).collect::<Vec<_>>();
    let (reason, here) = (reason_name(&change.reason).to_owned(), change.here());
    let too_new = methods.too_new_for(&change.reason, now).map(|(names, until)| (f.list(&names), until));
    let passkey = state.storage.ask_passkey_for_change(session, change.reason.clone(), now).await?;
    let page = render(&ProvePage {
        what: f.of_family("prove", &reason),
        mark: mark(question.as_ref()),
        poll: here.replacen("/prove?", "/prove/state?", 1),
        live: f.with("wait-live", "devices", f.list(&names)),
        back: if change.reason == Reason::StepUp || change.reason == Reason::ChangePassword {
            "/account"
        } else {
            "/2fa"
        },
        number: open.and_then(|question| question.number.as_ref()).map(|number| number.to_string()),
        left: open.map(|question| question.expires_at.saturating_sub(now)),
        lifetime: state.rules.challenge_seconds,
        resend_in: open.map_or(0, |question| question.resend_at.saturating_sub(now)),
        waits: open.is_some(),
        approved: stand == Some(ChallengeState::Approved),
        can_ask: methods.device_may_prove(&change.reason, now),
        can_type: methods.code_may_prove(&change.reason, now),
        too_new,
        has_backup: methods.backup_codes.as_ref().is_some_and(|codes| codes.left > 0),
        backup_open: !f.wrong("backup-code").is_empty(),
        next: change.next.as_str().to_owned(),
        reason,
        here,
        passkey: passkey.clone(),
        f: f.of(session),
    });
    Ok(if passkey.is_some() { (Extension(AsksForPasskey), page).into_response() } else { page })
}

/// State and question together: another question is another page.
fn mark(question: Option<&ChallengeView>) -> String {
    let (state, cid) = state_of(question);
    cid.map_or_else(|| state.to_owned(), |cid| format!("{state} {cid}"))
}

fn state_of(question: Option<&ChallengeView>) -> (&'static str, Option<String>) {
    let Some(question) = question else { return ("idle", None) };
    let state = match question.state {
        ChallengeState::Pending => "pending",
        ChallengeState::Approved => "approved",
        _ => "ended",
    };
    (state, Some(question.cid.to_string()))
}

async fn poll(
    State(state): State<AppState>,
    SignedIn(session): SignedIn,
    Query(wanted): Query<Wanted>,
) -> Result<Response, PageError> {
    let change = Change::parse(&wanted.reason, &wanted.next)?;
    let now = state.clock.now();
    let question = state.storage.challenge_of_session(&session.id, &change.reason, now).await?;
    let (state, cid) = state_of(question.as_ref());
    Ok(Json(serde_json::json!({ "state": state, "question": cid })).into_response())
}

async fn events(State(state): State<AppState>, SignedIn(session): SignedIn) -> Response {
    changed_stream(state.wake.listen(&session.account), state.stop.clone())
}

async fn ask(
    State(state): State<AppState>,
    SignedIn(session): SignedIn,
    mark: BrowserMark,
    f: Frame,
    Posted(wanted): Posted<Wanted>,
) -> Result<Response, PageError> {
    let change = Change::parse(&wanted.reason, &wanted.next)?;
    let now = state.clock.now();
    // A question that is open is sent again, not replaced.
    let question = state.storage.challenge_of_session(&session.id, &change.reason, now).await?;
    if let Some(question) = question.filter(|question| question.is_open(now)) {
        state.storage.send_again(question.cid, now).await?;
        return Ok(Redirect::to(&change.here()).into_response());
    }
    let reason = change.reason.clone();
    let new = NewChallenge { account: session.account.clone(), session: session.id.clone(), mark, reason };
    let sentence = match state.storage.ask_about_change(new, now).await? {
        Asked::Asked(_) => return Ok(Redirect::to(&change.here()).into_response()),
        Asked::NotBefore(until) => f.with("wait-not-before", "wait", f.pause(until.saturating_sub(now))),
        Asked::Waiting | Asked::TooMany => f.t("prove-busy"),
        Asked::NoDevice | Asked::TooNew | Asked::Gone => f.t("wait-no-device"),
    };
    page(&state, &session, &change, f.wrong_in("form", sentence)).await
}

async fn complete(
    State(state): State<AppState>,
    SignedIn(session): SignedIn,
    Posted(wanted): Posted<Wanted>,
) -> Result<Response, PageError> {
    let change = Change::parse(&wanted.reason, &wanted.next)?;
    let proved = state.storage.claim_proof(&session.id, change.reason.clone(), state.clock.now()).await?;
    Ok(if proved { change.go_on() } else { Redirect::to(&change.here()).into_response() })
}

async fn backup_code(
    State(state): State<AppState>,
    SignedIn(session): SignedIn,
    f: Frame,
    Posted(typed): Posted<Typed>,
) -> Result<Response, PageError> {
    let change = Change::parse(&typed.reason, &typed.next)?;
    let (reason, now) = (change.reason.clone(), state.clock.now());
    let outcome =
        state.storage.prove_with_backup_code(&session.account, &session.id, reason, &typed.code, now).await?;
    reply(&state, &session, &change, &outcome, Kind::Backup, f).await
}

#[derive(Deserialize)]
struct Replied {
    reason: String,
    #[serde(default)]
    next: String,
    reply: String,
}

async fn passkey(
    State(state): State<AppState>,
    SignedIn(session): SignedIn,
    mark: BrowserMark,
    f: Frame,
    Posted(form): Posted<Replied>,
) -> Result<Response, PageError> {
    let change = Change::parse(&form.reason, &form.next)?;
    let (reply, now) = (read_reply(&form.reply)?, state.clock.now());
    let reason = change.reason.clone();
    match state.storage.prove_with_passkey(&session, reason, reply, mark, now).await? {
        PasskeyOutcome::Accepted(_) => Ok(change.go_on()),
        PasskeyOutcome::Gone => Ok(Redirect::to(&change.here()).into_response()),
        outcome @ (PasskeyOutcome::Refused | PasskeyOutcome::Copied | PasskeyOutcome::Paused { .. }) => {
            let sentence = refusal(&f, &outcome, now);
            page(&state, &session, &change, f.wrong_in("passkey", sentence)).await
        }
    }
}

async fn code(
    State(state): State<AppState>,
    SignedIn(session): SignedIn,
    f: Frame,
    Posted(typed): Posted<Typed>,
) -> Result<Response, PageError> {
    let change = Change::parse(&typed.reason, &typed.next)?;
    let (reason, now) = (change.reason.clone(), state.clock.now());
    let outcome =
        state.storage.prove_with_code(&session.account, &session.id, reason, typed.code, now).await?;
    reply(&state, &session, &change, &outcome, Kind::Code, f).await
}

async fn reply(
    state: &AppState,
    session: &Session,
    change: &Change,
    outcome: &CodeOutcome,
    kind: Kind,
    f: Frame,
) -> Result<Response, PageError> {
    match outcome {
        CodeOutcome::Accepted(_) => Ok(change.go_on()),
        CodeOutcome::Gone => Ok(Redirect::to(&change.here()).into_response()),
        CodeOutcome::Wrong { .. }
        | CodeOutcome::UsedBefore
        | CodeOutcome::Paused { .. }
        | CodeOutcome::Closed => {
            let field = if kind == Kind::Code { "code" } else { "backup-code" };
            let sentence = sentence(&f, kind, outcome, state.clock.now());
            page(state, session, change, f.wrong_in(field, sentence)).await
        }
    }
}
