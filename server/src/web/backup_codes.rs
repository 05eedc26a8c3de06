//! Backup codes: shown until the person says that they are kept; downloaded, printed, made anew.

use std::fmt::Write;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use countersign_protocol::SetupCode;
use serde::Deserialize;
use zeroize::Zeroizing;

use super::two_step::{ConfirmChange, proof, proof_first};
use super::{Frame, render};
use crate::AppState;
use crate::domain::Reason;
use crate::http::{PageError, Posted, SignedIn};

/// The routes of this part.
pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route("/2fa/backup-codes", get(show))
        .route("/2fa/backup-codes/kept", post(kept))
        .route("/2fa/backup-codes/download", post(download))
        .route("/2fa/backup-codes/new", get(ask_renewal).post(renew))
}

#[derive(Template)]
#[template(path = "backup-codes.html")]
struct BackupCodesPage {
    f: Frame,
    codes: Vec<String>,
    user: String,
    address: String,
    made_at: u64,
}

async fn show(
    State(state): State<AppState>,
    SignedIn(session): SignedIn,
    f: Frame,
) -> Result<Response, PageError> {
    let now = state.clock.now();
    let Some(codes) = state.storage.shown_backup_codes(&session.account, now).await? else {
        return Ok(Redirect::to("/2fa").into_response());
    };
    let methods = state.storage.methods(&session.account, now).await?;
    Ok(render(&BackupCodesPage {
        f: f.of(&session),
        codes: codes.iter().map(SetupCode::expose_halves).collect(),
        user: session.name,
        address: state.rules.origin.to_string(),
        made_at: methods.backup_codes.map_or(now, |codes| codes.made_at),
    }))
}

#[derive(Deserialize)]
struct Kept {
    kept: Option<String>,
}

async fn kept(
    State(state): State<AppState>,
    SignedIn(session): SignedIn,
    Posted(form): Posted<Kept>,
) -> Result<Redirect, PageError> {
    if form.kept.is_none() {
        return Ok(Redirect::to("/2fa/backup-codes"));
    }
    state.storage.backup_codes_kept(&session.account).await?;
    Ok(Redirect::to("/2fa"))
}

async fn download(
    State(state): State<AppState>,
    SignedIn(session): SignedIn,
    f: Frame,
    Posted(()): Posted<()>,
) -> Result<Response, PageError> {
    let Some(codes) = state.storage.shown_backup_codes(&session.account, state.clock.now()).await? else {
        return Ok(Redirect::to("/2fa").into_response());
    };
    let text = as_text(&f, &session.name, state.rules.origin.as_str(), &codes);
    let name = "attachment; filename=\"countersign-backup-codes.txt\"";
    let headers = [(CONTENT_TYPE, "text/plain; charset=utf-8"), (CONTENT_DISPOSITION, name)];
    Ok((headers, text.to_string()).into_response())
}

/// The codes as a file that people can read anywhere.
fn as_text(f: &Frame, user: &str, origin: &str, codes: &[SetupCode]) -> Zeroizing<String> {
    let title = f.with("backup-sheet", "service", &f.service);
    let mut text = Zeroizing::new(format!("{title}\r\n{user}\r\n{origin}\r\n\r\n"));
    for (number, code) in codes.iter().enumerate() {
        // Writing into a String does not fail.
        let _ = write!(text, "{:>2}  {}\r\n", number + 1, code.expose_halves());
    }
    let rules = [
        f.t("backup-rule-once"),
        f.t("backup-rule-place"),
        f.t("backup-rule-new"),
        f.t("backup-rule-nobody"),
    ];
    for rule in rules {
        let _ = write!(text, "\r\n{rule}");
    }
    text.push_str("\r\n");
    text
}

async fn ask_renewal(
    State(state): State<AppState>,
    SignedIn(session): SignedIn,
    f: Frame,
) -> Result<Response, PageError> {
    if !session.two_step {
        return Ok(Redirect::to("/2fa").into_response());
    }
    if let Some(first) = proof_first(&state, &session, "/2fa/backup-codes/new", Reason::NewCodes).await? {
        return Ok(first);
    }
    let f = f.of(&session);
    Ok(render(&ConfirmChange {
        title: f.t("backup-new-title"),
        text: f.t("backup-new-text"),
        action: "/2fa/backup-codes/new".to_owned(),
        button: f.t("backup-new"),
        destroys: false,
        f,
    }))
}

async fn renew(
    State(state): State<AppState>,
    SignedIn(session): SignedIn,
    Posted(()): Posted<()>,
) -> Result<Redirect, PageError> {
    let done = state.storage.renew_backup_codes(&session.account, &session.id, state.clock.now()).await?;
    let next =
        if done { "/2fa/backup-codes".to_owned() } else { proof("/2fa/backup-codes/new", &Reason::NewCodes) };
    Ok(Redirect::to(&next))
}
