//! Passwords: what is taken as a new one (NIST SP 800-63B-4 §3.1.1.2), and the one form in which they are hashed.

use std::fmt;

use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use super::AccountName;

const SHORTEST: usize = 15;
const LONGEST: usize = 128;

/// Why a new password is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordRefused {
    /// Fewer than 15 code points.
    #[error("the password is too short")]
    TooShort,
    /// More than 128 code points.
    #[error("the password is too long")]
    TooLong,
    /// Easy to guess: on lists, made of the name, or a pattern (zxcvbn below 3).
    #[error("the password is easy to guess")]
    Guessable,
}

/// A password in NFKC, wiped when dropped, never shown.
pub struct Password(Zeroizing<String>);

impl Password {
    /// Takes what somebody typed to sign in. Too long ones are cut off at the border by the size of forms.
    pub fn typed(text: &str) -> Self {
        Self(Zeroizing::new(text.nfkc().take(4 * LONGEST).collect()))
    }

    /// Takes a new password for this account.
    pub fn new_for(text: &str, name: &AccountName) -> Result<Self, PasswordRefused> {
        let password = Zeroizing::new(text.nfkc().collect::<String>());
        let length = password.chars().count();
        if length < SHORTEST {
            return Err(PasswordRefused::TooShort);
        }
        if length > LONGEST {
            return Err(PasswordRefused::TooLong);
        }
        let known = [name.shown().as_str(), name.key(), "countersign"];
        if zxcvbn::zxcvbn(&password, &known).score() < zxcvbn::Score::Three {
            return Err(PasswordRefused::Guessable);
        }
        Ok(Self(password))
    }

    /// The bytes to hash.
    pub(crate) fn expose_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Password(…)")
    }
}
