//! Problems of the device API as replies (RFC 9457): `application/problem+json`.

use axum::http::header::{CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use countersign_protocol::{Problem as ProblemBody, ProblemKind};

use super::PageProblem;

/// A problem on its way to a device.
#[derive(Debug, Clone)]
pub struct Problem {
    body: ProblemBody,
    retry_after_seconds: Option<u64>,
}

impl Problem {
    /// Says after how many seconds to try again.
    #[must_use]
    pub fn retry_after(mut self, seconds: u64) -> Self {
        self.retry_after_seconds = Some(seconds);
        self
    }

    /// What a layer or the router answered by itself, in the words of the device API.
    pub(super) fn of_page(problem: PageProblem) -> Self {
        let kind = match problem {
            PageProblem::NotFound => ProblemKind::NotFound,
            PageProblem::Malformed
            | PageProblem::MethodNotAllowed
            | PageProblem::Forgery
            | PageProblem::NotAllowed
            | PageProblem::Unexpected => ProblemKind::Malformed,
            PageProblem::TooLarge => ProblemKind::TooLarge,
            PageProblem::SlowDown => ProblemKind::SlowDown,
            PageProblem::TooSlow | PageProblem::Unavailable => ProblemKind::Unavailable,
        };
        let mut body = ProblemBody::new(kind);
        if problem == PageProblem::Unexpected {
            // Not one of the protocol's problems: the status says that a retry may help.
            body = ProblemBody { kind: "about:blank".into(), title: "Internal Server Error".into(), ..body };
        }
        body.status = problem.status().as_u16();
        Self { body, retry_after_seconds: None }
    }
}

impl From<ProblemBody> for Problem {
    fn from(body: ProblemBody) -> Self {
        Self { body, retry_after_seconds: None }
    }
}

impl From<ProblemKind> for Problem {
    fn from(kind: ProblemKind) -> Self {
        ProblemBody::new(kind).into()
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.body.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let name = self.body.known().map(ProblemKind::name);
        let text = serde_json::to_string(&self.body).expect("problems are plain structures");
        let mut response = (status, text).into_response();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let (StatusCode::UNAUTHORIZED, Some(name)) = (status, name) {
            let challenge = HeaderValue::from_str(&format!("CS error=\"{name}\""))
                .expect("names of problems are visible ASCII");
            headers.insert(WWW_AUTHENTICATE, challenge);
        }
        if let Some(seconds) = self.retry_after_seconds {
            headers.insert(RETRY_AFTER, seconds.into());
        }
        response
    }
}
