//! Invitations: how later accounts come about.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use axum::routing::{get, post};
use countersign_protocol::PersonText;
use serde::Deserialize;

use super::{Administrator, Frame, after, link, render};
use crate::AppState;
use crate::domain::{Hashed, Invitation, MailAddress, without_addresses};
use crate::http::{PageError, Posted};
use crate::mail::invitation;
use crate::storage::{ActOutcome, NewInvitation};
use crate::web::Language;
use crate::web::few::{Few, MANY};
use crate::web::sign_in::fresh_value;

const HERE: &str = "/admin/invitations";
/// What keeps values for these links apart from others.
const PURPOSE: &str = "invitation";

/// The routes of this part.
pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route(HERE, get(show).post(invite))
        .route("/admin/invitations/{id}/withdraw", post(withdraw))
}

#[derive(Template)]
#[template(path = "admin-invitations.html")]
struct InvitationsPage {
    f: Frame,
    here: &'static str,
    link: Option<String>,
    /// Whether mail is on.
    mail: bool,
    invitations: Few<Invitation>,
    now: u64,
}

#[derive(Deserialize)]
struct Shown {
    made: Option<String>,
    said: Option<String>,
    /// Where the list begins.
    #[serde(default)]
    place: usize,
}

async fn show(
    State(state): State<AppState>,
    who: Administrator,
    Query(query): Query<Shown>,
    f: Frame,
) -> Result<Response, PageError> {
    let link = query.made.map(|made| link(&state, &who.0, PURPOSE, &made));
    let link = match link {
        Some(link) if state.storage.invitation_holds(Hashed::of(&link), state.clock.now()).await? => {
            Some(link)
        }
        Some(_) | None => None,
    };
    let f = f.of(&who.0);
    let f = match query.said.as_deref() {
        Some("not-mailed") => f.clone().wrong_in("form", f.t("invitation-not-mailed")),
        _ => f,
    };
    page(&state, f, link.map(|link| address(&state, &link)), query.place).await
}

async fn page(state: &AppState, f: Frame, link: Option<String>, place: usize) -> Result<Response, PageError> {
    Ok(render(&InvitationsPage {
        f,
        here: "invitations",
        link,
        mail: state.mail.is_some(),
        invitations: Few::of(MANY, place, state.storage.invitations().await?),
        now: state.clock.now(),
    }))
}

fn address(state: &AppState, link: &str) -> String {
    format!("{}/invite#{link}", state.rules.origin)
}

#[derive(Deserialize)]
struct NewGuest {
    note: String,
    #[serde(default)]
    mail: String,
    admin: Option<String>,
}

async fn invite(
    State(state): State<AppState>,
    who: Administrator,
    f: Frame,
    Posted(form): Posted<NewGuest>,
) -> Result<Response, PageError> {
    let f = f.of(&who.0);
    let Some(note) = PersonText::cleaned(&form.note) else {
        return page(&state, f.clone().wrong_in("note", f.t("invite-note-empty")), None, 0).await;
    };
    let mail = match form.mail.trim() {
        "" => None,
        _ if state.mail.is_none() => None,
        text => match MailAddress::parse(text) {
            Ok(address) => Some(address),
            Err(_) => {
                return page(&state, f.clone().wrong_in("mail", f.t("invite-mail-wrong")), None, 0).await;
            }
        },
    };
    let made = fresh_value::<16>();
    let link = link(&state, &who.0, PURPOSE, &made);
    let new = NewInvitation {
        link: Hashed::of(&link),
        note: note.to_string(),
        is_admin: form.admin.is_some(),
        mail: mail.clone(),
    };
    let outcome = state.storage.invite(who.by(), new, state.clock.now()).await?;
    let said = match &mail {
        Some(to) if outcome == ActOutcome::Done && !send(&state, to, &link, f.words.0).await => {
            "&said=not-mailed"
        }
        Some(_) | None => "",
    };
    after(outcome, &format!("{HERE}?made={}{said}", *made))
}

/// Mails an invitation at once: its link is written down nowhere. False if that did not work.
async fn send(state: &AppState, to: &MailAddress, link: &str, language: Language) -> bool {
    let Some((transport, from)) = state.mail.as_deref() else { return false };
    let (id, now) = (fresh_value::<16>(), state.clock.now());
    let message = invitation(to, &id, &address(state, link), language, (from, &state.rules), now);
    let sent = match message {
        Ok(message) => transport.send(message, &format!("{now}-{}", *id)).await.map_err(|error| error.words),
        Err(error) => Err(error.to_string()),
    };
    if let Err(why) = &sent {
        tracing::warn!(why = without_addresses(why), "an invitation could not be mailed");
    }
    sent.is_ok()
}

async fn withdraw(
    State(state): State<AppState>,
    who: Administrator,
    Path(id): Path<String>,
    Posted(()): Posted<()>,
) -> Result<Response, PageError> {
    let outcome = state.storage.withdraw_invitation(who.by(), &id, state.clock.now()).await?;
    // Somebody used it or took it back meanwhile; the list says so.
    after(if outcome == ActOutcome::NotFound { ActOutcome::Unchanged } else { outcome }, HERE)
}
