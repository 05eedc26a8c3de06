//! The shared secret K of RFC 4226: how it is read, and how little of it ever shows.

use data_encoding::{BASE32_NOPAD, HEXLOWER_PERMISSIVE};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// More than any service hands out; a longer text is not a secret.
const MAX_BYTES: usize = 512;
/// RFC 4226 §4, R6: a secret has at least 128 bits.
const RECOMMENDED_BYTES: usize = 16;

/// Why a text or some bytes are no OTP secret. No variant carries any part of the input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SecretError {
    /// Nothing is left once spaces, hyphens and padding are gone.
    #[error("the secret is empty")]
    Empty,
    /// The secret is longer than 512 bytes.
    #[error("the secret is longer than {MAX_BYTES} bytes")]
    TooLong,
    /// A character outside of base32. Nothing is guessed: 0 is not O, and 1 is not I.
    #[error("the secret has a character that base32 does not have, at position {position}")]
    NotBase32 {
        /// Which character, counted from 1, in the text as it was given.
        position: usize,
    },
    /// No byte string has a base32 form of this length: a part of the text is missing.
    #[error("the secret is cut off: no base32 text has this length")]
    CutOff,
    /// A character outside of hexadecimal, or an odd number of them.
    #[error("the secret is not hexadecimal")]
    NotHex,
}

/// Whether a secret has the length that RFC 4226 asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strength {
    /// At least 128 bits.
    Sufficient,
    /// Shorter. Real services hand such secrets out, so they work, and the person is told.
    Weak,
}

/// A shared OTP secret: 1 to 512 bytes, wiped on drop, without `Clone` and with nothing in `Debug`.
///
/// ```
/// use countersign_otp::Secret;
///
/// let typed = Secret::from_base32("jbsw y3dp-EHPK 3pxp=")?;
/// assert_eq!(typed.reveal_bytes(), b"Hello!\xde\xad\xbe\xef");
/// # Ok::<(), countersign_otp::SecretError>(())
/// ```
pub struct Secret(Zeroizing<Vec<u8>>);

impl Secret {
    /// Takes the raw bytes over.
    ///
    /// # Errors
    /// [`SecretError::Empty`] and [`SecretError::TooLong`].
    pub fn from_bytes(bytes: impl Into<Zeroizing<Vec<u8>>>) -> Result<Self, SecretError> {
        let bytes = bytes.into();
        match bytes.len() {
            0 => Err(SecretError::Empty),
            length if length > MAX_BYTES => Err(SecretError::TooLong),
            _ => Ok(Self(bytes)),
        }
    }

    /// Reads base32 (RFC 4648) as people and services write it: either case, with white space,
    /// hyphens and padding or without, and with unused bits that are not zero.
    ///
    /// # Errors
    /// Any [`SecretError`].
    pub fn from_base32(text: &str) -> Result<Self, SecretError> {
        let symbols = base32_symbols(text)?;
        BASE32_NOPAD.decode_len(symbols.len()).map_err(|_| SecretError::CutOff)?;
        Self::from_symbols(symbols)
    }

    /// Reads base32 as other apps do that have worked with it: bits at the end that belong to no byte are
    /// dropped, also where no base32 text could have such a length.
    ///
    /// # Errors
    /// Any [`SecretError`] but [`SecretError::CutOff`].
    pub fn from_base32_in_use(text: &str) -> Result<Self, SecretError> {
        let mut symbols = base32_symbols(text)?;
        if BASE32_NOPAD.decode_len(symbols.len()).is_err() {
            symbols.pop();
        }
        Self::from_symbols(symbols)
    }

    /// Reads hexadecimal, in either case, with white space and hyphens or without.
    ///
    /// # Errors
    /// [`SecretError::NotHex`], [`SecretError::Empty`], [`SecretError::TooLong`].
    pub fn from_hex(text: &str) -> Result<Self, SecretError> {
        if text.len() > MAX_BYTES * 4 {
            return Err(SecretError::TooLong);
        }
        let digits: Zeroizing<String> =
            Zeroizing::new(text.chars().filter(|c| !c.is_whitespace() && *c != '-').collect());
        let bytes = HEXLOWER_PERMISSIVE.decode(digits.as_bytes()).map_err(|_| SecretError::NotHex)?;
        Self::from_bytes(bytes)
    }

    fn from_symbols(mut symbols: Zeroizing<Vec<u8>>) -> Result<Self, SecretError> {
        clear_unused_bits(&mut symbols);
        let length = BASE32_NOPAD.decode_len(symbols.len()).map_err(|_| SecretError::CutOff)?;
        let mut bytes = Zeroizing::new(vec![0; length]);
        BASE32_NOPAD.decode_mut(&symbols, &mut bytes).map_err(|_| SecretError::CutOff)?;
        Self::from_bytes(bytes)
    }

    /// The raw bytes. Warning: this is the secret itself; call it only where it is consumed.
    pub fn reveal_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The secret as base32 without padding. Warning: whoever sees this text can make every code.
    pub fn reveal_base32(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::with_capacity(BASE32_NOPAD.encode_len(self.0.len())));
        BASE32_NOPAD.encode_append(&self.0, &mut text);
        text
    }

    /// A second copy, for the rare place that must own one. Named, because copies multiply risk.
    #[must_use]
    pub fn duplicate(&self) -> Self {
        Self(self.0.clone())
    }

    /// Whether the secret has the length that RFC 4226 asks for.
    pub fn strength(&self) -> Strength {
        if self.0.len() < RECOMMENDED_BYTES { Strength::Weak } else { Strength::Sufficient }
    }

    /// Whether both are the same secret, in constant time for secrets of one length.
    pub fn is_same_as(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// The symbols without what people put between them.
fn base32_symbols(text: &str) -> Result<Zeroizing<Vec<u8>>, SecretError> {
    if text.len() > MAX_BYTES * 4 {
        return Err(SecretError::TooLong);
    }
    let mut symbols = Zeroizing::new(Vec::with_capacity(text.len()));
    for (index, character) in text.trim_end_matches(is_padding).chars().enumerate() {
        match character {
            'A'..='Z' | '2'..='7' => symbols.push(character as u8),
            'a'..='z' => symbols.push(character.to_ascii_uppercase() as u8),
            '-' => {}
            _ if character.is_whitespace() => {}
            _ => return Err(SecretError::NotBase32 { position: index + 1 }),
        }
    }
    Ok(symbols)
}

fn is_padding(character: char) -> bool {
    character == '=' || character == '-' || character.is_whitespace()
}

/// The last symbol may carry bits that belong to no byte. Some services leave them set; the
/// decoder wants zeros.
fn clear_unused_bits(symbols: &mut [u8]) {
    const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let unused = symbols.len() * 5 % 8;
    if let Some(last) = symbols.last_mut() {
        let value = match *last {
            letter @ b'A'..=b'Z' => letter - b'A',
            digit => digit - b'2' + 26,
        };
        *last = ALPHABET[usize::from(value >> unused << unused)];
    }
}
