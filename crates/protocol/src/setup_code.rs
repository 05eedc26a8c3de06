//! The setup code: eight Crockford base32 characters for people without a camera.

use std::fmt;

use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop};

/// Crockford's alphabet: no I, L, O, U.
pub const CROCKFORD: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The text is not eight characters of Crockford's alphabet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a code of eight letters and digits")]
pub struct NotASetupCode;

/// Eight characters, 40 bits; also the shape of a backup code. Typed forgivingly: spaces, hyphens and case do not
/// count, `O I L` read as `0 1 1`.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SetupCode([u8; 8]);

impl SetupCode {
    /// Makes a code of 5 random bytes.
    pub fn from_random(bytes: [u8; 5]) -> Self {
        // Five bits for each character, the first ones first; 16 bits always hold the five that are wanted.
        Self(std::array::from_fn(|place| {
            let (byte, bit) = (place * 5 / 8, place * 5 % 8);
            let pair = u16::from_be_bytes([bytes[byte], bytes.get(byte + 1).copied().unwrap_or_default()]);
            CROCKFORD[usize::from((pair >> (11 - bit)) & 31)]
        }))
    }

    /// Reads what a person typed.
    pub fn parse(text: &str) -> Result<Self, NotASetupCode> {
        let mut code = [0; 8];
        let mut length = 0;
        for each in text.bytes().filter(|byte| !matches!(byte, b' ' | b'-' | b'\t')) {
            let read = match each.to_ascii_uppercase() {
                b'O' => b'0',
                b'I' | b'L' => b'1',
                other => other,
            };
            if length == code.len() || !CROCKFORD.contains(&read) {
                return Err(NotASetupCode);
            }
            code[length] = read;
            length += 1;
        }
        if length == code.len() { Ok(Self(code)) } else { Err(NotASetupCode) }
    }

    /// The eight characters. Whoever holds them can use the code.
    pub fn expose_text(&self) -> String {
        self.0.iter().copied().map(char::from).collect()
    }

    /// The eight characters in halves, as they stand on a screen: `K7Q2-9DMX`.
    pub fn expose_halves(&self) -> String {
        let text = self.expose_text();
        format!("{}-{}", &text[..4], &text[4..])
    }
}

impl fmt::Debug for SetupCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SetupCode(…)")
    }
}

impl TryFrom<String> for SetupCode {
    type Error = NotASetupCode;

    fn try_from(text: String) -> Result<Self, NotASetupCode> {
        Self::parse(&text)
    }
}

impl From<SetupCode> for String {
    fn from(code: SetupCode) -> Self {
        code.expose_text()
    }
}
