//! The device API (CS/1): what the app asks, over `/api/v1` and `/.well-known/countersign`. It reads and proves
//! requests, and puts `storage`'s answers into the protocol's words; it decides nothing.

mod account;
mod challenges;
mod devices;
mod enroll;
mod error;
mod freeze;
mod instance;
mod journal;
mod own_device;
mod poll;
mod proof;
mod reply;
mod revoked;
mod stamp;
mod waits;

use axum::routing::{get, post};
use axum::{Extension, Router};

use crate::AppState;

pub use stamp::stamp;

/// The routes of the device API.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/.well-known/countersign", get(instance::show))
        .route("/api/v1/devices", post(enroll::claim).get(devices::list))
        .route("/api/v1/devices/{id}/revoke", post(devices::revoke))
        .route("/api/v1/self", get(own_device::show).patch(own_device::change))
        .route("/api/v1/journal", get(journal::show))
        .route("/api/v1/self/freeze", post(freeze::freeze))
        .route("/api/v1/self/unlock", post(freeze::unlock))
        .route("/api/v1/challenges", get(challenges::wait_for_one))
        .route("/api/v1/challenges/{cid}", get(challenges::show).post(challenges::answer))
        .layer(Extension(waits::Waits::default()))
}
