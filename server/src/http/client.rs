//! Who is on the other end: the address and the browser, as far as the server itself can see them.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::header::USER_AGENT;
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap};
use ipnet::IpNet;
use woothee::parser::Parser;

use super::{PageError, Site};
use crate::domain::BrowserMark;

/// The address of the client: the peer's, or, behind a declared proxy, the one that the proxy saw.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClientAddress(pub IpAddr);

impl ClientAddress {
    /// Finds the address: from the right end of `X-Forwarded-For` the first one that is no declared proxy.
    pub(super) fn find(extensions: &Extensions, headers: &HeaderMap, site: &Site) -> Self {
        let peer = peer(extensions);
        if !is_proxy(peer, site.proxies()) {
            return Self(peer);
        }
        let mut nearest = peer;
        for line in headers.get_all("x-forwarded-for").iter().rev() {
            for part in line.to_str().unwrap_or_default().rsplit(',') {
                // A proxy of ours writes addresses; anything else was written by somebody before it.
                let Some(address) = parse_address(part.trim()) else { return Self(nearest) };
                nearest = address;
                if !is_proxy(address, site.proxies()) {
                    return Self(nearest);
                }
            }
        }
        Self(nearest)
    }
}

impl<S: Sync> FromRequestParts<S> for ClientAddress {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, PageError> {
        Ok(Self::find(&parts.extensions, &parts.headers, &*Site::of(&parts.extensions)?))
    }
}

/// Whether a request came by TLS, by a proxy that ends it, or from this machine: plain text from elsewhere is for
/// nobody.
pub(super) fn came_safely(extensions: &Extensions, site: &Site) -> bool {
    let peer = peer(extensions);
    !site.only_by_proxy() || peer.is_loopback() || is_proxy(peer, site.proxies())
}

fn peer(extensions: &Extensions) -> IpAddr {
    extensions
        .get::<ConnectInfo<SocketAddr>>()
        .map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |ConnectInfo(peer)| peer.ip().to_canonical())
}

fn is_proxy(address: IpAddr, proxies: &[IpNet]) -> bool {
    proxies.iter().any(|net| net.contains(&address))
}

fn parse_address(text: &str) -> Option<IpAddr> {
    let bare = text.parse::<IpAddr>().ok();
    bare.or_else(|| text.parse::<SocketAddr>().ok().map(|address| address.ip())).map(|ip| ip.to_canonical())
}

/// The family of browser and system, from the user agent, for people to recognize: `Firefox` on `Linux`.
///
/// Empty when unknown; the page and the app have words for that.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BrowserFacts {
    /// `Firefox`, `Chrome`, `Safari`, `Edge`, …
    pub browser: String,
    /// `Linux`, `Windows`, `macOS`, `Android`, `iOS`, …
    pub system: String,
}

impl BrowserFacts {
    /// Reads a user agent.
    pub fn of(user_agent: &str) -> Self {
        // Nobody's user agent is that long; the parser is a row of regular expressions.
        let Some(found) =
            user_agent.get(..user_agent.len().min(512)).and_then(|text| Parser::new().parse(text))
        else {
            return Self::default();
        };
        Self { browser: browser_family(found.name, user_agent), system: system_family(found.os) }
    }
}

fn browser_family(name: &str, user_agent: &str) -> String {
    let name = match name {
        "UNKNOWN" => "",
        "Internet Explorer" => "Internet Explorer",
        _ if user_agent.contains("Edg/") || user_agent.contains("EdgA/") => "Edge",
        _ if user_agent.contains("FxiOS/") => "Firefox",
        _ if user_agent.contains("CriOS/") => "Chrome",
        other => other,
    };
    name.to_owned()
}

fn system_family(os: &str) -> String {
    let family = match os {
        "UNKNOWN" => "",
        "Mac OSX" | "Mac OS Classic" => "macOS",
        "iPhone" | "iPad" | "iPod" | "iOS" => "iOS",
        windows if windows.starts_with("Windows") && !windows.contains("Phone") => "Windows",
        other => other,
    };
    family.to_owned()
}

impl<S: Sync> FromRequestParts<S> for BrowserMark {
    type Rejection = PageError;

    /// What this browser looks like from here, for `domain`'s operations.
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, PageError> {
        let ClientAddress(ip) = ClientAddress::from_request_parts(parts, state).await?;
        let user_agent = parts.headers.get(USER_AGENT).and_then(|value| value.to_str().ok());
        let BrowserFacts { browser, system } = user_agent.map(BrowserFacts::of).unwrap_or_default();
        Ok(Self { browser, system, ip })
    }
}

impl<S: Sync> FromRequestParts<S> for BrowserFacts {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        let user_agent = parts.headers.get(USER_AGENT).and_then(|value| value.to_str().ok());
        Ok(user_agent.map(Self::of).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::BrowserFacts;

    #[test]
    fn browsers_of_today_are_recognized() {
        let cases = [
            ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox", "Linux"),
            (
                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36",
                "Chrome",
                "Linux",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0",
                "Edge",
                "Windows",
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15",
                "Safari",
                "macOS",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1",
                "Safari",
                "iOS",
            ),
            (
                "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile Safari/537.36",
                "Chrome",
                "Android",
            ),
            ("something of somebody's own", "", ""),
            ("", "", ""),
        ];
        for (user_agent, browser, system) in cases {
            let facts = BrowserFacts::of(user_agent);
            assert_eq!((facts.browser.as_str(), facts.system.as_str()), (browser, system), "{user_agent}");
        }
    }
}
