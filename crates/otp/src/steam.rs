//! Steam Guard codes: RFC 6238 with five letters and digits in the place of decimals.

use zeroize::Zeroizing;

use crate::code::Code;
use crate::hotp::truncated;
use crate::parameters::{Algorithm, Period};
use crate::secret::Secret;
use crate::time::UnixTime;

const ALPHABET: &[u8; 26] = b"23456789BCDFGHJKMNPQRTVWXY";
const CHARACTERS: usize = 5;

/// How to make Steam's codes: five characters of the truncated HMAC-SHA-1, the lowest place first.
///
/// ```
/// use countersign_otp::{Secret, Steam, UnixTime};
///
/// let steam = Steam::new(Secret::from_base32("63BEDWCQZKTQWPESARIERL5DTTQFCJTK")?);
/// assert_eq!(steam.at(UnixTime::from_seconds(1_511_200_518)).reveal_digits(), "FR8RV");
/// # Ok::<(), countersign_otp::SecretError>(())
/// ```
#[derive(Debug)]
pub struct Steam {
    secret: Secret,
}

impl Steam {
    /// A generator for this secret.
    pub fn new(secret: Secret) -> Self {
        Self { secret }
    }

    /// The code at this time.
    pub fn at(&self, now: UnixTime) -> Code {
        Code::of_step(now.step(Self::period()), Self::period(), now, |step| self.characters(step))
    }

    /// The code that follows the one at this time.
    pub fn next_after(&self, now: UnixTime) -> Code {
        Code::of_step(now.step(Self::period()).following(), Self::period(), now, |step| self.characters(step))
    }

    /// The secret. Warning: only to store it.
    pub fn reveal_secret(&self) -> &Secret {
        &self.secret
    }

    /// Thirty seconds, always.
    pub fn period() -> Period {
        Period::default()
    }

    /// Five characters, always.
    pub const fn length() -> u8 {
        5
    }

    fn characters(&self, step: u64) -> Zeroizing<String> {
        let mut rest = truncated(&self.secret, Algorithm::Sha1, step);
        let mut text = Zeroizing::new(String::with_capacity(CHARACTERS));
        for _ in 0..CHARACTERS {
            text.push(char::from(ALPHABET[(rest % 26) as usize]));
            rest /= 26;
        }
        text
    }
}
