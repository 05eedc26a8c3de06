//! The page that waits for the answer, goes on by itself, and says where the question stands.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use countersign_protocol::{ApproveLink, OpenLink};
use serde::Deserialize;
use tokio::time::{Duration, Instant};

use super::ending::Ending;
use super::offline;
use super::qr::svg;
use super::stand::Stand;
use super::{Frame, render};
use crate::AppState;
use crate::domain::{AttemptView, BrowserMark, Hashed, Way};
use crate::http::{Attempt, Cookies, PageError, Posted, changed_stream, wait_for};
use crate::storage::Asked;

/// The routes of this part.
pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route("/sign-in/wait", get(show))
        .route("/sign-in/wait/events", get(events))
        .route("/sign-in/complete", post(complete))
        .route("/sign-in/cancel", post(cancel))
        .route("/sign-in/resend", post(resend))
        .route("/sign-in/scan", post(scan))
}

#[derive(Template)]
#[template(path = "wait.html")]
#[expect(clippy::struct_excessive_bools, reason = "each shows or hides one part of the page")]
struct WaitPage {
    f: Frame,
    state: &'static str,
    mark: String,
    title: String,
    text: String,
    live: String,
    name: String,
    second: String,
    way: Option<String>,
    number: Option<String>,
    scan: Option<ScanCode>,
    /// Opens the app at the question, for a browser on the phone itself.
    open: Option<String>,
    left: Option<u64>,
    lifetime: u64,
    waits: bool,
    approved: bool,
    ended: bool,
    stopped: bool,
    queued: bool,
    may_trust: bool,
    passkeys: bool,
    offline: bool,
    can_send: bool,
    resend_in: u64,
}

/// The QR code that the app scans, and the same as a link for a browser on the phone itself.
struct ScanCode {
    qr: String,
    link: String,
}

#[derive(Deserialize)]
struct Polling {
    wait: Option<u64>,
    /// After *Send again* in vain: for how many seconds asking is paused.
    paused: Option<u64>,
}

async fn show(
    State(state): State<AppState>,
    Attempt(login): Attempt,
    Query(polling): Query<Polling>,
    mark: BrowserMark,
    f: Frame,
) -> Result<Response, PageError> {
    let login = Hashed::of(&login);
    if let Some(seconds) = polling.wait {
        return poll(&state, login, seconds.min(25)).await;
    }
    let now = state.clock.now();
    let (attempt, asked) = look(&state, login, now).await?.ok_or(PageError::NoAttempt)?;
    let stand = match (Stand::of(&attempt), asked) {
        (Stand::Waiting, Some(Asked::NotBefore(_) | Asked::TooMany | Asked::NoDevice | Asked::TooNew)) => {
            Stand::NotNow
        }
        (stand, _) => stand,
    };
    let f = match polling.paused {
        Some(seconds) => {
            let sentence = f.with("wait-not-before", "wait", f.pause(seconds.clamp(1, 86_400)));
            f.wrong_in("form", sentence)
        }
        None => f,
    };
    if let Some(page) = offline::page(&state, f.clone(), &attempt, offline::Typed::default(), now)? {
        return Ok(page);
    }
    let mut page = page(f, &attempt, stand, asked, state.rules.challenge_seconds, now);
    page.scan = scan_code(&state, &attempt)?;
    page.open = question_link(&state, &attempt, &mark).filter(|_| page.left.is_some() && page.scan.is_none());
    page.passkeys &= state.storage.offers_passkeys();
    Ok(render(&page))
}

/// The attempt as it stands, after asking for its turn if it waits for that.
async fn look(
    state: &AppState,
    login: Hashed,
    now: u64,
) -> Result<Option<(AttemptView, Option<Asked>)>, PageError> {
    let Some(attempt) = state.storage.attempt(login, now).await? else { return Ok(None) };
    if Stand::of(&attempt) != Stand::Waiting {
        return Ok(Some((attempt, None)));
    }
    let asked = state.storage.ask_about_sign_in(login, now).await?;
    Ok(state.storage.attempt(login, now).await?.map(|attempt| (attempt, Some(asked))))
}

fn page(
    f: Frame,
    attempt: &AttemptView,
    stand: Stand,
    asked: Option<Asked>,
    lifetime: u64,
    now: u64,
) -> WaitPage {
    let question = attempt.challenge.as_ref();
    let open = question.filter(|_| stand == Stand::Pending);
    let number = open.and_then(|question| question.number.as_ref()).map(|number| number.to_string());
    let devices = f.list(&attempt.devices);
    let (title, text) = match stand {
        Stand::Waiting => (f.t("wait-turn"), f.t("wait-turn-text")),
        Stand::Pending if number.is_some() => (f.t("wait-number"), String::new()),
        Stand::Pending if open.is_some_and(|question| question.scan.is_some()) => {
            (f.t("wait-scan"), f.t("wait-scan-text"))
        }
        Stand::Pending => (f.t("wait-tap"), f.with("wait-tap-text", "devices", &devices)),
        Stand::Approved => (f.t("wait-approved"), f.t("wait-approved-text")),
        Stand::Declined => {
            let by =
                question.and_then(|question| question.decided_by.clone()).unwrap_or_else(|| f.t("a-device"));
            (f.t("wait-declined"), f.with("wait-declined-text", "device", by))
        }
        Stand::Expired => (f.t("wait-expired"), f.t("wait-expired-text")),
        Stand::Failed if question.is_some_and(|question| question.is_offline) => {
            (f.t("wait-failed-offline"), f.t("wait-failed-offline-text"))
        }
        Stand::Failed => (f.t("wait-failed"), f.t("wait-failed-text")),
        Stand::Over => (f.t("wait-over"), f.t("wait-over-text")),
        Stand::NotNow => (f.t("wait-not-now"), reason(&f, asked, now)),
    };
    let ended = matches!(stand, Stand::Declined | Stand::Failed | Stand::Over);
    WaitPage {
        state: stand.name(),
        mark: stand.mark(attempt),
        title,
        text,
        live: if stand == Stand::Waiting {
            f.t("wait-live-turn")
        } else {
            f.with("wait-live", "devices", &devices)
        },
        name: attempt.name.clone(),
        second: format!("<b>{}</b> {}", f.t("signature-answer"), f.t("signature-answer-where")),
        way: (stand == Stand::Approved).then(|| f.t("signature-yes")),
        number,
        scan: None,
        open: None,
        left: open.map(|question| question.expires_at.saturating_sub(now)),
        lifetime,
        waits: matches!(stand, Stand::Waiting | Stand::Pending),
        approved: stand == Stand::Approved,
        ended,
        stopped: matches!(stand, Stand::Declined | Stand::Failed),
        queued: stand == Stand::Waiting,
        may_trust: attempt.may_trust,
        passkeys: attempt.has_passkeys,
        offline: attempt.can_answer_offline
            && matches!(stand, Stand::Pending | Stand::Expired | Stand::NotNow),
        can_send: matches!(stand, Stand::Pending | Stand::Expired)
            || (stand == Stand::NotNow && asked != Some(Asked::NoDevice)),
        resend_in: open.map_or(0, |question| question.resend_at.saturating_sub(now)),
        f,
    }
}

/// What the page shows to be scanned, while the question is open.
fn scan_code(state: &AppState, attempt: &AttemptView) -> Result<Option<ScanCode>, PageError> {
    let Some(question) = &attempt.challenge else { return Ok(None) };
    let Some(secret) = &question.scan else { return Ok(None) };
    let server = state.rules.origin.clone();
    let link = ApproveLink { server, challenge: question.cid, secret: secret.clone() }.expose_link();
    Ok(Some(ScanCode { qr: svg(&link)?, link }))
}

/// Where a phone's own browser finds the question in the app. The link decides nothing.
fn question_link(state: &AppState, attempt: &AttemptView, mark: &BrowserMark) -> Option<String> {
    let challenge = attempt.challenge.as_ref()?.cid;
    mark.is_on_a_phone().then(|| OpenLink { server: state.rules.origin.clone(), challenge }.to_link())
}

/// Why nobody is asked now.
fn reason(f: &Frame, asked: Option<Asked>, now: u64) -> String {
    match asked {
        Some(Asked::NotBefore(until)) => {
            f.with("wait-not-before", "wait", f.pause(until.saturating_sub(now)))
        }
        Some(Asked::NoDevice | Asked::TooNew) => f.t("wait-no-device"),
        Some(Asked::TooMany | Asked::Asked(_) | Asked::Waiting | Asked::Gone) | None => f.t("wait-too-many"),
    }
}

/// Where the sign-in stands, at once or when something changes within `seconds`.
async fn poll(state: &AppState, login: Hashed, seconds: u64) -> Result<Response, PageError> {
    let until = Instant::now() + Duration::from_secs(seconds);
    let found = state.storage.attempt(login, state.clock.now()).await?.ok_or(PageError::NoAttempt)?;
    // Before the first look, so that no change falls between looking and waiting.
    let mut changes = state.wake.listen(&found.account);
    let (attempt, _) = look(state, login, state.clock.now()).await?.ok_or(PageError::NoAttempt)?;
    let before = Stand::of(&attempt).mark(&attempt);
    let mut latest = attempt;
    while Stand::of(&latest).mark(&latest) == before && wait_for(&mut changes, until, &state.stop).await {
        let Some((attempt, _)) = look(state, login, state.clock.now()).await? else { break };
        latest = attempt;
    }
    Ok(Json(Stand::of(&latest).json(&latest)).into_response())
}

async fn events(State(state): State<AppState>, Attempt(login): Attempt) -> Result<Response, PageError> {
    let attempt =
        state.storage.attempt(Hashed::of(&login), state.clock.now()).await?.ok_or(PageError::NoAttempt)?;
    Ok(changed_stream(state.wake.listen(&attempt.account), state.stop.clone()))
}

#[derive(Deserialize)]
struct Completion {
    trust: Option<String>,
}

async fn complete(
    State(state): State<AppState>,
    Attempt(login): Attempt,
    ending: Ending,
    Posted(form): Posted<Completion>,
) -> Result<Response, PageError> {
    let (mark, keep) = (ending.mark.clone(), ending.keep(form.trust.is_some()));
    let completed = state.storage.complete_sign_in(Hashed::of(&login), mark, keep, state.clock.now()).await?;
    let Some(completed) = completed else { return Ok(Redirect::to("/sign-in/wait").into_response()) };
    ending.let_in(&completed).await
}

async fn cancel(
    State(state): State<AppState>,
    Attempt(login): Attempt,
    cookies: Cookies,
    Posted(()): Posted<()>,
) -> Result<Response, PageError> {
    state.storage.cancel_attempt(Hashed::of(&login), state.clock.now()).await?;
    Ok((cookies.clear_login(), Redirect::to("/sign-in")).into_response())
}

/// Another way to be asked: by the QR code of this page.
async fn scan(
    State(state): State<AppState>,
    Attempt(login): Attempt,
    Posted(()): Posted<()>,
) -> Result<Redirect, PageError> {
    let asked = state.storage.ask_in_another_way(Hashed::of(&login), Way::Scan, state.clock.now()).await?;
    Ok(Redirect::to(if asked == Asked::NoDevice { "/sign-in/other-ways" } else { "/sign-in/wait" }))
}

async fn resend(
    State(state): State<AppState>,
    Attempt(login): Attempt,
    Posted(()): Posted<()>,
) -> Result<Redirect, PageError> {
    let (login, now) = (Hashed::of(&login), state.clock.now());
    let attempt = state.storage.attempt(login, now).await?.ok_or(PageError::NoAttempt)?;
    if let Some(question) = attempt.challenge.filter(|question| question.is_open(now)) {
        state.storage.send_again(question.cid, now).await?;
        return Ok(Redirect::to("/sign-in/wait"));
    }
    Ok(match state.storage.ask_about_sign_in(login, now).await? {
        Asked::NotBefore(until) => {
            Redirect::to(&format!("/sign-in/wait?paused={}", until.saturating_sub(now)))
        }
        Asked::NoDevice => Redirect::to("/sign-in/other-ways"),
        Asked::Asked(_) | Asked::TooNew | Asked::Waiting | Asked::TooMany | Asked::Gone => {
            Redirect::to("/sign-in/wait")
        }
    })
}
