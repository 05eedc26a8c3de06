//! The cookie that forms are bound to (`__Host-form`): random, set with the first page, living as long as the
//! browser runs. It says nothing about the person and gives no access.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::HeaderValue;
use axum::http::header::CONTENT_TYPE;
use axum::middleware::Next;
use axum::response::Response;
use data_encoding::BASE64URL_NOPAD;

use super::{Cookies, FormToken, Site};
use crate::keys::random;

/// Gives each request a [`FormToken`], and the browser its cookie with the first page that it gets.
pub(super) async fn give_form_token(State(site): State<Arc<Site>>, mut req: Request, next: Next) -> Response {
    let cookies = Cookies::read(site.clone(), req.headers());
    let (value, is_new) = match cookies.form() {
        Some(value) if value.len() == 22 => (value, false),
        _ => (BASE64URL_NOPAD.encode(&random::<16>()).into(), true),
    };
    req.extensions_mut().insert(FormToken::new(&site, &value));
    let mut response = next.run(req).await;
    if is_new && response.headers().get(CONTENT_TYPE).is_some_and(is_page) {
        cookies.set_form(&value).write(response.headers_mut());
    }
    response
}

fn is_page(content_type: &HeaderValue) -> bool {
    content_type.as_bytes().starts_with(b"text/html")
}
