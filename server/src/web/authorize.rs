//! The consent page and the page that leads back to the app; `oauth` decides, this draws.

use askama::Template;
use axum::http::HeaderMap;
use axum::response::Response;

use super::{Frame, render};
use crate::AppState;
use crate::oauth::{ConsentView, ReturnView};

#[derive(Template)]
#[template(path = "authorize.html")]
struct ConsentPage {
    f: Frame,
    view: ConsentView,
}

#[derive(Template)]
#[template(path = "authorize-return.html")]
struct ReturnPage {
    f: Frame,
    view: ReturnView,
}

/// The page with one button, **Authorize**.
pub fn consent_page(state: &AppState, headers: &HeaderMap, view: ConsentView) -> Response {
    let here = format!("/oauth/authorize/consent?t={}", view.ticket);
    let f = Frame::new(state, headers, &here).named(&view.user).with_token(view.form_token.clone());
    render(&ConsentPage { f, view })
}

/// The page that goes back to the app, by itself and by a link.
pub fn return_page(state: &AppState, headers: &HeaderMap, view: ReturnView) -> Response {
    render(&ReturnPage { f: Frame::new(state, headers, "/account"), view })
}
