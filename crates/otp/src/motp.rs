//! Mobile-OTP: six hexadecimal digits every ten seconds, from a secret and a PIN.

use data_encoding::HEXLOWER;
use md5::{Digest, Md5};
use zeroize::Zeroizing;

use crate::code::Code;
use crate::parameters::Period;
use crate::pin::Pin;
use crate::secret::Secret;
use crate::time::UnixTime;

/// How to make Mobile-OTP's codes: the first six digits of `MD5(⌊t / 10⌋ ‖ hex(secret) ‖ pin)`.
///
/// MD5 is what the scheme prescribes; nothing else in this project uses it.
#[derive(Debug)]
pub struct Motp {
    secret: Secret,
    pin: Pin,
}

impl Motp {
    /// A generator for this secret and PIN.
    pub fn new(secret: Secret, pin: Pin) -> Self {
        Self { secret, pin }
    }

    /// The code at this time.
    pub fn at(&self, now: UnixTime) -> Code {
        Code::of_step(now.step(Self::period()), Self::period(), now, |step| self.digits(step))
    }

    /// The code that follows the one at this time.
    pub fn next_after(&self, now: UnixTime) -> Code {
        Code::of_step(now.step(Self::period()).following(), Self::period(), now, |step| self.digits(step))
    }

    /// The secret. Warning: only to store it.
    pub fn reveal_secret(&self) -> &Secret {
        &self.secret
    }

    /// The PIN. Warning: only to store it.
    pub fn reveal_pin(&self) -> &Pin {
        &self.pin
    }

    /// Ten seconds, always.
    pub fn period() -> Period {
        Period::from_seconds(10).expect("10 is in range")
    }

    /// Six digits, always.
    pub const fn length() -> u8 {
        6
    }

    fn digits(&self, step: u64) -> Zeroizing<String> {
        let mut hash = Md5::new();
        hash.update(step.to_string());
        hash.update(Zeroizing::new(HEXLOWER.encode(self.secret.reveal_bytes())).as_bytes());
        hash.update(self.pin.reveal());
        let digest = hash.finalize();
        Zeroizing::new(HEXLOWER.encode(&digest[..usize::from(Self::length() / 2)]))
    }
}
