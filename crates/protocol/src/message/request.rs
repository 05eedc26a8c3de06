//! A device's proof for one request (`cs-request+jwt`), shaped like `DPoP` (RFC 9449).

use serde::{Deserialize, Serialize};

use crate::digest::Digest;
use crate::id::{DeviceId, RequestId, StepId};
use crate::jws::{Jws, JwsError, Message, Unverified, Verified};
use crate::limits::NONCE_LIMIT;
use crate::optional::present;
use crate::origin::Origin;

/// Signed by the device's `pop` key; it carries no time, so the device's clock does not matter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// The device.
    pub iss: DeviceId,
    /// The method, in capitals.
    pub htm: String,
    /// Origin and path, without query.
    pub htu: String,
    /// Fresh for every request.
    pub jti: RequestId,
    /// The server's last `CS-Nonce`; may be empty in the first request.
    pub nonce: String,
    /// SHA-256 of the body, if and only if there is one.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub body_sha256: Option<Digest>,
    /// The step that the device goes with this request, by which a copy of it is noticed.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub step: Option<Step>,
}

/// A step of a device: from where it stands to where it stands from now on. The device writes it down before it sends
/// it, and sends the same one again until a reply has come, so that a reply that is lost changes nothing. Two copies
/// of a device go on from the same place to two others, and that shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Where the device stood, as its server knows; anything in the first one.
    pub last: StepId,
    /// Where it stands from now on, random; the same as `last` to stay.
    pub next: StepId,
}

impl Message for Request {
    const TYP: &'static str = "cs-request+jwt";
    /// It travels in an HTTP header.
    const LIMIT: usize = 4096;

    fn check(&self) -> Result<(), &'static str> {
        if self.nonce.len() > NONCE_LIMIT { Err("nonce") } else { Ok(()) }
    }
}

/// What is wrong with a proof, in the order in which a server looks.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    /// The header is missing or is no `CS` proof.
    #[error("no proof of a device")]
    Missing,
    /// The proof is no acceptable message, or not by this device's key.
    #[error("the proof is not acceptable")]
    Jws(#[from] JwsError),
    /// It was made for another method, address or body.
    #[error("the proof is for another request: {0}")]
    OtherRequest(&'static str),
}

/// The value of `Authorization` for a signed proof.
pub fn authorization(proof: &Jws<Request>) -> String {
    format!("CS {}", proof.as_str())
}

/// Reads the value of `Authorization`.
pub fn read_authorization(value: &str) -> Result<Unverified<Request>, RequestError> {
    let proof = value.strip_prefix("CS ").ok_or(RequestError::Missing)?;
    Ok(Unverified::parse(proof)?)
}

impl Request {
    /// Checks that a verified proof was made for this very request.
    pub fn matches(
        proof: &Verified<Self>,
        method: &str,
        server: &Origin,
        path: &str,
        body: &[u8],
    ) -> Result<(), RequestError> {
        let request = proof.message();
        if request.htm != method {
            return Err(RequestError::OtherRequest("htm"));
        }
        if request.htu != server.at(path) {
            return Err(RequestError::OtherRequest("htu"));
        }
        let wanted = (!body.is_empty()).then(|| Digest::of(body));
        if request.body_sha256 == wanted { Ok(()) } else { Err(RequestError::OtherRequest("body_sha256")) }
    }
}
