//! Who sends, as push services want to know it (RFC 8292): a token for one service, signed by the push key.

use countersign_protocol::CannotSign;
use countersign_protocol::encoding::encode;
use countersign_protocol::push::PushEndpoint;
use serde::Serialize;

use super::key::PushKey;

/// How long a token holds; at most a day (RFC 8292 §2).
const HOLDS: u64 = 12 * 3600;

#[derive(Serialize)]
struct Claims<'a> {
    aud: String,
    exp: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    sub: Option<&'a str>,
}

/// The value of `Authorization` for one request. `contact` is where the operator of this server is found.
pub(super) fn authorization(
    key: &PushKey,
    to: &PushEndpoint,
    contact: Option<&str>,
    now: u64,
) -> Result<String, CannotSign> {
    let claims = Claims { aud: to.origin(), exp: now + HOLDS, sub: contact };
    let claims = serde_json::to_vec(&claims).expect("texts and a number");
    let signed = format!("{}.{}", encode(br#"{"typ":"JWT","alg":"ES256"}"#), encode(&claims));
    let signature = key.signer().sign(signed.as_bytes())?;
    Ok(format!("vapid t={signed}.{}, k={}", encode(&signature), key.name()))
}
