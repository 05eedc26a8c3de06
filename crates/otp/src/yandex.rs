//! Yandex Key: time codes of eight letters, from a secret and a PIN.

use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::code::Code;
use crate::hotp::signature;
use crate::parameters::{Algorithm, Period};
use crate::pin::Pin;
use crate::secret::Secret;
use crate::time::UnixTime;

const KEY_BYTES: usize = 16;
/// With the user's number, the length of the PIN and a checksum behind the key.
const FULL_BYTES: usize = 26;
const CHECKSUM_BITS: usize = 12;
/// The generator of the checksum over all bits before it, as a polynomial of degree 12.
const CHECKSUM_POLYNOMIAL: u16 = 0b1_1000_1111_0011;
const LETTERS: u32 = 8;

/// Why a secret and a PIN make no Yandex codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum YandexError {
    /// Neither 16 nor 26 bytes.
    #[error("a Yandex secret has 16 or 26 bytes")]
    Length,
    /// The checksum in the secret is wrong: a typing error, or a part is missing.
    #[error("the Yandex secret is damaged: its checksum is wrong")]
    Checksum,
    /// Not 4 to 16 digits.
    #[error("a Yandex PIN has 4 to 16 digits")]
    Pin,
}

/// How to make Yandex's codes: `key = SHA-256(pin ‖ secret)` without a leading zero byte, HMAC-SHA-256 of the
/// time step, truncated to 63 bits, in eight letters.
#[derive(Debug)]
pub struct Yandex {
    secret: Secret,
    pin: Pin,
}

impl Yandex {
    /// A generator for this secret and PIN.
    ///
    /// # Errors
    /// A [`YandexError`].
    pub fn new(secret: Secret, pin: Pin) -> Result<Self, YandexError> {
        let digits = pin.reveal().len();
        if !(4..=16).contains(&digits) || !pin.reveal().bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(YandexError::Pin);
        }
        match secret.reveal_bytes() {
            bytes if bytes.len() == KEY_BYTES => {}
            bytes if bytes.len() != FULL_BYTES => return Err(YandexError::Length),
            bytes if !has_right_checksum(bytes) => return Err(YandexError::Checksum),
            _ => {}
        }
        Ok(Self { secret, pin })
    }

    /// The code at this time.
    pub fn at(&self, now: UnixTime) -> Code {
        Code::of_step(now.step(Self::period()), Self::period(), now, |step| self.letters(step))
    }

    /// The code that follows the one at this time.
    pub fn next_after(&self, now: UnixTime) -> Code {
        Code::of_step(now.step(Self::period()).following(), Self::period(), now, |step| self.letters(step))
    }

    /// The secret. Warning: only to store it.
    pub fn reveal_secret(&self) -> &Secret {
        &self.secret
    }

    /// The PIN. Warning: only to store it.
    pub fn reveal_pin(&self) -> &Pin {
        &self.pin
    }

    /// Thirty seconds, always.
    pub fn period() -> Period {
        Period::default()
    }

    /// Eight letters, always.
    pub const fn length() -> u8 {
        8
    }

    fn letters(&self, step: u64) -> Zeroizing<String> {
        let mac = signature(self.key().as_slice(), Algorithm::Sha256, step);
        let offset = usize::from(mac[mac.len() - 1] & 0x0f);
        let eight: [u8; 8] =
            mac[offset..offset + 8].try_into().expect("an offset of at most 15 leaves eight bytes of 32");
        let mut rest = u64::from_be_bytes(eight) & (u64::MAX >> 1);
        rest %= 26_u64.pow(LETTERS);
        let mut letters = Zeroizing::new([0_u8; LETTERS as usize]);
        for letter in letters.iter_mut().rev() {
            *letter = b'a' + u8::try_from(rest % 26).expect("below 26");
            rest /= 26;
        }
        Zeroizing::new(letters.iter().map(|&letter| char::from(letter)).collect())
    }

    fn key(&self) -> Zeroizing<Vec<u8>> {
        let mut hash = Sha256::new();
        hash.update(self.pin.reveal().as_bytes());
        hash.update(&self.secret.reveal_bytes()[..KEY_BYTES]);
        let key = Zeroizing::new(hash.finalize().to_vec());
        match key.split_first() {
            Some((0, rest)) => Zeroizing::new(rest.to_vec()),
            _ => key,
        }
    }
}

/// Whether the last 12 bits are the remainder of all bits before them.
fn has_right_checksum(bytes: &[u8]) -> bool {
    let bits = bytes.len() * 8 - CHECKSUM_BITS;
    let mut remainder = 0_u16;
    for index in 0..bits {
        let bit = bytes[index / 8] >> (7 - index % 8) & 1;
        remainder = remainder << 1 | u16::from(bit);
        if remainder >> CHECKSUM_BITS != 0 {
            remainder ^= CHECKSUM_POLYNOMIAL;
        }
    }
    let written = u16::from_be_bytes([bytes[bytes.len() - 2], bytes[bytes.len() - 1]]) & 0x0fff;
    remainder == written
}
