//! Whether all is well: mail, keys, clock.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use countersign_protocol::Signer as _;

use super::{Administrator, Frame, after, render};
use crate::AppState;
use crate::domain::MailHealth;
use crate::http::{PageError, Posted};
use crate::keys::{KeyFile, key_files};

const HERE: &str = "/admin/health";
/// A clock that is more than this many seconds before what the database knows went back.
const SLACK: u64 = 60;

/// The routes of this part.
pub(super) fn routes() -> Router<AppState> {
    Router::new().route(HERE, get(show)).route("/admin/health/mail/retry", post(retry))
}

#[derive(Template)]
#[template(path = "admin-health.html")]
struct HealthPage {
    f: Frame,
    here: &'static str,
    /// How mail is; `None` while it is off.
    mail: Option<MailHealth>,
    /// What devices know this server by.
    thumbprint: String,
    files: Vec<KeyFile>,
    now: u64,
    /// What the database knows to have been, if the clock is before it.
    went_back: Option<u64>,
}

async fn show(State(state): State<AppState>, who: Administrator, f: Frame) -> Result<Response, PageError> {
    let now = state.clock.now();
    let latest = state.storage.latest_moment().await?;
    let mail = match state.mail {
        Some(_) => Some(state.storage.mail_health().await?),
        None => None,
    };
    Ok(render(&HealthPage {
        f: f.of(&who.0),
        here: "health",
        mail,
        thumbprint: state.keys.instance(now).public().thumbprint().to_string(),
        files: key_files(state.keys.folder(), now),
        now,
        went_back: (latest > now + SLACK).then_some(latest),
    }))
}

async fn retry(
    State(state): State<AppState>,
    who: Administrator,
    Posted(()): Posted<()>,
) -> Result<Response, PageError> {
    after(state.storage.retry_all_mail(who.by(), state.clock.now()).await?, HERE)
}
