//! Browsers: what is seen of them, and which the person trusts.

use std::fmt;
use std::net::IpAddr;

/// What one browser looks like from here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BrowserMark {
    /// `Firefox`, or empty.
    pub browser: String,
    /// `Linux`, or empty.
    pub system: String,
    /// Its address.
    pub ip: IpAddr,
}

impl BrowserMark {
    /// Whether the app may be on the same device.
    pub fn is_on_a_phone(&self) -> bool {
        matches!(self.system.as_str(), "Android" | "iOS")
    }

    /// The network it comes from.
    pub fn prefix(&self) -> Prefix {
        Prefix::of(self.ip)
    }
}

/// The network of an address: the /16 of IPv4, the /32 of IPv6.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Prefix(String);

impl Prefix {
    /// The prefix of an address.
    pub fn of(ip: IpAddr) -> Self {
        Self(match ip.to_canonical() {
            IpAddr::V4(address) => {
                let [a, b, ..] = address.octets();
                format!("{a}.{b}.0.0/16")
            }
            IpAddr::V6(address) => {
                let [a, b, ..] = address.segments();
                format!("{a:x}:{b:x}::/32")
            }
        })
    }

    /// As stored.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Prefix {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// A browser that its person trusts.
#[derive(Debug, Clone)]
pub struct TrustedBrowser {
    /// Its id.
    pub id: String,
    /// The family of the browser.
    pub browser: String,
    /// The family of the system.
    pub system: String,
    /// Since when.
    pub created_at: u64,
    /// When it was used last.
    pub last_used_at: u64,
    /// Until when.
    pub trusted_until: u64,
}
