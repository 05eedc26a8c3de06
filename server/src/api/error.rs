//! What a handler of the device API answers instead of what was asked for.

use std::error::Error as StdError;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use countersign_protocol::ProblemKind;
use countersign_protocol::message::AnswerError;

use super::reply::jwt;
use crate::http::{PageProblem, Problem};
use crate::storage::StorageError;

/// Why a request is not answered with what it asked for.
pub(super) enum ApiError {
    /// A problem of the protocol.
    Problem(Problem),
    /// The device was revoked: the signed `cs-revoked+jwt`.
    Revoked(String),
    /// Nobody can act on it but the operator.
    Unexpected(Box<dyn StdError + Send + Sync>),
}

impl ApiError {
    pub(super) fn unexpected(error: impl StdError + Send + Sync + 'static) -> Self {
        Self::Unexpected(Box::new(error))
    }
}

impl From<ProblemKind> for ApiError {
    fn from(kind: ProblemKind) -> Self {
        Self::Problem(kind.into())
    }
}

impl From<AnswerError> for ApiError {
    fn from(error: AnswerError) -> Self {
        match error {
            AnswerError::KeyNotAllowed => ProblemKind::KeyNotAllowed.into(),
            AnswerError::Jws(_) => ProblemKind::JwsInvalid.into(),
        }
    }
}

impl From<countersign_protocol::Problem> for ApiError {
    fn from(problem: countersign_protocol::Problem) -> Self {
        Self::Problem(problem.into())
    }
}

impl From<StorageError> for ApiError {
    fn from(error: StorageError) -> Self {
        match error {
            StorageError::Full(_)
            | StorageError::Locked(_)
            | StorageError::Log(_)
            | StorageError::Stopped => {
                tracing::warn!(error = &error as &dyn StdError, "storage not available");
                Self::Problem(Problem::from(ProblemKind::Unavailable).retry_after(5))
            }
            other => Self::unexpected(other),
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        match self {
            Self::Problem(problem) => problem.into_response(),
            Self::Revoked(text) => jwt(StatusCode::GONE, text),
            Self::Unexpected(error) => {
                tracing::error!(error = &*error as &dyn StdError, "device request failed");
                // The layer that knows the request's kind writes the body.
                let mut response = StatusCode::INTERNAL_SERVER_ERROR.into_response();
                response.extensions_mut().insert(PageProblem::Unexpected);
                response
            }
        }
    }
}
