//! Time codes (RFC 6238): made by an authenticator, checked by a verifier.

use subtle::{Choice, ConditionallySelectable, ConstantTimeEq};

use crate::code::{Code, TypedDigits};
use crate::hotp::digits_of;
use crate::parameters::{Algorithm, Digits, Period};
use crate::secret::Secret;
use crate::time::{TimeStep, UnixTime};

/// How many steps before and after the current one a verifier takes (RFC 6238 §5.2).
const WINDOW: u64 = 1;

/// How to make time codes: `TOTP = HOTP(K, T)`, `T` = whole periods since 1970.
///
/// ```
/// use countersign_otp::{Secret, Totp, UnixTime};
///
/// let secret = Secret::from_base32("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")?;
/// let totp = Totp::new(secret, Default::default(), Default::default(), Default::default());
/// let code = totp.at(UnixTime::from_seconds(59));
/// assert_eq!(code.reveal_digits(), "287082");
/// assert_eq!(code.valid_for().as_secs(), 1);
/// # Ok::<(), countersign_otp::SecretError>(())
/// ```
#[derive(Debug)]
pub struct Totp {
    secret: Secret,
    algorithm: Algorithm,
    digits: Digits,
    period: Period,
}

impl Totp {
    /// A generator for this secret.
    pub fn new(secret: Secret, algorithm: Algorithm, digits: Digits, period: Period) -> Self {
        Self { secret, algorithm, digits, period }
    }

    /// The code at this time.
    pub fn at(&self, now: UnixTime) -> Code {
        self.code(self.step_at(now), now)
    }

    /// The code that follows the one at this time. Its `valid_for` reaches to its own end.
    pub fn next_after(&self, now: UnixTime) -> Code {
        self.code(self.step_at(now).following(), now)
    }

    /// The time step at this time.
    pub fn step_at(&self, now: UnixTime) -> TimeStep {
        now.step(self.period)
    }

    /// For a verifier: the step, within one before and one after `now`, whose code was typed.
    ///
    /// All three codes are made and compared in constant time. White space and hyphens in `typed`
    /// do not count. A step proves nothing twice: the caller takes it by a conditional update and
    /// refuses any that is not later than the last one taken. If two steps of the window happen to
    /// have the same code, the latest is named.
    pub fn matching_step(&self, typed: &str, now: UnixTime) -> Option<TimeStep> {
        let typed = TypedDigits::read(typed, self.digits)?;
        let current = self.step_at(now).number();
        let mut found = Choice::from(0);
        let mut number = 0_u64;
        for step in current.saturating_sub(WINDOW)..=current + WINDOW {
            let expected = digits_of(&self.secret, self.algorithm, self.digits, step);
            let equal = expected.as_bytes().ct_eq(typed.as_bytes());
            number.conditional_assign(&step, equal);
            found |= equal;
        }
        bool::from(found).then(|| TimeStep::from_number(number))
    }

    /// The secret. Warning: only to store it or to hand it to its device.
    pub fn reveal_secret(&self) -> &Secret {
        &self.secret
    }

    /// The hash algorithm.
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The number of digits.
    pub fn digits(&self) -> Digits {
        self.digits
    }

    /// The period.
    pub fn period(&self) -> Period {
        self.period
    }

    fn code(&self, step: TimeStep, now: UnixTime) -> Code {
        Code::of_step(step, self.period, now, |step| {
            digits_of(&self.secret, self.algorithm, self.digits, step)
        })
    }
}
