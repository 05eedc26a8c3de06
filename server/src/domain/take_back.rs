//! What a person may take back with nothing but the mail about it: it only ever takes away.

use std::fmt;

use super::{AccountId, DeviceId, lifetimes};

/// What is taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TakeBack {
    /// The trust in this browser.
    Trust(String),
    /// This device, which is new: it is suspended.
    Device(DeviceId),
    /// The two-step verification that this account switched on then.
    TwoStep {
        /// The account.
        account: AccountId,
        /// When it was switched on, in seconds since 1970.
        since: u64,
    },
}

impl TakeBack {
    /// Reads what [`Display`](fmt::Display) has written.
    pub fn parse(text: &str) -> Option<Self> {
        let (kind, rest) = text.split_once(' ')?;
        Some(match kind {
            "trust" => Self::Trust(rest.to_owned()),
            "device" => Self::Device(DeviceId::parse(rest).ok()?),
            "two-step" => {
                let (account, since) = rest.split_once(' ')?;
                Self::TwoStep { account: AccountId::parse(account).ok()?, since: since.parse().ok()? }
            }
            _ => return None,
        })
    }

    /// For how long after the mail it can be taken back, in seconds.
    pub fn lifetime(&self) -> u64 {
        match self {
            Self::Trust(_) => lifetimes::TRUST,
            Self::Device(_) | Self::TwoStep { .. } => lifetimes::PROBATION,
        }
    }
}

impl fmt::Display for TakeBack {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Trust(browser) => write!(formatter, "trust {browser}"),
            Self::Device(device) => write!(formatter, "device {device}"),
            Self::TwoStep { account, since } => write!(formatter, "two-step {account} {since}"),
        }
    }
}
