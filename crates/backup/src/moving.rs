//! Moving everything to a new device by two screens and two cameras, or by a file: sealed for a one-time key of
//! the receiver, after the people have compared a short number.
//!
//! ```text
//! receiver  shows an invitation (its one-time key)         Receiver::new, invitation
//! sender    scans it, shows a greeting (a random value)    Sender::answer, greeting
//! both      show a number of eight digits, people compare  number, Receiver::hear
//! sender    shows the parts, or writes the file            Sender::confirmed, Outgoing
//! receiver  scans the parts in any order                   Incoming::take, open
//! ```
//!
//! The number is what scrypt makes of the key and the greeting. Who puts another key before the sender has to find
//! a greeting for the true receiver that gives the same number, while the people wait: 10⁸ times 64 MiB of work.

mod parts;

use std::fmt;

use data_encoding::BASE32_NOPAD;
use zeroize::Zeroizing;

use crate::document::Backup;
use crate::error::OpenError;
use crate::key::{Identity, Key};
use crate::reading::Reading;
use crate::seal::{Limits, open, seal_for};
use crate::writing;

pub use parts::{Incoming, PartError, Progress};

const INVITATION: &str = "COUNTERSIGN-MOVE:1:";
const GREETING: &str = "COUNTERSIGN-MOVE-FROM:1:";
const NONCE: usize = 16;
/// 64 MiB.
const LOG_N: u8 = 16;

/// The text is not what the other device shows at this step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is not the code that the other device shows now")]
pub struct AnotherCode;

/// Eight digits, which both devices show and people compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Number(u32);

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04} {:04}", self.0 / 10_000, self.0 % 10_000)
    }
}

/// The new device.
#[derive(Debug)]
pub struct Receiver {
    identity: Identity,
}

impl Receiver {
    /// Makes the one-time key. It lives as long as this value and is never stored.
    #[expect(clippy::new_without_default, reason = "each one has a key of its own")]
    pub fn new() -> Self {
        Self { identity: Identity::generate() }
    }

    /// What the sender scans. It is no secret.
    pub fn invitation(&self) -> String {
        format!("{INVITATION}{}", self.identity.recipient().to_ascii_uppercase())
    }

    /// Takes the sender's greeting: the number to compare, and what collects the parts.
    ///
    /// # Errors
    /// [`AnotherCode`].
    pub fn hear(&self, greeting: &str) -> Result<(Number, Incoming), AnotherCode> {
        let nonce = read_greeting(greeting)?;
        Ok((number(&self.identity.recipient(), &nonce), Incoming::new(&nonce)))
    }

    /// Opens what arrived.
    ///
    /// # Errors
    /// Any [`OpenError`].
    pub fn open(&self, arrived: &[u8]) -> Result<Reading, OpenError> {
        open(arrived, Key::Identity(&self.identity), Limits::default())
    }
}

/// The old device, before the people have compared the number. It has nothing to show yet.
#[derive(Debug)]
pub struct Sender {
    recipient: age::x25519::Recipient,
    nonce: [u8; NONCE],
}

impl Sender {
    /// Reads the receiver's invitation and chooses a greeting.
    ///
    /// # Errors
    /// [`AnotherCode`].
    pub fn answer(invitation: &str, random: &dyn Fn(&mut [u8])) -> Result<Self, AnotherCode> {
        let text = invitation.trim().strip_prefix(INVITATION).ok_or(AnotherCode)?.to_ascii_lowercase();
        let recipient = text.parse().map_err(|_| AnotherCode)?;
        let mut nonce = [0; NONCE];
        random(&mut nonce);
        Ok(Self { recipient, nonce })
    }

    /// What the receiver scans. It is no secret.
    pub fn greeting(&self) -> String {
        format!("{GREETING}{}", BASE32_NOPAD.encode(&self.nonce))
    }

    /// The number to compare.
    pub fn number(&self) -> Number {
        number(&self.recipient.to_string(), &self.nonce)
    }

    /// The person says that both numbers are the same: from here on, accounts may be sealed for the receiver.
    pub fn confirmed(self) -> Outgoing {
        Outgoing(self)
    }
}

/// The old device, after the people have compared the number.
#[derive(Debug)]
pub struct Outgoing(Sender);

impl Outgoing {
    /// The texts of the QR codes, to be shown again and again until the receiver has all.
    pub fn parts(&self, backup: &Backup) -> Vec<String> {
        parts::divide(&self.file(backup), &self.0.nonce)
    }

    /// The same as one file.
    pub fn file(&self, backup: &Backup) -> Vec<u8> {
        seal_for(&writing::to_compact_json(backup), &self.0.recipient)
    }
}

fn read_greeting(greeting: &str) -> Result<[u8; NONCE], AnotherCode> {
    let text = greeting.trim().strip_prefix(GREETING).ok_or(AnotherCode)?;
    let nonce = BASE32_NOPAD.decode(text.as_bytes()).map_err(|_| AnotherCode)?;
    nonce.try_into().map_err(|_| AnotherCode)
}

/// `scrypt(recipient, "countersign move" ‖ greeting)`, as a number below 10⁸.
fn number(recipient: &str, nonce: &[u8; NONCE]) -> Number {
    let mut salt = b"countersign move".to_vec();
    salt.extend_from_slice(nonce);
    let cost = scrypt::Params::new(LOG_N, 8, 1).expect("a valid cost");
    let mut bytes = Zeroizing::new([0; 8]);
    scrypt::scrypt(recipient.as_bytes(), &salt, &cost, &mut *bytes).expect("8 bytes are a valid length");
    let below = u64::from_be_bytes(*bytes) % 100_000_000;
    Number(u32::try_from(below).expect("eight digits fit"))
}
