//! Who is signed in, and which sign-in is under way, as extractors.

use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use axum::http::Method;
use axum::http::request::Parts;
use zeroize::Zeroizing;

use super::{Cookies, LocalPath, PageError};
use crate::AppState;
use crate::domain::{Hashed, Session};

/// The signed-in person's session; otherwise a redirect to the sign-in page, which leads back here.
///
/// `Option<SignedIn>` is for pages that anybody may see.
#[derive(Debug)]
pub struct SignedIn(pub Session);

impl FromRequestParts<AppState> for SignedIn {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, PageError> {
        let found = <Self as OptionalFromRequestParts<AppState>>::from_request_parts(parts, state).await?;
        // A form cannot be sent again after the sign-in; its page can be shown again.
        let next = match parts.method {
            Method::GET => LocalPath::of_request(&parts.uri),
            _ => LocalPath::account(),
        };
        found.ok_or(PageError::SignInNeeded(next))
    }
}

impl OptionalFromRequestParts<AppState> for SignedIn {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Option<Self>, PageError> {
        let cookies = Cookies::from_request_parts(parts, state).await?;
        let Some(value) = cookies.session() else { return Ok(None) };
        let found = state.storage.session(Hashed::of(&value), state.clock.now()).await;
        Ok(found.map_err(PageError::from)?.map(Self))
    }
}

/// The sign-in that this browser has under way: the value of its login cookie; otherwise a redirect to the
/// sign-in page. Looking it up is `domain`'s part.
pub struct Attempt(pub Zeroizing<String>);

impl<S: Sync> FromRequestParts<S> for Attempt {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, PageError> {
        let cookies = Cookies::from_request_parts(parts, state).await?;
        cookies.login().map(Self).ok_or(PageError::NoAttempt)
    }
}
