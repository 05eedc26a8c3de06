//! `/2fa`: two-step verification, its options, and what each change of them asks for.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use countersign_protocol::{DeviceId, PersonText};
use serde::Deserialize;

use super::account::notices;
use super::few::{Few, SOME};
use super::{Frame, render};
use crate::AppState;
use crate::domain::{
    Hashed, LeftSessions, MethodKind, Methods, Notice, Policies, Reason, Session, TrustedBrowser, reason_name,
};
use crate::http::{Cookies, LocalPath, PageError, Posted, SignedIn};
use crate::storage::RemoveOutcome;

/// The routes of this part.
pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route("/2fa", get(show))
        .route("/2fa/add", get(add))
        .route("/2fa/devices/{id}/rename", post(rename))
        .route("/2fa/devices/{id}/remove", get(ask_device).post(remove_device))
        .route("/2fa/devices/{id}/end-sessions", post(end_sessions))
        .route("/2fa/{kind}/{id}/lift", get(ask_lift).post(lift))
        .route("/2fa/authenticators/{id}/remove", get(ask_app).post(remove_app))
        .route("/2fa/switch-off", get(ask_switch_off).post(switch_off))
}

#[derive(Template)]
#[template(path = "two-step.html")]
struct TwoStepPage {
    f: Frame,
    since: Option<u64>,
    methods: Methods,
    browsers: Few<TrustedBrowser>,
    this_browser: Option<String>,
    notices: Vec<Notice>,
    /// Removed devices that let sessions in which go on.
    left: Vec<LeftSessions>,
    still_shown: bool,
    policies: Policies,
    passkey_alone: bool,
    now: u64,
}

#[derive(Template)]
#[template(path = "add.html")]
struct AddPage {
    f: Frame,
    codes: bool,
    passkeys: bool,
}

/// A page that says what a change does, with one button for it.
#[derive(Template)]
#[template(path = "confirm-change.html")]
pub(super) struct ConfirmChange {
    pub(super) f: Frame,
    pub(super) title: String,
    pub(super) text: String,
    pub(super) action: String,
    pub(super) button: String,
    pub(super) destroys: bool,
}

#[derive(Deserialize)]
struct Said {
    error: Option<String>,
    /// Where the list of trusted browsers begins.
    #[serde(default)]
    browsers: usize,
}

async fn show(
    State(state): State<AppState>,
    SignedIn(session): SignedIn,
    cookies: Cookies,
    Query(said): Query<Said>,
    f: Frame,
) -> Result<Response, PageError> {
    let now = state.clock.now();
    let account = state.storage.account(&session.account).await?.ok_or(PageError::NotFound)?;
    let f = f.of(&session);
    let f = match said.error.as_deref() {
        Some("too-many") => f.clone().wrong_in("form", f.t("too-many-methods")),
        Some("too-many-passkeys") => f.clone().wrong_in("form", f.t("too-many-passkeys")),
        Some("passkey-known") => f.clone().wrong_in("form", f.t("passkey-known")),
        Some("administrator") => f.clone().wrong_in("form", f.t("admin-needs-two-step")),
        Some("last-method") => f.clone().wrong_in("form", f.t("last-method")),
        _ => f,
    };
    Ok(render(&TwoStepPage {
        f,
        since: account.two_step_since,
        policies: state.storage.policies(&session.account).await?,
        passkey_alone: state.storage.passkey_alone(&session.account).await?,
        now,
        methods: state.storage.methods(&session.account, now).await?,
        browsers: Few::of(SOME, said.browsers, state.storage.trusted_browsers(&session.account, now).await?),
        this_browser: this_browser(&state, &session, &cookies).await?,
        notices: notices(&state, &session).await?,
        left: state.storage.left_sessions(&session, now).await?,
        still_shown: state.storage.shown_backup_codes(&session.account, now).await?.is_some(),
    }))
}

/// Which of the trusted browsers this one is.
pub(super) async fn this_browser(
    state: &AppState,
    session: &Session,
    cookies: &Cookies,
) -> Result<Option<String>, PageError> {
    Ok(match cookies.known(&session.account) {
        Some(known) => state.storage.trusted_browser_of(&session.account, Hashed::of(&known)).await?,
        None => None,
    })
}

async fn add(
    State(state): State<AppState>,
    SignedIn(session): SignedIn,
    f: Frame,
) -> Result<Response, PageError> {
    let methods = state.storage.methods(&session.account, state.clock.now()).await?;
    let codes = methods.with_codes() < Methods::WITH_CODES;
    let passkeys = state.storage.offers_passkeys() && methods.passkeys_in_all() < Methods::PASSKEYS;
    if !codes && !passkeys {
        return Ok(Redirect::to("/2fa?error=too-many").into_response());
    }
    Ok(render(&AddPage { f: f.of(&session), codes, passkeys }))
}

#[derive(Deserialize)]
struct NewName {
    name: String,
}

async fn rename(
    State(state): State<AppState>,
    SignedIn(session): SignedIn,
    Path(id): Path<String>,
    Posted(form): Posted<NewName>,
) -> Result<Redirect, PageError> {
    let id = DeviceId::parse(&id).map_err(|_| PageError::NotFound)?;
    // A name of nothing but spaces leaves the old one.
    if let Some(name) = PersonText::cleaned(&form.name) {
        state.storage.rename_device(&session.account, &id, name.to_string()).await?;
    }
    Ok(Redirect::to("/2fa"))
}

/// The page that asks for a proof and leads back here, unless there is one or none is needed.
pub(super) async fn proof_first(
    state: &AppState,
    session: &Session,
    here: &str,
    reason: Reason,
) -> Result<Option<Response>, PageError> {
    if !session.two_step || state.storage.has_proof(&session.id, &reason, state.clock.now()).await? {
        return Ok(None);
    }
    Ok(Some(Redirect::to(&proof(here, &reason)).into_response()))
}

/// The address of the page that asks for a proof and leads back here.
pub(super) fn proof(here: &str, reason: &Reason) -> String {
    LocalPath::parse(here).unwrap_or_else(LocalPath::account).after_proof(reason_name(reason))
}

async fn ask_device(
    State(state): State<AppState>,
    SignedIn(session): SignedIn,
    Path(id): Path<String>,
    f: Frame,
) -> Result<Response, PageError> {
    let methods = state.storage.methods(&session.account, state.clock.now()).await?;
    let device = methods.devices.iter().find(|device| device.id.as_str() == id).map(|device| &device.name);
    let suspended = || methods.suspended(MethodKind::Device, &id).map(|method| &method.name);
    let name = device.or_else(suspended).ok_or(PageError::NotFound)?;
    ask_removal(
        &state,
        &session,
        &methods,
        f.clone(),
        (name, f.t("remove-text")),
        format!("/2fa/devices/{id}/remove"),
    )
    .await
}

async fn ask_app(
    State(state): State<AppState>,
    SignedIn(session): SignedIn,
    Path(id): Path<String>,
    f: Frame,
) -> Result<Response, PageError> {
    let methods = state.storage.methods(&session.account, state.clock.now()).await?;
    let app = methods.authenticators.iter().find(|app| app.id == id).map(|app| &app.name);
    let suspended = || methods.suspended(MethodKind::Authenticator, &id).map(|method| &method.name);
    let name = app.or_else(suspended).ok_or(PageError::NotFound)?;
    ask_removal(
        &state,
        &session,
        &methods,
        f.clone(),
        (name, f.t("remove-text")),
        format!("/2fa/authenticators/{id}/remove"),
    )
    .await
}

/// Says what a removal does, once it is proved. The last method is not removed but switched off.
pub(super) async fn ask_removal(
    state: &AppState,
    session: &Session,
    methods: &Methods,
    f: Frame,
    (name, text): (&str, String),
    action: String,
) -> Result<Response, PageError> {
    // One that is suspended counts for nothing, so it is never the last.
    let is_suspended = methods.suspended.iter().any(|method| action.contains(&method.id));
    if methods.count() <= 1 && !is_suspended {
        return Ok(Redirect::to("/2fa?error=last-method").into_response());
    }
    if let Some(first) = proof_first(state, session, &action, Reason::RemoveMethod).await? {
        return Ok(first);
    }
    let f = f.of(session);
    Ok(render(&ConfirmChange {
        title: f.with("remove-title", "name", name),
        text,
        action,
        button: f.t("remove"),
        destroys: true,
        f,
    }))
}

async fn ask_lift(
    State(state): State<AppState>,
    SignedIn(session): SignedIn,
    Path((kind, id)): Path<(String, String)>,
    f: Frame,
) -> Result<Response, PageError> {
    let kind = MethodKind::from_path(&kind).ok_or(PageError::NotFound)?;
    let methods = state.storage.methods(&session.account, state.clock.now()).await?;
    let method = methods.suspended(kind, &id).ok_or(PageError::NotFound)?;
    let action = lifting(kind, &id);
    if let Some(first) = proof_first(&state, &session, &action, Reason::AddMethod).await? {
        return Ok(first);
    }
    let f = f.of(&session);
    Ok(render(&ConfirmChange {
        title: f.with("lift-title", "name", &method.name),
        text: f.t("lift-text"),
        action,
        button: f.t("lift"),
        destroys: false,
        f,
    }))
}

async fn lift(
    State(state): State<AppState>,
    SignedIn(session): SignedIn,
    Path((kind, id)): Path<(String, String)>,
    Posted(()): Posted<()>,
) -> Result<Redirect, PageError> {
    let kind = MethodKind::from_path(&kind).ok_or(PageError::NotFound)?;
    if state.storage.lift_suspension(&session, kind, &id, state.clock.now()).await? {
        return Ok(Redirect::to("/2fa"));
    }
    Ok(Redirect::to(&proof(&lifting(kind, &id), &Reason::AddMethod)))
}

/// Where a suspension is lifted.
fn lifting(kind: MethodKind, id: &str) -> String {
    format!("/2fa/{}/{id}/lift", kind.path())
}

/// What a removed device let in ends.
async fn end_sessions(
    State(state): State<AppState>,
    SignedIn(session): SignedIn,
    Path(id): Path<String>,
    Posted(()): Posted<()>,
) -> Result<Redirect, PageError> {
    let device = DeviceId::parse(&id).map_err(|_| PageError::NotFound)?;
    state.storage.end_left_sessions(&session, &device, state.clock.now()).await?;
    Ok(Redirect::to("/2fa"))
}

async fn remove_device(
    State(state): State<AppState>,
    SignedIn(session): SignedIn,
    Path(id): Path<String>,
    Posted(()): Posted<()>,
) -> Result<Redirect, PageError> {
    let device = DeviceId::parse(&id).map_err(|_| PageError::NotFound)?;
    let outcome = state.storage.remove_device(&session, &device, state.clock.now()).await?;
    Ok(after_removal(outcome, &format!("/2fa/devices/{id}/remove")))
}

async fn remove_app(
    State(state): State<AppState>,
    SignedIn(session): SignedIn,
    Path(id): Path<String>,
    Posted(()): Posted<()>,
) -> Result<Redirect, PageError> {
    let outcome = state.storage.remove_authenticator(&session, &id, state.clock.now()).await?;
    Ok(after_removal(outcome, &format!("/2fa/authenticators/{id}/remove")))
}

pub(super) fn after_removal(outcome: RemoveOutcome, here: &str) -> Redirect {
    match outcome {
        RemoveOutcome::Removed | RemoveOutcome::NotFound | RemoveOutcome::Frozen => Redirect::to("/2fa"),
        RemoveOutcome::LastMethod => Redirect::to("/2fa?error=last-method"),
        RemoveOutcome::ProofNeeded => Redirect::to(&proof(here, &Reason::RemoveMethod)),
    }
}

async fn ask_switch_off(
    State(state): State<AppState>,
    SignedIn(session): SignedIn,
    f: Frame,
) -> Result<Response, PageError> {
    if !session.two_step {
        return Ok(Redirect::to("/2fa").into_response());
    }
    if let Some(first) = proof_first(&state, &session, "/2fa/switch-off", Reason::SwitchOff).await? {
        return Ok(first);
    }
    let f = f.of(&session);
    Ok(render(&ConfirmChange {
        title: f.t("switch-off-title"),
        text: f.t("switch-off-text"),
        action: "/2fa/switch-off".to_owned(),
        button: f.t("switch-off"),
        destroys: true,
        f,
    }))
}

async fn switch_off(
    State(state): State<AppState>,
    SignedIn(session): SignedIn,
    cookies: Cookies,
    Posted(()): Posted<()>,
) -> Result<Response, PageError> {
    if state.storage.switch_off(&session, state.clock.now()).await? {
        return Ok((cookies.clear_known(&session.account), Redirect::to("/2fa")).into_response());
    }
    Ok(Redirect::to(&proof("/2fa/switch-off", &Reason::SwitchOff)).into_response())
}
