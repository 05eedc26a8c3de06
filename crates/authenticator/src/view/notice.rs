//! News that the person has not seen yet.

use std::fmt;
use std::str::FromStr;

use countersign_otp::UnixTime;
use countersign_protocol::message::Revocation;
use countersign_vault::AccountId;

use crate::error::Error;

/// Names a notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NoticeId(pub(crate) u64);

impl fmt::Display for NoticeId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:016x}", self.0)
    }
}

impl FromStr for NoticeId {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        u64::from_str_radix(text, 16).map(Self).map_err(|_| Error::NoticeUnknown)
    }
}

/// What a notice is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoticeKind {
    /// The server removed this device, and the account is gone.
    AccountRemoved {
        /// The server's reason.
        reason: Revocation,
    },
    /// The clock of this device is off.
    ClockOff {
        /// By how many seconds it is ahead (positive) or behind.
        offset_seconds: i64,
    },
    /// A server has other keys than the kept ones.
    ServerChanged,
    /// The server does not know this device any more.
    DeviceUnknown,
    /// The server was put back into an older state or changed.
    ServerWentBack,
    /// The server noticed two copies of this device, or one that was put back.
    DeviceCopied,
    /// The server has another address now, and says so under its own keys.
    ServerMoved,
    /// Accounts in the vault cannot be read. They stay in the file as they are, for a later version or a rescue.
    AccountsUnreadable {
        /// How many.
        count: usize,
    },
}

/// One notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeView {
    /// What to dismiss.
    pub id: NoticeId,
    /// What it is about.
    pub kind: NoticeKind,
    /// The account, if it is still there.
    pub account: Option<AccountId>,
    /// The service's name.
    pub service: String,
    /// When it happened, by this device's clock.
    pub at: UnixTime,
}
