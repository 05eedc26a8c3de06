//! What, beside the secret, decides how a code looks: hash, number of digits, period.

use std::num::NonZeroU32;
use std::time::Duration;

/// A parameter that no code can be made with.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParameterError {
    /// Not SHA-1, SHA-256 or SHA-512.
    #[error("the hash algorithm is not one of SHA1, SHA256, SHA512")]
    Algorithm,
    /// Fewer than 4 or more than 10 digits.
    #[error("a code has 4 to 10 digits, not {0}")]
    Digits(u64),
    /// A period of nothing, or of more than a day.
    #[error("a period has 1 to 86400 seconds, not {0}")]
    Period(u64),
}

/// The hash under the HMAC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Algorithm {
    /// HMAC-SHA-1, the default of RFC 4226 and of nearly every service.
    #[default]
    Sha1,
    /// HMAC-SHA-256.
    Sha256,
    /// HMAC-SHA-512.
    Sha512,
}

impl Algorithm {
    /// The name in `otpauth:` texts and in CS/1.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sha1 => "SHA1",
            Self::Sha256 => "SHA256",
            Self::Sha512 => "SHA512",
        }
    }

    /// Reads the name in the spellings that occur: `SHA1`, `sha-256`, `HmacSHA512`,
    /// `Algorithm.SHA256`.
    ///
    /// # Errors
    /// [`ParameterError::Algorithm`] for any other.
    pub fn from_name(name: &str) -> Result<Self, ParameterError> {
        let plain: String =
            name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
        let bare = plain.strip_prefix("algorithm").unwrap_or(&plain);
        match bare.strip_prefix("hmac").unwrap_or(bare) {
            "sha1" => Ok(Self::Sha1),
            "sha256" => Ok(Self::Sha256),
            "sha512" => Ok(Self::Sha512),
            _ => Err(ParameterError::Algorithm),
        }
    }
}

impl From<Algorithm> for totp_rs::Algorithm {
    fn from(algorithm: Algorithm) -> Self {
        match algorithm {
            Algorithm::Sha1 => Self::SHA1,
            Algorithm::Sha256 => Self::SHA256,
            Algorithm::Sha512 => Self::SHA512,
        }
    }
}

/// How many digits a code has: 4 to 10, by default 6.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Digits(u8);

impl Digits {
    /// The number of digits, checked.
    ///
    /// # Errors
    /// [`ParameterError::Digits`] outside of 4 to 10.
    pub fn new(count: u64) -> Result<Self, ParameterError> {
        match u8::try_from(count) {
            Ok(count @ 4..=10) => Ok(Self(count)),
            _ => Err(ParameterError::Digits(count)),
        }
    }

    /// The number of digits.
    pub fn count(self) -> u8 {
        self.0
    }
}

impl Default for Digits {
    fn default() -> Self {
        Self(6)
    }
}

/// How long a time step lasts: 1 second to a day, by default 30 seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period(NonZeroU32);

impl Period {
    const MAX_SECONDS: u64 = 86_400;

    /// The period of this many seconds, checked.
    ///
    /// # Errors
    /// [`ParameterError::Period`] outside of 1 to 86400.
    pub fn from_seconds(seconds: u64) -> Result<Self, ParameterError> {
        u32::try_from(seconds)
            .ok()
            .and_then(NonZeroU32::new)
            .filter(|_| seconds <= Self::MAX_SECONDS)
            .map(Self)
            .ok_or(ParameterError::Period(seconds))
    }

    /// The period in seconds.
    pub fn seconds(self) -> u64 {
        u64::from(self.0.get())
    }

    /// The period as a duration.
    pub fn duration(self) -> Duration {
        Duration::from_secs(self.seconds())
    }
}

impl Default for Period {
    fn default() -> Self {
        Self(NonZeroU32::new(30).expect("30 is not 0"))
    }
}
