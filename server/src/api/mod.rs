//! The device API (CS/1): what the app asks, over `/api/v1` and `/.well-known/countersign`. It reads and proves
//! requests, and puts `storage`'s answers into the protocol's words; it decides nothing.

mod account;
mod challenges;
mod devices;
mod enroll;
mod error;
mod events;
mod freeze;
mod health;
mod instance;
mod journal;
mod openapi;
mod own_device;
mod own_keys;
mod poll;
mod proof;
mod push;
mod reply;
mod revoked;
mod stamp;
mod waits;

use axum::{Extension, Router};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::AppState;

pub use stamp::stamp;

/// The routes of the device API.
pub fn routes() -> Router<AppState> {
    Router::from(described())
        .layer(Extension(waits::Waits::default()))
        .layer(Extension(events::Streams::default()))
}

/// The device API in OpenAPI 3.1, as JSON; kept as `docs/openapi.json`.
pub fn description() -> String {
    let api = openapi::finish(described().into_openapi());
    format!("{}\n", api.to_pretty_json().expect("a description is a plain structure"))
}

/// All routes with what they say about themselves.
fn described() -> OpenApiRouter<AppState> {
    OpenApiRouter::with_openapi(openapi::begin())
        .routes(routes!(instance::show))
        .routes(routes!(enroll::claim, devices::list))
        .routes(routes!(devices::revoke))
        .routes(routes!(own_device::show, own_device::change))
        .routes(routes!(own_keys::exchange))
        .routes(routes!(push::subscribe, push::unsubscribe))
        .routes(routes!(journal::show))
        .routes(routes!(freeze::freeze))
        .routes(routes!(freeze::unlock))
        .routes(routes!(challenges::wait_for_one))
        .routes(routes!(challenges::show, challenges::answer))
        .routes(routes!(events::listen))
        .routes(routes!(health::check))
        .routes(routes!(openapi::describe))
}
