//! The way from something read, typed or signed in to an account.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use countersign_protocol::Origin;
use countersign_vault::AccountId;
use zeroize::Zeroizing;

use crate::error::Error;
use crate::view::ImportPreview;

/// Names something that was read and waits for the person's word; it says nothing about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PendingId(pub(crate) u64);

impl fmt::Display for PendingId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:016x}", self.0)
    }
}

impl FromStr for PendingId {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        u64::from_str_radix(text, 16).map(Self).map_err(|_| Error::PendingUnknown)
    }
}

/// How a server is about to be linked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkWay {
    /// By a QR code or a link.
    Qr,
    /// By a typed setup code.
    Typed,
    /// By signing in with the system's browser.
    Browser,
}

/// What was read and waits for the person's word. Its secrets stay under the id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PendingView {
    /// An account that only shows codes.
    CodeAccount {
        /// What to confirm or cancel.
        id: PendingId,
        /// The service's name; empty if the text had none.
        service: String,
        /// The user's name; empty if the text had none.
        user: String,
        /// How many characters a code has.
        digits: u8,
        /// How long a code holds; `None` if codes go by a counter.
        period: Option<Duration>,
        /// Whether the secret is shorter than the standard asks for.
        is_weak: bool,
    },
    /// A server to be linked with.
    Server {
        /// What to confirm or cancel.
        id: PendingId,
        /// The bare origin, which the person is asked about.
        origin: Origin,
        /// Whether it is a place in a private network, or this machine.
        is_private: bool,
        /// How it is linked.
        way: LinkWay,
    },
    /// The code of a page that waits for a YES: nothing to confirm here, its question comes to the front.
    Question {
        /// Of nothing that waits.
        id: PendingId,
    },
    /// An account whose codes also need a PIN, which is to be given next.
    PinNeeded {
        /// What to give the PIN for, or to cancel.
        id: PendingId,
        /// The service's name; empty if the text had none.
        service: String,
        /// The user's name; empty if the text had none.
        user: String,
    },
}

impl PendingView {
    /// What to confirm or cancel.
    pub fn id(&self) -> PendingId {
        match self {
            Self::CodeAccount { id, .. }
            | Self::Server { id, .. }
            | Self::Question { id }
            | Self::PinNeeded { id, .. } => *id,
        }
    }
}

/// What a text or pictures held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// One thing, which waits for the person's word.
    One(PendingView),
    /// Several accounts, to be chosen from and brought in together.
    Several(ImportPreview),
}

/// How far a linking is.
#[derive(Clone)]
pub enum PendingStatus {
    /// It waits for the person's word.
    Asking,
    /// The server is being asked.
    Contacting,
    /// The browser shows the server's sign-in page.
    Browser {
        /// The server.
        origin: Origin,
    },
    /// The person types these digits on the server's page.
    ConfirmDigits {
        /// Six digits.
        digits: Zeroizing<String>,
        /// The service's name.
        service: String,
        /// The user's name.
        user: String,
        /// How long the server still waits for them.
        left: Duration,
    },
    /// The account is in the vault.
    Done {
        /// The account.
        account: AccountId,
        /// The service's name.
        service: String,
        /// Whether backup codes are to be shown now.
        has_backup_codes: bool,
    },
    /// It came to nothing.
    Failed {
        /// Why.
        error: Arc<Error>,
    },
}

impl PendingStatus {
    /// Whether nothing more will happen.
    pub fn is_over(&self) -> bool {
        matches!(self, Self::Done { .. } | Self::Failed { .. })
    }
}

impl fmt::Debug for PendingStatus {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Asking => formatter.write_str("Asking"),
            Self::Contacting => formatter.write_str("Contacting"),
            Self::Browser { origin } => write!(formatter, "Browser({origin})"),
            Self::ConfirmDigits { .. } => formatter.write_str("ConfirmDigits(…)"),
            Self::Done { account, .. } => write!(formatter, "Done({account})"),
            Self::Failed { error } => write!(formatter, "Failed({error:?})"),
        }
    }
}

/// What a link from outside led to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkFollowed {
    /// Something to link, which waits for the person's word.
    Pending(PendingView),
    /// The browser came back from a sign-in that goes on by itself now.
    CameBack(PendingId),
    /// A question was asked for; [`Event::QuestionOpened`](crate::Event::QuestionOpened) tells when it is there.
    Question,
}
