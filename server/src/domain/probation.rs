//! Probation: for its first 72 hours a method that joined others takes nothing away from them, so that whoever gets
//! one of their own in cannot push the owner's out before the owner has heard of it.

use countersign_protocol::message::Reason;

use super::lifetimes;

/// How a method came to the account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Joined {
    /// Whether it was the first one, which switched two-step verification on.
    pub is_first: bool,
    /// When it began to count, in seconds since 1970.
    pub at: u64,
}

impl Joined {
    /// Until when it is on probation; `None` if it is not.
    pub fn new_until(self, now: u64) -> Option<u64> {
        Some(self.at.saturating_add(lifetimes::PROBATION)).filter(|until| !self.is_first && now < *until)
    }

    /// Whether it may prove this change.
    pub fn may_prove(self, reason: &Reason, now: u64) -> bool {
        !takes_away(reason) || self.new_until(now).is_none()
    }
}

/// Whether a change takes something away that the owner may need against it.
pub fn takes_away(reason: &Reason) -> bool {
    match reason {
        Reason::SignIn | Reason::StepUp | Reason::AddMethod | Reason::ChangePassword | Reason::Test => false,
        Reason::RemoveMethod
        | Reason::NewCodes
        | Reason::ChangeAddress
        | Reason::ChangePolicy
        | Reason::SwitchOff
        | Reason::Other(_) => true,
    }
}
