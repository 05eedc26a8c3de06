//! How a sign-in ends in its browser: what every form that completes one brings along, and what the browser gets.

use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use zeroize::Zeroizing;

use super::Frame;
use super::sign_in::{end_earlier, fresh_value};
use crate::AppState;
use crate::domain::{BrowserMark, Hashed};
use crate::http::{Cookies, PageError, SignedIn};
use crate::storage::{Completed, Keep};

/// The browser of a sign-in that may be complete in a moment, with the values of its new cookies.
pub(super) struct Ending {
    /// What kind of browser it is, and from where.
    pub(super) mark: BrowserMark,
    /// What the person sees if it is not complete.
    pub(super) f: Frame,
    /// What the browser has.
    pub(super) cookies: Cookies,
    state: AppState,
    earlier: Option<SignedIn>,
    session: Zeroizing<String>,
    known: Zeroizing<String>,
}

impl FromRequestParts<AppState> for Ending {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, PageError> {
        Ok(Self {
            mark: BrowserMark::from_request_parts(parts, state).await?,
            f: Frame::from_request_parts(parts, state).await?,
            cookies: Cookies::from_request_parts(parts, state).await?,
            earlier: <SignedIn as OptionalFromRequestParts<AppState>>::from_request_parts(parts, state)
                .await?,
            state: state.clone(),
            session: fresh_value::<32>(),
            known: fresh_value::<16>(),
        })
    }
}

impl Ending {
    /// What is stored of the new cookies; with `trust` where the person ticked that box.
    pub(super) fn keep(&self, trust: bool) -> Keep {
        Keep { session: Hashed::of(&self.session), known: Hashed::of(&self.known), trust }
    }

    /// Ends a sign-in that is complete: the browser's earlier session ends, its language is remembered, and it is sent
    /// on its way with its cookies.
    pub(super) async fn let_in(self, completed: &Completed) -> Result<Response, PageError> {
        let Self { state, f, cookies, earlier, session, known, .. } = self;
        end_earlier(&state, earlier).await?;
        state.storage.remember_language(&completed.account, f.lang()).await?;
        let cookies = cookies.clear_login().set_session(&session);
        let cookies = if completed.known { cookies.set_known(&completed.account, &known) } else { cookies };
        Ok((cookies, Redirect::to(&completed.next)).into_response())
    }
}
