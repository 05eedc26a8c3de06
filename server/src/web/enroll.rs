//! Linking the app from a computer: the QR code, the wait for the phone, the six digits.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use countersign_protocol::{DeviceId, EnrollLink, EnrollmentCode, Signer};
use serde::Deserialize;

use super::qr::svg;
use super::sign_in::fresh_value;
use super::two_step::{ConfirmChange, proof, proof_first};
use super::{Frame, render};
use crate::AppState;
use crate::domain::{
    BrowserMark, DeviceView, EnrollmentState, EnrollmentView, Hashed, Reason, Session, lifetimes,
};
use crate::http::{Cookies, LocalPath, PageError, Posted, SignedIn, changed_stream};
use crate::storage::{ConfirmOutcome, StartedEnrollment};

/// The routes of this part.
pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route("/2fa/enrollments", get(go_on).post(start))
        .route("/2fa/enrollments/{id}", get(show))
        .route("/2fa/enrollments/{id}/state", get(poll))
        .route("/2fa/enrollments/{id}/events", get(events))
        .route("/2fa/enrollments/{id}/confirm", post(confirm))
        .route("/2fa/enrollments/{id}/cancel", post(cancel))
        .route("/e", get(link))
}

#[derive(Template)]
#[template(path = "enrollment.html")]
struct EnrollmentPage {
    f: Frame,
    id: String,
    qr: String,
    address: String,
    user: String,
    setup_code: (String, String),
    left: u64,
}

#[derive(Template)]
#[template(path = "confirm.html")]
struct ConfirmPage {
    f: Frame,
    id: String,
    device: DeviceView,
    left: u64,
    first: bool,
    trust: bool,
    /// What it may replace, and whether the person says so.
    alike: Option<DeviceView>,
    replaces: bool,
}

/// A page that says that something had its time.
#[derive(Template)]
#[template(path = "over.html")]
pub(super) struct OverPage {
    pub(super) f: Frame,
    pub(super) title: String,
    pub(super) text: String,
}

#[derive(Template)]
#[template(path = "enroll-link.html")]
struct LinkPage {
    f: Frame,
    origin: String,
}

async fn start(
    State(state): State<AppState>,
    SignedIn(session): SignedIn,
    Posted(()): Posted<()>,
) -> Result<Redirect, PageError> {
    begin(&state, &session).await
}

/// Where the proof for adding a method leads back to. It goes on by itself only when it comes from a page of ours.
async fn go_on(
    State(state): State<AppState>,
    SignedIn(session): SignedIn,
    headers: HeaderMap,
    f: Frame,
) -> Result<Response, PageError> {
    if comes_from_us(&headers) {
        return Ok(begin(&state, &session).await?.into_response());
    }
    if let Some(first) = proof_first(&state, &session, "/2fa/enrollments", Reason::AddMethod).await? {
        return Ok(first);
    }
    let f = f.of(&session);
    Ok(render(&go_on_page(f, "/2fa/enrollments")))
}

/// Whether a page of this site led here; a browser says so itself.
pub(super) fn comes_from_us(headers: &HeaderMap) -> bool {
    headers.get("sec-fetch-site").is_some_and(|site| site == "same-origin")
}

/// The page with one button that goes on with adding a method.
pub(super) fn go_on_page(f: Frame, action: &str) -> ConfirmChange {
    let (title, text, button) = (f.t("add-go-on"), f.t("add-go-on-text"), f.t("continue"));
    ConfirmChange { f, title, text, action: action.to_owned(), button, destroys: false }
}

/// Where somebody goes first whose password was given too long ago.
pub(super) fn password_first(state: &AppState, session: &Session, here: &str) -> Option<Redirect> {
    let is_stale = state.clock.now() >= session.created_at + lifetimes::FRESH;
    let here = LocalPath::parse(here).unwrap_or_else(LocalPath::account);
    is_stale.then(|| Redirect::to(&here.after_fresh_sign_in()))
}

async fn begin(state: &AppState, session: &Session) -> Result<Redirect, PageError> {
    if let Some(first) = password_first(state, session, "/2fa/enrollments") {
        return Ok(first);
    }
    Ok(match state.storage.start_enrollment(session, state.clock.now()).await? {
        StartedEnrollment::Started(id) => Redirect::to(&format!("/2fa/enrollments/{id}")),
        StartedEnrollment::ProofNeeded => Redirect::to(&proof("/2fa/enrollments", &Reason::AddMethod)),
        StartedEnrollment::TooMany => Redirect::to("/2fa?error=too-many"),
    })
}

async fn find(state: &AppState, session: &Session, id: &str) -> Result<EnrollmentView, PageError> {
    state.storage.enrollment(session, id, state.clock.now()).await?.ok_or(PageError::NotFound)
}

async fn show(
    State(state): State<AppState>,
    SignedIn(session): SignedIn,
    Path(id): Path<String>,
    f: Frame,
) -> Result<Response, PageError> {
    let enrollment = find(&state, &session, &id).await?;
    // The page that goes on by itself may be faster than the reply to its form.
    if enrollment.state == EnrollmentState::Done
        && state.storage.shown_backup_codes(&session.account, state.clock.now()).await?.is_some()
    {
        return Ok(Redirect::to("/2fa/backup-codes").into_response());
    }
    page(&state, &session, enrollment, f.of(&session), Ticked { trust: true, replaces: false }).await
}

/// The boxes of the page with the six digits.
#[derive(Clone, Copy)]
struct Ticked {
    trust: bool,
    replaces: bool,
}

async fn page(
    state: &AppState,
    session: &Session,
    enrollment: EnrollmentView,
    f: Frame,
    Ticked { trust, replaces }: Ticked,
) -> Result<Response, PageError> {
    let (id, left) = (enrollment.id, enrollment.expires_at.saturating_sub(state.clock.now()));
    match (enrollment.state, enrollment.shown, enrollment.device) {
        (EnrollmentState::Open, Some((code, setup_code)), _) => {
            let code = EnrollmentCode::parse(&code).map_err(PageError::unexpected)?;
            let key = state.keys.instance(state.clock.now()).public().thumbprint();
            let link = EnrollLink { server: state.rules.origin.clone(), code, key };
            let (first, second) = setup_code.split_at_checked(4).unwrap_or((&setup_code, ""));
            Ok(render(&EnrollmentPage {
                qr: svg(&link.expose_link())?,
                address: state.rules.origin.to_string(),
                user: session.name.clone(),
                setup_code: (first.to_owned(), second.to_owned()),
                f,
                id,
                left,
            }))
        }
        (EnrollmentState::Claimed, _, Some(device)) => {
            let methods = state.storage.methods(&session.account, state.clock.now()).await?;
            let alike = methods.alike(&device.name, &device.platform).cloned();
            let first = !session.two_step;
            Ok(render(&ConfirmPage { f, id, device, left, first, trust, alike, replaces }))
        }
        (EnrollmentState::Done, _, _) => Ok(Redirect::to("/2fa").into_response()),
        (EnrollmentState::Open | EnrollmentState::Claimed | EnrollmentState::Ended, _, _) => {
            Ok(render(&OverPage { title: f.t("enroll-over"), text: f.t("enroll-over-text"), f }))
        }
    }
}

async fn poll(
    State(state): State<AppState>,
    SignedIn(session): SignedIn,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let name = match find(&state, &session, &id).await?.state {
        EnrollmentState::Open => "open",
        EnrollmentState::Claimed => "claimed",
        EnrollmentState::Done => "done",
        EnrollmentState::Ended => "ended",
    };
    Ok(Json(serde_json::json!({ "state": name })).into_response())
}

async fn events(
    State(state): State<AppState>,
    SignedIn(session): SignedIn,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    find(&state, &session, &id).await?;
    Ok(changed_stream(state.wake.listen(&session.account), state.stop.clone()))
}

#[derive(Deserialize)]
struct Confirmation {
    digits: String,
    trust: Option<String>,
    /// The device that this one replaces, where the person ticked the box.
    replaces: Option<String>,
}

async fn confirm(
    State(state): State<AppState>,
    SignedIn(session): SignedIn,
    Path(id): Path<String>,
    cookies: Cookies,
    mark: BrowserMark,
    f: Frame,
    Posted(form): Posted<Confirmation>,
) -> Result<Response, PageError> {
    let f = f.of(&session);
    let enrollment = find(&state, &session, &id).await?;
    let ticked = Ticked { trust: form.trust.is_some(), replaces: form.replaces.is_some() };
    // What cannot be the number costs no try.
    if form.digits.chars().filter(char::is_ascii_digit).count() != 6 {
        let f = f.clone().wrong_in("digits", f.t("confirm-six"));
        return page(&state, &session, enrollment, f, ticked).await;
    }
    let known = fresh_value::<16>();
    let trusted = form.trust.is_some().then(|| (Hashed::of(&known), mark));
    let now = state.clock.now();
    match state.storage.confirm_enrollment(&session, &id, form.digits, trusted, now).await? {
        ConfirmOutcome::Activated { first, trusted } => {
            let cookies = if trusted { cookies.set_known(&session.account, &known) } else { cookies };
            // Taking the older one away is a change of its own, with a proof of its own: whoever gets one method in
            // takes none away.
            let replaced = form.replaces.as_deref().and_then(|id| DeviceId::parse(id).ok());
            let next = match replaced {
                _ if first => "/2fa/backup-codes".to_owned(),
                Some(device) => format!("/2fa/devices/{device}/remove"),
                None => "/2fa".to_owned(),
            };
            Ok((cookies, Redirect::to(&next)).into_response())
        }
        ConfirmOutcome::Wrong { tries_left: 0 } => {
            Ok(render(&OverPage { title: f.t("enroll-void"), text: f.t("enroll-void-text"), f }))
        }
        ConfirmOutcome::Wrong { tries_left } => {
            let sentence =
                format!("{} {}", f.t("confirm-wrong"), f.count("tries-left", u64::from(tries_left)));
            page(&state, &session, enrollment, f.wrong_in("digits", sentence), ticked).await
        }
        ConfirmOutcome::NotClaimed => Ok(Redirect::to(&format!("/2fa/enrollments/{id}")).into_response()),
    }
}

async fn cancel(
    State(state): State<AppState>,
    SignedIn(session): SignedIn,
    Path(id): Path<String>,
    Posted(()): Posted<()>,
) -> Result<Redirect, PageError> {
    state.storage.cancel_enrollment(&session, &id, state.clock.now()).await?;
    Ok(Redirect::to("/2fa"))
}

/// The page of an enrollment link: opens the app. What matters stands in the fragment, which never comes here.
async fn link(State(state): State<AppState>, f: Frame) -> Response {
    render(&LinkPage { f, origin: state.rules.origin.to_string() })
}
