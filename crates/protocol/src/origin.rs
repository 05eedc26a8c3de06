//! Where a server lives: its origin (RFC 6454), exactly as it is written in messages.

use std::fmt;
use std::net::IpAddr;

use serde::{Deserialize, Serialize};
use url::{Host, Url};

/// The text is not an origin as CS/1 writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an origin: https, a lower-case host, no default port, nothing after it")]
pub struct NotAnOrigin;

/// `https://` and a lower-case ASCII host, no default port, nothing after it, at most 255 characters.
///
/// `http` is an origin too if the host is loopback; whether it may be used is the question of development mode
/// ([`Origin::is_https`]).
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Origin(String);

impl Origin {
    /// Reads an origin that is written exactly as it has to be.
    pub fn parse(text: &str) -> Result<Self, NotAnOrigin> {
        let url = Url::parse(text).map_err(|_| NotAnOrigin)?;
        let origin = Self::of(&url)?;
        if origin.0 == text { Ok(origin) } else { Err(NotAnOrigin) }
    }

    /// The origin of an address that a person typed: `auth.example`, `https://Auth.Example/sign-in`.
    pub fn from_typed(text: &str) -> Result<Self, NotAnOrigin> {
        let text = text.trim();
        let url = match text.split_once("://") {
            Some(_) => Url::parse(text),
            None if is_loopback_text(text) => Url::parse(&format!("http://{text}")),
            None => Url::parse(&format!("https://{text}")),
        };
        Self::of(&url.map_err(|_| NotAnOrigin)?)
    }

    fn of(url: &Url) -> Result<Self, NotAnOrigin> {
        let host = url.host().ok_or(NotAnOrigin)?;
        let https = url.scheme() == "https";
        let acceptable = https || (url.scheme() == "http" && is_loopback(&host));
        let bare = url.username().is_empty() && url.password().is_none();
        let named = match &host {
            Host::Domain(name) => name.split('.').all(|label| !label.is_empty()),
            Host::Ipv4(_) | Host::Ipv6(_) => true,
        };
        if !acceptable || !bare || !named || url.port() == Some(0) {
            return Err(NotAnOrigin);
        }
        let text = url.origin().ascii_serialization();
        if text.len() <= 255 { Ok(Self(text)) } else { Err(NotAnOrigin) }
    }

    /// The origin as text, without a slash at its end.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// An address on this origin; `path` begins with a slash.
    pub fn at(&self, path: &str) -> String {
        format!("{}{path}", self.0)
    }

    /// The host, without scheme and port.
    pub fn host(&self) -> &str {
        let rest = self.0.split_once("://").map_or(self.0.as_str(), |(_, rest)| rest);
        match rest.rsplit_once(':') {
            Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
            _ => rest,
        }
    }

    /// Whether requests to it are encrypted; plain `http` is for development mode only.
    pub fn is_https(&self) -> bool {
        self.0.starts_with("https://")
    }

    /// Whether the host is an address of this machine or of a private network.
    pub fn is_private(&self) -> bool {
        let host = self.host();
        match host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>() {
            Ok(IpAddr::V4(address)) => {
                address.is_private() || address.is_loopback() || address.is_link_local()
            }
            Ok(IpAddr::V6(address)) => {
                address.is_loopback() || address.is_unique_local() || address.is_unicast_link_local()
            }
            Err(_) => {
                host == "localhost"
                    || [".localhost", ".local", ".internal", ".lan", ".home.arpa"]
                        .iter()
                        .any(|ending| host.ends_with(ending))
                    || !host.contains('.')
            }
        }
    }
}

fn is_loopback(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => *name == "localhost" || name.ends_with(".localhost"),
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    }
}

fn is_loopback_text(text: &str) -> bool {
    Url::parse(&format!("http://{text}")).is_ok_and(|url| url.host().is_some_and(|host| is_loopback(&host)))
}

impl fmt::Display for Origin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl TryFrom<String> for Origin {
    type Error = NotAnOrigin;

    fn try_from(text: String) -> Result<Self, NotAnOrigin> {
        Self::parse(&text)
    }
}

impl From<Origin> for String {
    fn from(origin: Origin) -> Self {
        origin.0
    }
}
