//! News that the person has not seen yet.

use serde::Serialize;
use specta::Type;

/// What a notice is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum NoticeKind {
    /// The server removed this device, and the account is gone.
    AccountRemoved,
    /// The clock of this device is off.
    ClockOff,
    /// A server has other keys than the kept ones.
    ServerChanged,
    /// The server does not know this device any more.
    DeviceUnknown,
    /// The server was put back into an older state or changed.
    ServerWentBack,
    /// The server noticed two copies of this device, or one that was put back.
    DeviceCopied,
    /// The server has another address now.
    ServerMoved,
    /// Accounts in the vault cannot be read; they stay in the file as they are.
    AccountsUnreadable,
}

/// One notice.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct NoticeView {
    /// What to dismiss.
    pub(crate) id: String,
    /// What it is about.
    pub(crate) kind: NoticeKind,
    /// The account, if it is still there.
    pub(crate) account_id: Option<String>,
    /// The service's name.
    pub(crate) service: String,
    /// The server's reason for a removal.
    pub(crate) reason: Option<String>,
    /// By how much the clock is ahead (positive) or behind.
    pub(crate) offset_seconds: Option<i64>,
    /// How many accounts cannot be read.
    pub(crate) count: Option<u32>,
    /// When it happened, in seconds since 1970.
    pub(crate) at: i64,
}
