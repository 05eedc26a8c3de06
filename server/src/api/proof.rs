//! The proof of a device for one request, checked in the order that the protocol states.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request as HttpRequest};
use axum::http::header::{AUTHORIZATION, CONTENT_ENCODING, CONTENT_TYPE};
use axum::http::{HeaderMap, Method, StatusCode};
use countersign_protocol::message::{AccountState, Request, read_authorization};
use countersign_protocol::{ProblemKind, read_object};
use serde::de::DeserializeOwned;

use super::error::ApiError;
use super::revoked::standing;
use crate::AppState;
use crate::domain::DeviceRecord;

/// A request that was proved by a device which is linked; it may still be unconfirmed.
pub(super) struct Proven {
    pub(super) device: DeviceRecord,
    /// Where the device stands.
    standing: AccountState,
    /// Whether it has said which step it goes.
    has_step: bool,
    headers: HeaderMap,
    body: Bytes,
}

/// The same from a device that counts; others get `not-confirmed`.
pub(super) struct ProvenActive(pub(super) Proven);

impl Proven {
    /// The body as text, if it says that it is a JWS.
    pub(super) fn jws(&self) -> Result<&str, ApiError> {
        jws_body(&self.headers, &self.body)
    }

    /// The body as JSON.
    pub(super) fn json<T: DeserializeOwned>(&self) -> Result<T, ApiError> {
        require_type(&self.headers, "application/json")?;
        read_object(&self.body).map_err(|_| ProblemKind::Malformed.into())
    }

    /// What is asked for decides something: a device that goes steps does not leave out this one.
    pub(super) async fn decides(&self, state: &AppState) -> Result<(), ApiError> {
        if !self.has_step {
            state.storage.go_step(&self.device.id, None, state.now()).await?;
        }
        Ok(())
    }

    /// The headers of the request.
    pub(super) fn headers(&self) -> &HeaderMap {
        &self.headers
    }
}

/// A body that is a JWS and says so.
pub(super) fn jws_body<'a>(headers: &HeaderMap, body: &'a [u8]) -> Result<&'a str, ApiError> {
    require_type(headers, "application/jwt")?;
    std::str::from_utf8(body).map_err(|_| ProblemKind::JwsInvalid.into())
}

/// Receives a body within the limit.
pub(super) async fn receive(req: HttpRequest, state: &AppState) -> Result<Bytes, ApiError> {
    Bytes::from_request(req, state).await.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => ProblemKind::TooLarge.into(),
        _ => ProblemKind::Malformed.into(),
    })
}

impl FromRequest<AppState> for Proven {
    type Rejection = ApiError;

    async fn from_request(req: HttpRequest, state: &AppState) -> Result<Self, ApiError> {
        let (method, path, headers) =
            (req.method().clone(), req.uri().path().to_owned(), req.headers().clone());
        let now = state.now();

        // Shape, then nonce: what costs nothing comes before what costs a look into the database.
        let authorization = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        let proof = authorization
            .and_then(|value| read_authorization(value).ok())
            .ok_or(ProblemKind::ProofInvalid)?;
        if !state.keys.nonces().accepts(&proof.claimed().nonce, now) {
            return Err(ProblemKind::NonceStale.into());
        }
        let device = state.storage.device(&proof.claimed().iss, now).await?;
        let device = device.ok_or(ProblemKind::DeviceUnknown)?;
        if proof.key() != device.pop.thumbprint() {
            return Err(ProblemKind::KeyUnknown.into());
        }
        let proof = proof.verify(&device.pop).map_err(|_| ProblemKind::ProofInvalid)?;
        let body = receive(req, state).await?;
        Request::matches(&proof, method.as_str(), state.site.origin(), &path, &body)
            .map_err(|_| ProblemKind::ProofInvalid)?;
        let standing = standing(state, &device, now)?;
        if is_written_down(&method, &path)
            && !state.storage.first_sight(&device.id, proof.message().jti, now).await?
        {
            return Err(ProblemKind::ProofReplayed.into());
        }
        state.storage.device_seen(&device.id, now).await?;
        let step = proof.message().step;
        if step.is_some() {
            state.storage.go_step(&device.id, step, now).await?;
        }
        Ok(Self { device, standing, has_step: step.is_some(), headers, body })
    }
}

impl FromRequest<AppState> for ProvenActive {
    type Rejection = ApiError;

    async fn from_request(req: HttpRequest, state: &AppState) -> Result<Self, ApiError> {
        let proven = Proven::from_request(req, state).await?;
        match proven.standing {
            AccountState::Active => Ok(Self(proven)),
            AccountState::Unconfirmed => Err(ProblemKind::NotConfirmed.into()),
        }
    }
}

/// Requests that change nothing and are too many are not written down (PROTOCOL, "Requests of a device").
fn is_written_down(method: &Method, path: &str) -> bool {
    let reads = ["/api/v1/challenges", "/api/v1/devices", "/api/v1/events", "/api/v1/journal"];
    !(method == Method::GET && reads.iter().any(|prefix| path.starts_with(prefix)))
}

fn require_type(headers: &HeaderMap, expected: &str) -> Result<(), ApiError> {
    let kind = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = kind.split(';').next().unwrap_or_default().trim();
    if essence.eq_ignore_ascii_case(expected) && !headers.contains_key(CONTENT_ENCODING) {
        Ok(())
    } else {
        Err(ProblemKind::MediaType.into())
    }
}
