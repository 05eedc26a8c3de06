//! `GET /oauth/authorize`: checks the request of the app and sends the person to a fresh sign-in.

use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Redirect, Response};

use super::consent::sign_in_first;
use super::request::{AuthorizeRequest, Refusal};
use super::ticket::Ticket;
use crate::AppState;
use crate::http::PageError;

/// Always a fresh sign-in: whoever holds the browser is not yet who may link a device.
pub(super) async fn begin(State(state): State<AppState>, RawQuery(query): RawQuery) -> Response {
    match AuthorizeRequest::parse(query.as_deref().unwrap_or_default()) {
        Ok(request) => {
            let ticket = Ticket { request, arrived_at: state.clock.now() };
            Redirect::to(&sign_in_first(&ticket, &ticket.seal(&state.site))).into_response()
        }
        Err(Refusal::Page) => PageError::Malformed.into_response(),
        Err(Refusal::Return { redirect_uri, state: opaque, error, description }) => {
            let mut parameters = vec![("error", error), ("error_description", description)];
            parameters.extend(opaque.as_deref().map(|opaque| ("state", opaque)));
            parameters.push(("iss", state.site.origin().as_str()));
            Redirect::to(&redirect_uri.with(&parameters)).into_response()
        }
    }
}
