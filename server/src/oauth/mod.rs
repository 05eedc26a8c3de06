//! *Log in from this device*: the authorization endpoint of an authorization code grant for the app (RFC 6749,
//! 7636, 8252, 9207, 9449 §10). It links a device and gives out no tokens: the code is a grant for
//! `POST /api/v1/devices`.
//!
//! The pages are drawn by `web`; this module says what stands on them.

mod authorize;
mod consent;
mod redirect_uri;
mod request;
mod ticket;

use axum::Router;
use axum::routing::get;

use crate::AppState;

pub use consent::{ConsentView, ReturnView};

/// The routes of the authorization endpoint.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/oauth/authorize", get(authorize::begin))
        .route("/oauth/authorize/consent", get(consent::show).post(consent::decide))
}
