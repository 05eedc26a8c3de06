//! An administrator's form about one person: whose page it is, who acts, and the way back to that page.

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use countersign_protocol::AccountId;
use serde::Deserialize;

use super::{Administrator, after};
use crate::AppState;
use crate::http::PageError;
use crate::storage::{ActOutcome, By, Storage, StorageError};

/// What each act on a person needs.
pub(super) struct OnPerson {
    /// Whose account it is.
    pub(super) account: AccountId,
    /// Where acts are done.
    pub(super) storage: Storage,
    /// Who acts.
    pub(super) by: By,
    /// When, in seconds since 1970.
    pub(super) now: u64,
}

#[derive(Deserialize)]
struct Named {
    id: String,
}

impl FromRequestParts<AppState> for OnPerson {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Response> {
        let who = Administrator::from_request_parts(parts, state).await?;
        let named = Path::<Named>::from_request_parts(parts, state).await;
        let Path(Named { id }) = named.map_err(IntoResponse::into_response)?;
        let account = account(&id).map_err(IntoResponse::into_response)?;
        let (storage, now) = (state.storage.clone(), state.clock.now());
        Ok(Self { account, storage, by: who.by(), now })
    }
}

/// Back to a person's page, which may say why nothing was done.
pub(super) fn back(
    account: &AccountId,
    outcome: Result<ActOutcome, StorageError>,
) -> Result<Response, PageError> {
    after(outcome?, &page_of(account))
}

/// The account of an address.
pub(super) fn account(id: &str) -> Result<AccountId, PageError> {
    AccountId::parse(id).map_err(|_| PageError::NotFound)
}

/// The address of somebody's page.
pub(super) fn page_of(account: &AccountId) -> String {
    format!("/admin/people/{account}")
}
