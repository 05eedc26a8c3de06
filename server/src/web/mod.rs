//! The pages: what people see in a browser. Plain forms that work without script, and a little script on top.
//!
//! Handlers parse at the border, call one operation of `storage`, and answer with a page or a 303. Every word comes
//! from `locales/`.

mod account;
mod activity;
mod admin;
pub mod authorize;
mod backup_codes;
mod ending;
mod enroll;
mod few;
mod frame;
mod freeze;
mod locale;
mod offline;
mod other_app;
mod other_ways;
mod passkey;
mod passkey_alone;
mod passkeys;
mod password;
mod policy;
mod problem;
mod prove;
mod qr;
mod recover;
mod secret_field;
mod sign_in;
mod stand;
mod static_files;
#[cfg(test)]
mod texts;
mod two_step;
mod undo;
mod wait;
mod welcome;

use axum::Router;

use crate::AppState;

pub use frame::{Frame, render};
pub use locale::{Language, Words};
pub use problem::render_problem;

/// The routes of all pages.
pub fn routes() -> Router<AppState> {
    Router::new()
        .merge(account::routes())
        .merge(admin::routes())
        .merge(activity::routes())
        .merge(backup_codes::routes())
        .merge(enroll::routes())
        .merge(freeze::routes())
        .merge(offline::routes())
        .merge(other_app::routes())
        .merge(other_ways::routes())
        .merge(passkey::routes())
        .merge(passkey_alone::routes())
        .merge(passkeys::routes())
        .merge(password::routes())
        .merge(policy::routes())
        .merge(prove::routes())
        .merge(recover::routes())
        .merge(sign_in::routes())
        .merge(static_files::routes())
        .merge(two_step::routes())
        .merge(undo::routes())
        .merge(wait::routes())
        .merge(welcome::routes())
}
