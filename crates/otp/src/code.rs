//! A code as a person reads it.

use std::time::Duration;

use zeroize::Zeroizing;

use crate::parameters::{Digits, Period};
use crate::time::{TimeStep, UnixTime};

/// The code of one time step, and how long it stays the current one.
///
/// The digits are wiped on drop and do not show in `Debug`.
pub struct Code {
    pub(crate) digits: Zeroizing<String>,
    pub(crate) valid_for: Duration,
    pub(crate) step: TimeStep,
}

impl Code {
    /// The code of this step, as somebody sees it who looks now.
    pub(crate) fn of_step(
        step: TimeStep,
        period: Period,
        now: UnixTime,
        digits: impl FnOnce(u64) -> Zeroizing<String>,
    ) -> Self {
        let ends = Duration::from_secs((step.number() + 1).saturating_mul(period.seconds()));
        Self { digits: digits(step.number()), valid_for: ends.saturating_sub(now.duration()), step }
    }

    /// The digits (letters, for some kinds), with leading zeros. Warning: only for the one place that shows, copies or sends
    /// them.
    pub fn reveal_digits(&self) -> &str {
        &self.digits
    }

    /// How long from the moment asked about until this code's time step ends.
    pub fn valid_for(&self) -> Duration {
        self.valid_for
    }

    /// The time step that the code belongs to.
    pub fn step(&self) -> TimeStep {
        self.step
    }
}

impl std::fmt::Debug for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Code")
            .field("digits", &format_args!("…"))
            .field("valid_for", &self.valid_for)
            .field("step", &self.step)
            .finish()
    }
}

/// What somebody typed as a code: exactly the expected number of ASCII digits.
pub(crate) struct TypedDigits(Zeroizing<String>);

impl TypedDigits {
    /// Drops white space and hyphens; anything else that is no digit, or another length, is no code.
    pub(crate) fn read(typed: &str, expected: Digits) -> Option<Self> {
        let mut digits = Zeroizing::new(String::with_capacity(16));
        for character in typed.chars() {
            match character {
                '0'..='9' if digits.len() < usize::from(expected.count()) => digits.push(character),
                '-' => {}
                _ if character.is_whitespace() => {}
                _ => return None,
            }
        }
        (digits.len() == usize::from(expected.count())).then_some(Self(digits))
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}
