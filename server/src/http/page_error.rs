//! What went wrong with a page. A handler returns a [`PageError`]; the layers turn it into a page in the
//! person's language with the id of the request, or into a redirect.

use std::error::Error;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use super::LocalPath;
use crate::storage::StorageError;

/// Why a page cannot be shown or a form not be taken. Errors that a form words itself (a wrong password, a
/// wrong code) are not here.
#[derive(Debug, thiserror::Error)]
pub enum PageError {
    /// There is no such page, or it is not for this person.
    #[error("page not found")]
    NotFound,
    /// The address or the form is not one of ours.
    #[error("malformed request")]
    Malformed,
    /// The form came from somewhere else, or its token does not fit this browser.
    #[error("form not from this site")]
    Forgery,
    /// The body is larger than any form of ours.
    #[error("request too large")]
    TooLarge,
    /// Nobody is signed in; goes to the sign-in page and comes back.
    #[error("sign-in needed")]
    SignInNeeded(LocalPath),
    /// There is no sign-in under way in this browser (any longer).
    #[error("no sign-in under way")]
    NoAttempt,
    /// The person may not see this page.
    #[error("not allowed")]
    NotAllowed,
    /// Too many requests.
    #[error("too many requests")]
    SlowDown {
        /// After how many seconds to try again.
        retry_after_seconds: u64,
    },
    /// The server is busy or its storage does not answer.
    #[error("unavailable")]
    Unavailable {
        /// After how many seconds to try again.
        retry_after_seconds: u64,
    },
    /// Anything else. The detail goes to the log, once, and never to the page.
    #[error("unexpected error")]
    Unexpected(#[source] Box<dyn Error + Send + Sync>),
}

impl PageError {
    /// Wraps an error that nobody can act on.
    pub fn unexpected(error: impl Error + Send + Sync + 'static) -> Self {
        Self::Unexpected(Box::new(error))
    }
}

impl From<StorageError> for PageError {
    fn from(error: StorageError) -> Self {
        match error {
            StorageError::Full(_)
            | StorageError::Locked(_)
            | StorageError::Log(_)
            | StorageError::Stopped => {
                tracing::warn!(error = &error as &dyn Error, "storage not available");
                Self::Unavailable { retry_after_seconds: 5 }
            }
            other => Self::unexpected(other),
        }
    }
}

/// What the page of an error is about; travels as an extension of the reply to the layer that draws it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageProblem {
    /// 404.
    NotFound,
    /// 400.
    Malformed,
    /// 403: the form came from somewhere else.
    Forgery,
    /// 403: not for this person.
    NotAllowed,
    /// 405.
    MethodNotAllowed,
    /// 413.
    TooLarge,
    /// 408: the request took too long to arrive.
    TooSlow,
    /// 429.
    SlowDown,
    /// 503.
    Unavailable,
    /// 500: a fixed text and the id of the request.
    Unexpected,
}

impl PageProblem {
    /// The status that belongs to it.
    pub fn status(self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Malformed => StatusCode::BAD_REQUEST,
            Self::Forgery | Self::NotAllowed => StatusCode::FORBIDDEN,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::SlowDown => StatusCode::TOO_MANY_REQUESTS,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::Unexpected => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The problem of a plain status that a layer or the router answered by itself.
    pub(super) fn of_status(status: StatusCode) -> Option<Self> {
        Some(match status {
            StatusCode::NOT_FOUND => Self::NotFound,
            StatusCode::BAD_REQUEST
            | StatusCode::UNPROCESSABLE_ENTITY
            | StatusCode::UNSUPPORTED_MEDIA_TYPE => Self::Malformed,
            StatusCode::FORBIDDEN => Self::NotAllowed,
            StatusCode::METHOD_NOT_ALLOWED => Self::MethodNotAllowed,
            StatusCode::PAYLOAD_TOO_LARGE
            | StatusCode::URI_TOO_LONG
            | StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE => Self::TooLarge,
            StatusCode::REQUEST_TIMEOUT => Self::TooSlow,
            StatusCode::TOO_MANY_REQUESTS => Self::SlowDown,
            StatusCode::SERVICE_UNAVAILABLE => Self::Unavailable,
            StatusCode::INTERNAL_SERVER_ERROR => Self::Unexpected,
            _ => return None,
        })
    }
}

impl IntoResponse for PageError {
    fn into_response(self) -> Response {
        let (problem, retry_after) = match self {
            Self::SignInNeeded(next) => return Redirect::to(&next.after_sign_in()).into_response(),
            Self::NoAttempt => return Redirect::to("/sign-in").into_response(),
            Self::NotFound => (PageProblem::NotFound, None),
            Self::Malformed => (PageProblem::Malformed, None),
            Self::Forgery => (PageProblem::Forgery, None),
            Self::TooLarge => (PageProblem::TooLarge, None),
            Self::NotAllowed => (PageProblem::NotAllowed, None),
            Self::SlowDown { retry_after_seconds } => (PageProblem::SlowDown, Some(retry_after_seconds)),
            Self::Unavailable { retry_after_seconds } => {
                (PageProblem::Unavailable, Some(retry_after_seconds))
            }
            Self::Unexpected(error) => {
                // The span of the request carries its id.
                tracing::error!(error = &*error as &dyn Error, "page failed");
                (PageProblem::Unexpected, None)
            }
        };
        let mut response = problem.status().into_response();
        if let Some(seconds) = retry_after {
            response.headers_mut().insert(axum::http::header::RETRY_AFTER, seconds.into());
        }
        response.extensions_mut().insert(problem);
        response
    }
}
