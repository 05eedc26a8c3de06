//! Where a device's messages go: the body of `PUT /api/v1/self/push`. The address is a capability, whoever knows it
//! can wake the device, and it is untrusted: whoever sends to it looks at where it leads first.

use std::fmt;
use std::net::IpAddr;

use serde::{Deserialize, Serialize};
use url::{Host, Url};

use crate::encoding::{decode_array, encode};
use crate::jwk::PublicJwk;

/// The longest address of an endpoint, in characters.
pub const ENDPOINT_LIMIT: usize = 1_000;

/// The text is no address to push to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the address of a push endpoint")]
pub struct NotAnEndpoint;

/// The address of an endpoint: `https`, or `http` on loopback for development; no user info, no fragment.
#[derive(Clone, PartialEq, Eq)]
pub struct PushEndpoint(Url);

impl PushEndpoint {
    /// Reads an address. What it says about a host's address is only what is written: names are not looked up.
    ///
    /// # Errors
    /// [`NotAnEndpoint`] for whatever cannot be one.
    pub fn parse(text: &str) -> Result<Self, NotAnEndpoint> {
        let is_visible = |text: &str| {
            text.len() <= ENDPOINT_LIMIT && text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\')
        };
        if !is_visible(text) {
            return Err(NotAnEndpoint);
        }
        let url = Url::parse(text).map_err(|_| NotAnEndpoint)?;
        let may_be_plain = match url.host() {
            Some(Host::Domain(name)) => name == "localhost",
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            None => return Err(NotAnEndpoint),
        };
        let is_scheme = url.scheme() == "https" || (url.scheme() == "http" && may_be_plain);
        // What is written counts: the parser would take an empty user info for none.
        let authority = text.split_once("//").map_or("", |(_, rest)| rest);
        let authority = authority.split(['/', '?', '#', '\\']).next().unwrap_or_default();
        let has_user = authority.contains('@') || !url.username().is_empty() || url.password().is_some();
        if !is_scheme || has_user || url.fragment().is_some() || !is_visible(url.as_str()) {
            return Err(NotAnEndpoint);
        }
        Ok(Self(url))
    }

    /// The whole address. It is a capability: for the request to it, and no log.
    pub fn expose_address(&self) -> &str {
        self.0.as_str()
    }

    /// Whether TLS protects the way there.
    pub fn is_https(&self) -> bool {
        self.0.scheme() == "https"
    }

    /// Scheme, host and port, as a VAPID token names its audience (RFC 8292 §2).
    pub fn origin(&self) -> String {
        self.0.origin().ascii_serialization()
    }

    /// The port.
    pub fn port(&self) -> u16 {
        self.0.port_or_known_default().unwrap_or_default()
    }

    /// The address of the host, if it is written as one, in whatever way.
    pub fn ip(&self) -> Option<IpAddr> {
        match self.0.host()? {
            Host::Domain(_) => None,
            Host::Ipv4(address) => Some(address.into()),
            Host::Ipv6(address) => Some(address.into()),
        }
    }
}

impl fmt::Debug for PushEndpoint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "PushEndpoint({})", self.origin())
    }
}

/// The secret that sender and receiver share (RFC 8291 §3.2): it shows that the sender knows the subscription.
#[derive(Clone, PartialEq, Eq)]
pub struct PushAuth([u8; 16]);

impl PushAuth {
    /// Takes random bytes.
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    pub(super) fn bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl fmt::Debug for PushAuth {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("PushAuth(…)")
    }
}

/// Where to push to, and for whose eyes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Members", into = "Members")]
pub struct PushSubscription {
    /// Where to.
    pub endpoint: PushEndpoint,
    /// The receiver's key.
    pub p256dh: PublicJwk,
    /// The receiver's secret.
    pub auth: PushAuth,
}

#[derive(Serialize, Deserialize)]
struct Members {
    kind: String,
    endpoint: String,
    p256dh: String,
    auth: String,
}

const KIND: &str = "webpush";

impl TryFrom<Members> for PushSubscription {
    type Error = NotAnEndpoint;

    fn try_from(members: Members) -> Result<Self, NotAnEndpoint> {
        if members.kind != KIND {
            return Err(NotAnEndpoint);
        }
        let point = decode_array::<65>(&members.p256dh).map_err(|_| NotAnEndpoint)?;
        Ok(Self {
            endpoint: PushEndpoint::parse(&members.endpoint)?,
            p256dh: PublicJwk::from_sec1(&point).map_err(|_| NotAnEndpoint)?,
            auth: PushAuth(decode_array(&members.auth).map_err(|_| NotAnEndpoint)?),
        })
    }
}

impl From<PushSubscription> for Members {
    fn from(subscription: PushSubscription) -> Self {
        Self {
            kind: KIND.into(),
            endpoint: subscription.endpoint.expose_address().into(),
            p256dh: encode(&subscription.p256dh.sec1()),
            auth: encode(subscription.auth.bytes()),
        }
    }
}
