//! The courier: hands one sealed message to a push service. Endpoints are untrusted: https, a port that the operator
//! allows, a host whose addresses are all public, looked up once and connected to exactly there, no redirect, ten
//! seconds, 4 KiB read, and nobody is shown the answer.

use std::error::Error as StdError;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use countersign_protocol::push::{PushEndpoint, PushSubscription, Sealing, WakeUp};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header::{AUTHORIZATION, CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, RETRY_AFTER};
use reqwest::redirect::Policy;

use super::address::is_public;
use super::key::PushKey;
use super::settings::PushSettings;
use super::vapid;
use crate::keys::random;

/// How long one request may take, from the look-up of the name to the end of the answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// How much of an answer is read, so that its connection can be used again.
const ANSWER_LIMIT: usize = 4 * 1024;
const IDLE: Duration = Duration::from_secs(30);

/// What came of handing over a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Handed {
    /// The push service has it.
    Taken,
    /// The subscription is over: 404 or 410.
    Ended,
    /// Nobody was there, or the service asks for patience.
    Later {
        /// For how long, if it said so.
        retry_after: Option<Duration>,
    },
    /// The service does not want this message.
    Refused,
    /// The endpoint is none that may be asked.
    Forbidden,
}

/// How a message is carried (RFC 8030).
#[derive(Debug, Clone)]
pub struct Carriage {
    /// A newer message with the same topic takes this one's place; at most 32 characters of base64url.
    pub topic: String,
    /// How long the service keeps it for a device that is away, in seconds.
    pub ttl: u64,
}

/// Hands messages over.
pub struct Courier {
    /// Made for the first message, because it reads all certificates that the system trusts; `None` if that failed.
    http: OnceLock<Option<reqwest::Client>>,
    key: PushKey,
    settings: PushSettings,
    loopback: Loopback,
    contact: Option<String>,
}

/// Whether endpoints on this machine may be asked, without TLS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Loopback {
    /// Never; what people run.
    Refused,
    /// In development mode, which is on loopback itself.
    Allowed,
}

impl Courier {
    /// Nobody is asked yet. `contact` is the address of this server, for push services that want to complain.
    pub fn new(key: PushKey, settings: PushSettings, loopback: Loopback, contact: Option<String>) -> Self {
        Self { http: OnceLock::new(), key, settings, loopback, contact }
    }

    /// The key that names this server to push services.
    pub fn key(&self) -> &PushKey {
        &self.key
    }

    /// Whether an endpoint may be asked, as far as its text tells. Where its name leads is looked at each time.
    pub fn accepts(&self, endpoint: &PushEndpoint) -> bool {
        let is_here = self.loopback == Loopback::Allowed
            && (endpoint.ip().is_some_and(|ip| ip.is_loopback()) || !endpoint.is_https());
        let is_safe = endpoint.is_https()
            && self.settings.ports.contains(&endpoint.port())
            && endpoint.ip().is_none_or(is_public);
        is_here || is_safe
    }

    /// Seals a wake-up for this subscription and hands it over, once.
    pub async fn hand_over(
        &self,
        message: &WakeUp,
        to: &PushSubscription,
        carriage: &Carriage,
        now: u64,
    ) -> Handed {
        if !self.accepts(&to.endpoint) {
            return Handed::Forbidden;
        }
        let Ok(authorization) = vapid::authorization(&self.key, &to.endpoint, self.contact.as_deref(), now)
        else {
            return Handed::Refused;
        };
        let http = self.http.get_or_init(|| open(self.loopback));
        let Some(http) = http else { return Handed::Later { retry_after: None } };
        let request = http
            .post(to.endpoint.expose_address())
            .header("ttl", carriage.ttl)
            .header("topic", &carriage.topic)
            .header("urgency", "high")
            .header(AUTHORIZATION, authorization)
            .header(CONTENT_ENCODING, "aes128gcm")
            .header(CONTENT_TYPE, "application/octet-stream")
            .body(seal(message, to));
        match request.send().await {
            Ok(answer) => {
                let handed = judge(answer.status().as_u16(), answer.headers());
                read_a_little(answer).await;
                handed
            }
            Err(error) if leads_inside(&error) => Handed::Forbidden,
            Err(_) => Handed::Later { retry_after: None },
        }
    }
}

impl std::fmt::Debug for Courier {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Courier({:?})", self.key)
    }
}

fn open(loopback: Loopback) -> Option<reqwest::Client> {
    let http = reqwest::Client::builder()
        .user_agent(concat!("countersign-server/", env!("CARGO_PKG_VERSION")))
        .redirect(Policy::none())
        .referer(false)
        .no_proxy()
        .https_only(loopback == Loopback::Refused)
        .timeout(PATIENCE)
        .pool_idle_timeout(IDLE)
        .dns_resolver(Arc::new(Checked(loopback)))
        .build();
    http.inspect_err(|error| tracing::error!(error = error as &dyn StdError, "no device can be woken")).ok()
}

fn seal(message: &WakeUp, to: &PushSubscription) -> Vec<u8> {
    loop {
        // Almost every 32 bytes are a key.
        if let Ok(sealing) = Sealing::new(&random(), random()) {
            return sealing.seal(message.to_json().as_bytes(), to);
        }
    }
}

fn judge(status: u16, headers: &HeaderMap) -> Handed {
    match status {
        200..=299 => Handed::Taken,
        404 | 410 => Handed::Ended,
        408 | 429 | 500..=599 => {
            let asked = headers.get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.trim().parse().ok());
            Handed::Later { retry_after: asked.map(Duration::from_secs) }
        }
        _ => Handed::Refused,
    }
}

/// Reads what is left of a short answer. A long one is hung up on.
async fn read_a_little(mut answer: reqwest::Response) {
    let mut left = ANSWER_LIMIT;
    while let Ok(Some(chunk)) = answer.chunk().await {
        left = left.saturating_sub(chunk.len());
        if left == 0 {
            return;
        }
    }
}

/// Looks a name up and gives its addresses only if every single one may be asked: the connection goes to one of them
/// and to nothing else, so that a name cannot lead somewhere else a moment later.
#[derive(Debug)]
struct Checked(Loopback);

/// A name leads to an address that is not public.
#[derive(Debug, thiserror::Error)]
#[error("the name leads to an address that is not public")]
struct LeadsInside;

impl Resolve for Checked {
    fn resolve(&self, name: Name) -> Resolving {
        let loopback = self.0;
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            if found.iter().all(|address| may_be_asked(address.ip(), loopback)) {
                Ok(Box::new(found.into_iter()) as Addrs)
            } else {
                Err(LeadsInside.into())
            }
        })
    }
}

fn may_be_asked(address: IpAddr, loopback: Loopback) -> bool {
    is_public(address) || (loopback == Loopback::Allowed && address.is_loopback())
}

fn leads_inside(error: &(dyn StdError + 'static)) -> bool {
    let mut next = Some(error);
    while let Some(each) = next {
        if each.is::<LeadsInside>() {
            return true;
        }
        next = each.source();
    }
    false
}
