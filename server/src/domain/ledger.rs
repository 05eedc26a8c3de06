//! The one attempt ledger: what counts as a row of guesses, and when the next one may be checked.

use super::{Factor, Lane, closed_after, password_pause_after, pause_after};

/// Failures count as a row only while they follow each other within a day.
const FORGET_AFTER: u64 = 86400;

/// What the ledger says to a guess.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Charge {
    /// It was charged and may be checked now.
    Charged {
        /// Guesses in a row in this lane, with this one.
        in_a_row: u32,
    },
    /// Not now: the lane is paused until then. Nothing was charged.
    Paused {
        /// Seconds since 1970.
        until: u64,
    },
    /// Not in this lane any more: guessed too often since the last success. Nothing was charged. Only codes and
    /// numbers are ever closed.
    Closed,
}

/// What is kept of the guesses at one factor of an account in one lane. A success drops it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Guesses {
    /// In a row.
    pub in_a_row: u32,
    /// Since the last success.
    pub in_all: u32,
    /// The last one.
    pub last_at: u64,
    /// Before then none is checked.
    pub paused_until: u64,
}

impl Guesses {
    /// Charges one more guess, before it is checked: what is kept from then on, or why it is not checked.
    ///
    /// # Errors
    ///
    /// [`Charge::Paused`] or [`Charge::Closed`]; nothing was charged then.
    pub fn charge(self, factor: Factor, lane: &Lane, now: u64) -> Result<Self, Charge> {
        if closed_after(factor, lane).is_some_and(|most| self.in_all >= most) {
            return Err(Charge::Closed);
        }
        if self.paused_until > now {
            return Err(Charge::Paused { until: self.paused_until });
        }
        let before = if self.last_at + FORGET_AFTER > now { self.in_a_row } else { 0 };
        let in_a_row = before.saturating_add(1);
        let pause = match factor {
            Factor::Password => password_pause_after(in_a_row),
            Factor::Code | Factor::BackupCode | Factor::Number | Factor::Passkey => pause_after(in_a_row),
        };
        Ok(Self { in_a_row, in_all: self.in_all.saturating_add(1), last_at: now, paused_until: now + pause })
    }
}
