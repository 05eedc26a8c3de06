//! Counter codes (RFC 4226), and the truncation that time codes share with them.

use zeroize::Zeroizing;

use crate::parameters::{Algorithm, Digits};
use crate::secret::Secret;
use crate::time::Counter;

/// How to make counter codes: `HOTP(K, C) = Truncate(HMAC(K, C))` (RFC 4226 §5.3).
///
/// The caller stores the raised counter before it shows a code.
#[derive(Debug)]
pub struct Hotp {
    secret: Secret,
    algorithm: Algorithm,
    digits: Digits,
}

impl Hotp {
    /// A generator for this secret.
    pub fn new(secret: Secret, algorithm: Algorithm, digits: Digits) -> Self {
        Self { secret, algorithm, digits }
    }

    /// The digits for this counter. Warning: the code itself; it is wiped on drop.
    pub fn reveal_at(&self, counter: Counter) -> Zeroizing<String> {
        digits_of(&self.secret, self.algorithm, self.digits, counter.value())
    }

    /// The secret. Warning: only to store it.
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
}

/// The digits for a moving factor. totp-rs computes the HMAC; its own truncation stops at nine
/// digits, so the last step is done here in 64 bits.
pub(crate) fn digits_of(
    secret: &Secret,
    algorithm: Algorithm,
    digits: Digits,
    moving_factor: u64,
) -> Zeroizing<String> {
    digits_of_value(truncated(secret, algorithm, moving_factor), digits)
}

/// The last digits of a truncated value, with leading zeros.
pub(crate) fn digits_of_value(value: u32, digits: Digits) -> Zeroizing<String> {
    let width = usize::from(digits.count());
    let mut text = Zeroizing::new(String::with_capacity(width));
    let mut place = 10_u64.pow(u32::from(digits.count()) - 1);
    let mut rest = u64::from(value) % (place * 10);
    for _ in 0..width {
        let digit = u8::try_from(rest / place).expect("the rest is below ten times the place");
        text.push(char::from(b'0' + digit));
        rest %= place;
        place = (place / 10).max(1);
    }
    text
}

/// Dynamic truncation (RFC 4226 §5.3): 31 bits at the offset that the last nibble names.
pub(crate) fn truncated(secret: &Secret, algorithm: Algorithm, moving_factor: u64) -> u32 {
    truncate(&signature(secret.reveal_bytes(), algorithm, moving_factor))
}

/// The same of any HMAC.
pub(crate) fn truncate(signature: &[u8]) -> u32 {
    let last = signature.last().expect("an HMAC has at least 20 bytes");
    let offset = usize::from(last & 0x0f);
    let four: [u8; 4] =
        signature[offset..offset + 4].try_into().expect("an offset of at most 15 leaves four bytes");
    u32::from_be_bytes(four) & 0x7fff_ffff
}

/// `HMAC(K, C)`, with the moving factor as eight bytes.
pub(crate) fn signature(key: &[u8], algorithm: Algorithm, moving_factor: u64) -> Zeroizing<Vec<u8>> {
    // A step of one second makes the "time" the moving factor itself.
    let generator = totp_rs::Builder::new()
        .with_algorithm(algorithm.into())
        .with_secret(key.to_vec())
        .with_step_duration(1)
        .build_noncompliant();
    Zeroizing::new(generator.sign(moving_factor).as_ref().to_vec())
}
