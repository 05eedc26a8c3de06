//! What a person may take back with nothing but the mail about it: it only ever takes away.

use std::fmt;

use super::{AccountId, Joined, MethodKind, lifetimes};

/// A removal that can be undone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Removal {
    /// The account.
    pub account: AccountId,
    /// When the removed method had joined it, in seconds since 1970.
    pub joined_at: u64,
    /// When it was removed, in seconds since 1970.
    pub removed_at: u64,
}

impl Removal {
    /// The removal of a method just now, if its owner may undo it: not one that was on probation.
    pub fn of(account: &AccountId, joined: Joined, now: u64) -> Option<Self> {
        let undoable = joined.new_until(now).is_none();
        undoable.then(|| Self { account: account.clone(), joined_at: joined.at, removed_at: now })
    }
}

/// What is taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TakeBack {
    /// The trust in this browser.
    Trust(String),
    /// The method of this kind with this id, which is new: it is suspended.
    Method(MethodKind, String),
    /// This removal; with the password.
    Removal(Removal),
    /// The reset of two-step verification that an administrator started.
    Reset(String),
    /// The two-step verification that this account switched on then.
    TwoStep {
        /// The account.
        account: AccountId,
        /// When it was switched on, in seconds since 1970.
        since: u64,
    },
}

impl TakeBack {
    /// What undoes that a method was added: the first one has switched two-step verification on.
    pub fn added(account: &AccountId, (kind, id): (MethodKind, String), is_first: bool, at: u64) -> Self {
        if is_first {
            return Self::TwoStep { account: account.clone(), since: at };
        }
        Self::Method(kind, id)
    }

    /// Reads what [`Display`](fmt::Display) has written.
    pub fn parse(text: &str) -> Option<Self> {
        let (kind, rest) = text.split_once(' ')?;
        Some(match kind {
            "trust" => Self::Trust(rest.to_owned()),
            "reset" => Self::Reset(rest.to_owned()),
            "two-step" => {
                let (account, since) = rest.split_once(' ')?;
                Self::TwoStep { account: AccountId::parse(account).ok()?, since: since.parse().ok()? }
            }
            "removal" => {
                let mut parts = rest.split(' ');
                let account = AccountId::parse(parts.next()?).ok()?;
                let (joined_at, removed_at) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
                Self::Removal(Removal { account, joined_at, removed_at })
            }
            other => Self::Method(MethodKind::from_name(other)?, rest.to_owned()),
        })
    }

    /// For how long after the mail it can be taken back, in seconds.
    pub fn lifetime(&self) -> u64 {
        match self {
            Self::Trust(_) => lifetimes::TRUST,
            Self::Reset(_) => lifetimes::RESET,
            Self::Method(..) | Self::Removal(_) | Self::TwoStep { .. } => lifetimes::PROBATION,
        }
    }
}

impl fmt::Display for TakeBack {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Trust(browser) => write!(formatter, "trust {browser}"),
            Self::Method(kind, id) => write!(formatter, "{} {id}", kind.name()),
            Self::Removal(Removal { account, joined_at, removed_at }) => {
                write!(formatter, "removal {account} {joined_at} {removed_at}")
            }
            Self::Reset(reset) => write!(formatter, "reset {reset}"),
            Self::TwoStep { account, since } => write!(formatter, "two-step {account} {since}"),
        }
    }
}
