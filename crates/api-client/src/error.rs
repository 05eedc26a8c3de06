//! Why there is no reply, told apart by what a person or the app can do about it.

use std::error::Error as StdError;
use std::time::Duration;

use countersign_protocol::message::Revoked;
use countersign_protocol::{CannotSign, JwsError, PinError, Problem, ProblemKind};

use crate::reply::ServerTime;

/// What lies behind an error, for the log; it holds no address and no body.
pub type Cause = Box<dyn StdError + Send + Sync>;

/// Why there is no reply.
#[derive(Debug, thiserror::Error)]
pub enum ApiError {
    /// Plain HTTP, and not in development mode on loopback.
    #[error("plain http is for development on this machine only")]
    PlainHttp,
    /// The HTTP client could not be set up.
    #[error("the http client could not be set up")]
    SetUp(#[source] Cause),
    /// No network, no such host, nobody listens, or no answer in time.
    #[error("the server cannot be reached")]
    Unreachable(#[source] Cause),
    /// Whoever answered has no certificate for this host that the platform trusts.
    #[error("the server's certificate is not trusted")]
    Certificate(#[source] Cause),
    /// Something answered, but not in the protocol: a web page, a redirect, another kind of server.
    #[error("not a Countersign server (status {status})")]
    NotCountersign {
        /// The HTTP status.
        status: u16,
    },
    /// The server or something before it fails at the moment, without saying more.
    #[error("the server fails at the moment (status {status})")]
    Failed {
        /// The HTTP status.
        status: u16,
        /// When to come back, if it said so.
        retry_after: Option<Duration>,
    },
    /// The server says what is wrong.
    #[error("the server refused: {}", .problem.kind)]
    Problem {
        /// What it says.
        problem: Box<Problem>,
        /// When to come back, if it said so.
        retry_after: Option<Duration>,
        /// The server's time when it said so.
        server_time: ServerTime,
    },
    /// This device was removed, in the server's own verified words: drop the account.
    #[error("this device was removed")]
    Revoked(Revoked),
    /// Signed by a key that is not kept: fetch the instance document ([`Client::renew`](crate::Client::renew), at
    /// most once a minute) and ask again.
    #[error("signed by a key that is not kept")]
    UnknownKey,
    /// A message of the server is not acceptable.
    #[error("a message of the server is not acceptable")]
    Message(#[source] JwsError),
    /// The instance document is not believed.
    #[error("the server's instance document is not believed")]
    Instance(#[from] PinError),
    /// The device's key could not prove the request.
    #[error("the request could not be proved")]
    CannotSign(#[from] CannotSign),
}

impl ApiError {
    /// Whether the same request, freshly proved, may succeed later: after 1, 2, 4 … 30 s or [`Self::retry_after`].
    pub fn is_temporary(&self) -> bool {
        match self {
            Self::Unreachable(_) | Self::Failed { .. } => true,
            Self::Problem { problem, .. } => problem.status == 429 || problem.status >= 500,
            Self::PlainHttp
            | Self::SetUp(_)
            | Self::Certificate(_)
            | Self::NotCountersign { .. }
            | Self::Revoked(_)
            | Self::UnknownKey
            | Self::Message(_)
            | Self::Instance(_)
            | Self::CannotSign(_) => false,
        }
    }

    /// When the server wants to be asked again, if it said so.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Failed { retry_after, .. } | Self::Problem { retry_after, .. } => *retry_after,
            _ => None,
        }
    }

    /// The kind of problem that the server named, if this software knows it.
    pub fn problem(&self) -> Option<ProblemKind> {
        match self {
            Self::Problem { problem, .. } => problem.known(),
            _ => None,
        }
    }

    /// An unacceptable message; one by an unknown key is told apart, because renewing the kept keys may help.
    pub(crate) fn message(error: JwsError) -> Self {
        match error {
            JwsError::OtherKey => Self::UnknownKey,
            other => Self::Message(other),
        }
    }
}
