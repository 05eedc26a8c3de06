//! The consent page: what is linked, and one button.

use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use countersign_protocol::PersonText;
use countersign_protocol::encoding::encode;
use countersign_protocol::message::Reason;
use serde::Deserialize;
use zeroize::Zeroizing;

use super::ticket::Ticket;
use crate::AppState;
use crate::domain::{BrowserMark, DeviceView, Hashed, Session, lifetimes};
use crate::http::{Cookies, FormToken, LocalPath, PageError, Posted, SignedIn};
use crate::keys::random;
use crate::storage::NewAuthorization;
use crate::web;

const PATH: &str = "/oauth/authorize/consent";

/// What stands on the consent page. Its form posts to `/oauth/authorize/consent`: `csrf`, `t` (the ticket),
/// `decision` (`authorize` or `cancel`) and, if ticked, `trust` and `replaces` (the older device).
#[derive(Debug)]
pub struct ConsentView {
    /// What the person is called.
    pub user: String,
    /// What the device calls itself.
    pub device_name: PersonText,
    /// `android`, `ios`, `linux`, `macos`, `windows`, as the device says.
    pub platform: String,
    /// Whether linking switches two-step verification on; then the box *trust this browser* is shown, ticked.
    pub is_first_method: bool,
    /// The device that this one may replace: the same, linked before.
    pub alike: Option<DeviceView>,
    /// For the form.
    pub ticket: String,
    /// For the form.
    pub form_token: FormToken,
}

/// What stands on the page that leads back to the app, by itself and by a link.
#[derive(Debug)]
pub struct ReturnView {
    /// Where to: the app's own address with `code` or `error`, `state` and `iss`.
    pub address: String,
    /// What the device calls itself.
    pub device_name: PersonText,
    /// Whether the person authorized it.
    pub authorized: bool,
    /// The older device that it replaces, where the person says so: its removal is a change of its own.
    pub replaced: Option<DeviceView>,
}

impl ReturnView {
    /// Whether the page goes on without a press. An address on this machine would take its place, with the way to the
    /// removal of an older device.
    pub fn goes_by_itself(&self) -> bool {
        self.replaced.is_none() || !self.address.starts_with("http")
    }
}

/// `GET /oauth/authorize/consent?t=<ticket>`.
pub(super) async fn show(
    State(state): State<AppState>,
    Query(query): Query<TicketField>,
    signed_in: Option<SignedIn>,
    form_token: FormToken,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let (Ticket { request, .. }, session) = match admit(&state, &query.t, signed_in).await? {
        Admission::Elsewhere(path) => return Ok(Redirect::to(&path).into_response()),
        Admission::Admitted(admitted) => *admitted,
    };
    let methods = state.storage.methods(&session.account, state.clock.now()).await?;
    let alike = methods.alike(request.device_name.as_str(), &request.platform).cloned();
    let view = ConsentView {
        alike,
        user: session.name,
        device_name: request.device_name,
        platform: request.platform,
        is_first_method: !session.two_step,
        ticket: query.t,
        form_token,
    };
    Ok(web::authorize::consent_page(&state, &headers, view))
}

#[derive(Deserialize)]
pub(super) struct TicketField {
    t: String,
}

#[derive(Deserialize)]
pub(super) struct DecisionForm {
    t: String,
    decision: Decision,
    trust: Option<String>,
    replaces: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Decision {
    Authorize,
    Cancel,
}

/// `POST /oauth/authorize/consent`: answers 200 with a page, because browsers apply `form-action` to redirects.
pub(super) async fn decide(
    State(state): State<AppState>,
    signed_in: Option<SignedIn>,
    cookies: Cookies,
    mark: BrowserMark,
    headers: HeaderMap,
    Posted(form): Posted<DecisionForm>,
) -> Result<Response, PageError> {
    let (Ticket { request, .. }, session) = match admit(&state, &form.t, signed_in).await? {
        Admission::Elsewhere(path) => return Ok(Redirect::to(&path).into_response()),
        Admission::Admitted(admitted) => *admitted,
    };
    let iss = state.site.origin().as_str();
    if let Decision::Cancel = form.decision {
        let address =
            request.redirect_uri.with(&[("error", "access_denied"), ("state", &request.state), ("iss", iss)]);
        let view =
            ReturnView { address, device_name: request.device_name, authorized: false, replaced: None };
        return Ok(web::authorize::return_page(&state, &headers, view));
    }
    let known = Zeroizing::new(encode(&random::<16>()));
    let is_trusted = form.trust.is_some() && !session.two_step;
    let new = NewAuthorization {
        device_name: request.device_name.to_string(),
        platform: request.platform,
        code_challenge: request.code_challenge,
        dpop_jkt: request.dpop_jkt,
        redirect_uri: request.redirect_uri.as_str().to_owned(),
        trusted: is_trusted.then(|| (Hashed::of(&known), mark)),
    };
    let Some(code) = state.storage.authorize(&session, new, state.clock.now()).await? else {
        return Ok(Redirect::to(&consent_path(&form.t).after_proof("add-method")).into_response());
    };
    let address =
        request.redirect_uri.with(&[("code", &code.expose_text()), ("state", &request.state), ("iss", iss)]);
    // Only a device of this account, and only its removal's page: whoever gets one method in takes none away.
    let mut devices = state.storage.methods(&session.account, state.clock.now()).await?.devices.into_iter();
    let replaced = devices.find(|device| form.replaces.as_deref() == Some(device.id.as_str()));
    let view = ReturnView { address, device_name: request.device_name, authorized: true, replaced };
    let page = web::authorize::return_page(&state, &headers, view);
    let cookies = if is_trusted { cookies.set_known(&session.account, &known) } else { cookies };
    Ok((cookies, page).into_response())
}

enum Admission {
    /// Something has to happen on another page first.
    Elsewhere(String),
    /// This person may link the device now.
    Admitted(Box<(Ticket, Session)>),
}

/// Whether the person signed in for this request, and proved it as a change of methods needs.
async fn admit(state: &AppState, ticket: &str, signed_in: Option<SignedIn>) -> Result<Admission, PageError> {
    let now = state.clock.now();
    let sealed = ticket;
    let ticket = Ticket::open(sealed, &state.site, now).ok_or(PageError::Malformed)?;
    let here = consent_path(sealed);
    let fresh = |session: &Session| {
        session.created_at >= ticket.arrived_at && now < session.created_at + lifetimes::FRESH
    };
    let Some(SignedIn(session)) = signed_in.filter(|SignedIn(session)| fresh(session)) else {
        return Ok(Admission::Elsewhere(sign_in_first(&ticket, sealed)));
    };
    if session.two_step && !state.storage.has_proof(&session.id, &Reason::AddMethod, now).await? {
        return Ok(Admission::Elsewhere(here.after_proof("add-method")));
    }
    Ok(Admission::Admitted(Box::new((ticket, session))))
}

/// The fresh sign-in that leads to the consent page, with the name of whoever is expected.
pub(super) fn sign_in_first(ticket: &Ticket, sealed: &str) -> String {
    let here = consent_path(sealed);
    match &ticket.request.login_hint {
        Some(name) => here.after_fresh_sign_in_as(name.shown().as_str()),
        None => here.after_fresh_sign_in(),
    }
}

/// The path of the consent page for this ticket.
fn consent_path(ticket: &str) -> LocalPath {
    LocalPath::parse(&format!("{PATH}?t={ticket}"))
        .expect("a ticket is base64url and a dot, and not that long")
}

#[cfg(test)]
mod tests {
    use super::{Ticket, sign_in_first};
    use crate::http::Site;
    use crate::oauth::request::AuthorizeRequest;

    #[test]
    fn the_longest_request_still_has_a_page() {
        let (state, name, platform) = ("!".repeat(128), "\u{1d54f}".repeat(64), "!".repeat(32));
        let query = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("response_type", "code")
            .append_pair("client_id", "countersign")
            .append_pair("redirect_uri", "http://127.0.0.1:49152/callback")
            .append_pair("scope", "device:enroll")
            .append_pair("state", &state)
            .append_pair("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")
            .append_pair("code_challenge_method", "S256")
            .append_pair("dpop_jkt", "JveGRTocnEEyl3K2Y5Z3tSiNGllUKaDhyl2QzVCYV5A")
            .append_pair("device_name", &name)
            .append_pair("platform", &platform)
            .append_pair("login_hint", &name)
            .finish();
        let request = AuthorizeRequest::parse(&query).unwrap();
        let ticket = Ticket { request, arrived_at: u64::MAX };
        assert!(
            sign_in_first(&ticket, &ticket.seal(&Site::for_tests())).starts_with("/sign-in?fresh=1&name=")
        );
    }
}
