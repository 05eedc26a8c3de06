//! One request and what came back, read within limits and sorted by status and media type.

use std::time::Duration;

use countersign_protocol::{Origin, Problem};
use reqwest::header::{
    AUTHORIZATION, CONTENT_ENCODING, CONTENT_TYPE, DATE, ETAG, HeaderMap, IF_NONE_MATCH, RETRY_AFTER,
};
use reqwest::{Method, StatusCode};
use serde::de::DeserializeOwned;
use zeroize::Zeroizing;

use crate::connection::failure;
use crate::error::ApiError;
use crate::poll::{ETag, Wait};
use crate::reply::{Reply, ServerTime};

/// How long a server may take beyond the wait that it was asked for.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long an event stream lasts at most: a minute more than servers keep it.
const STREAM: Duration = Duration::from_mins(11);
/// The longest body that is read; the longest message has half of it.
const BODY_LIMIT: usize = 65_536;

/// A request to be made.
pub(crate) struct Outgoing<'a> {
    pub(crate) method: Method,
    /// Without query.
    pub(crate) path: &'a str,
    pub(crate) body: Option<(MediaType, &'a str)>,
    pub(crate) wait: Wait,
    pub(crate) known: Option<&'a ETag>,
    /// The number after which a list begins.
    pub(crate) after: Option<u64>,
    /// How long the reply may take, beyond the wait.
    pub(crate) patience: Duration,
}

/// What a body is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MediaType {
    Jwt,
    Json,
}

impl MediaType {
    fn name(self) -> &'static str {
        match self {
            Self::Jwt => "application/jwt",
            Self::Json => "application/json",
        }
    }
}

impl<'a> Outgoing<'a> {
    pub(crate) fn get(path: &'a str) -> Self {
        let (wait, known, after) = (Wait::NONE, None, None);
        Self { method: Method::GET, path, body: None, wait, known, after, patience: PATIENCE }
    }

    pub(crate) fn stream(path: &'a str) -> Self {
        Self { patience: STREAM, ..Self::get(path) }
    }

    pub(crate) fn poll(path: &'a str, wait: Wait, known: Option<&'a ETag>) -> Self {
        Self { wait, known, ..Self::get(path) }
    }

    pub(crate) fn get_after(path: &'a str, after: u64) -> Self {
        Self { after: Some(after), ..Self::get(path) }
    }

    pub(crate) fn post_jwt(path: &'a str, message: &'a str) -> Self {
        Self { method: Method::POST, body: Some((MediaType::Jwt, message)), ..Self::get(path) }
    }

    pub(crate) fn put_jwt(path: &'a str, message: &'a str) -> Self {
        Self { method: Method::PUT, body: Some((MediaType::Jwt, message)), ..Self::get(path) }
    }

    pub(crate) fn put_json(path: &'a str, json: &'a str) -> Self {
        Self { method: Method::PUT, body: Some((MediaType::Json, json)), ..Self::get(path) }
    }

    pub(crate) fn delete(path: &'a str) -> Self {
        Self { method: Method::DELETE, ..Self::get(path) }
    }

    pub(crate) fn patch_json(path: &'a str, json: &'a str) -> Self {
        Self { method: Method::PATCH, body: Some((MediaType::Json, json)), ..Self::get(path) }
    }

    /// Makes the request once; nothing of the reply's body is read yet.
    pub(crate) async fn send(
        &self,
        http: &reqwest::Client,
        server: &Origin,
        authorization: Option<String>,
    ) -> Result<reqwest::Response, ApiError> {
        let mut address = server.at(self.path);
        if self.wait != Wait::NONE {
            address = format!("{address}?wait={}", self.wait.as_seconds());
        }
        if let Some(after) = self.after {
            address = format!("{address}?after={after}");
        }
        let timeout = self.patience + Duration::from_secs(self.wait.as_seconds());
        let mut request = http.request(self.method.clone(), address).timeout(timeout);
        if let Some(proof) = authorization {
            request = request.header(AUTHORIZATION, proof);
        }
        if let Some(known) = self.known {
            request = request.header(IF_NONE_MATCH, known.as_str());
        }
        if let Some((kind, body)) = self.body {
            request = request.header(CONTENT_TYPE, kind.name()).body(body.to_owned());
        }
        request.send().await.map_err(failure)
    }
}

/// A reply as it came.
pub(crate) struct Incoming {
    pub(crate) status: StatusCode,
    headers: HeaderMap,
    body: Zeroizing<Vec<u8>>,
    server_time: ServerTime,
}

impl Incoming {
    /// Reads a reply to its end, within limits.
    pub(crate) async fn read(mut response: reqwest::Response) -> Result<Self, ApiError> {
        let status = response.status();
        let foreign = ApiError::NotCountersign { status: status.as_u16() };
        let length = response.content_length().unwrap_or_default();
        if length > BODY_LIMIT as u64 || response.headers().contains_key(CONTENT_ENCODING) {
            return Err(foreign);
        }
        let mut body = Zeroizing::new(Vec::with_capacity(usize::try_from(length).unwrap_or_default()));
        while let Some(chunk) = response.chunk().await.map_err(failure)? {
            if body.len() + chunk.len() > BODY_LIMIT {
                return Err(foreign);
            }
            body.extend_from_slice(&chunk);
        }
        let headers = std::mem::take(response.headers_mut());
        let server_time = text(&headers, &DATE).and_then(ServerTime::parse).ok_or(foreign)?;
        Ok(Self { status, headers, body, server_time })
    }

    pub(crate) fn etag(&self) -> Option<ETag> {
        text(&self.headers, &ETAG).and_then(ETag::new)
    }

    /// The signed message in a reply that succeeded; otherwise why it did not.
    pub(crate) fn jwt(&self) -> Result<&str, ApiError> {
        let text = std::str::from_utf8(&self.body).ok();
        text.filter(|_| self.status.is_success() && self.is(MediaType::Jwt.name()))
            .ok_or_else(|| self.refusal())
    }

    /// The JSON in a reply that succeeded; otherwise why it did not.
    pub(crate) fn json<T: DeserializeOwned>(&self) -> Result<T, ApiError> {
        let json = (self.status.is_success() && self.is(MediaType::Json.name())).then_some(&self.body);
        json.and_then(|json| serde_json::from_slice(json).ok()).ok_or_else(|| self.refusal())
    }

    /// Nothing, in a reply that succeeded; otherwise why it did not.
    pub(crate) fn nothing(&self) -> Result<(), ApiError> {
        if self.status == StatusCode::NO_CONTENT { Ok(()) } else { Err(self.refusal()) }
    }

    /// The text of a `410`, if it says by whom it is signed.
    pub(crate) fn gone(&self) -> Option<&str> {
        let gone = self.status == StatusCode::GONE && self.is(MediaType::Jwt.name());
        std::str::from_utf8(&self.body).ok().filter(|_| gone)
    }

    /// What the server or something before it says is wrong.
    pub(crate) fn refusal(&self) -> ApiError {
        let status = self.status.as_u16();
        let retry_after = self.retry_after();
        if let Some(problem) = self.problem() {
            return ApiError::Problem {
                problem: Box::new(problem),
                retry_after,
                server_time: self.server_time,
            };
        }
        // A `410` that the server's key did not sign is a fault on the way, never a removal.
        if self.status.is_server_error() || matches!(status, 408 | 410 | 429) {
            return ApiError::Failed { status, retry_after };
        }
        ApiError::NotCountersign { status }
    }

    /// What the server says is wrong, if it says so in the protocol's way.
    pub(crate) fn problem(&self) -> Option<Problem> {
        let refused = self.status.is_client_error() || self.status.is_server_error();
        if !refused || !self.is("application/problem+json") {
            return None;
        }
        let problem: Problem = serde_json::from_slice(&self.body).ok()?;
        Some(Problem { status: self.status.as_u16(), ..problem })
    }

    pub(crate) fn reply<T>(&self, value: T) -> Reply<T> {
        Reply { value, server_time: self.server_time }
    }

    fn is(&self, media_type: &str) -> bool {
        let kind = text(&self.headers, &CONTENT_TYPE).unwrap_or_default();
        kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case(media_type))
    }

    fn retry_after(&self) -> Option<Duration> {
        let seconds = text(&self.headers, &RETRY_AFTER)?.trim().parse().ok()?;
        Some(Duration::from_secs(seconds))
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &reqwest::header::HeaderName) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}
