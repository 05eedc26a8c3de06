//! What a backup is sealed and opened with.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use age::secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

/// Which kind of key a file opens by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyKind {
    /// A passphrase that a person remembers.
    Passphrase,
    /// The backup identity, which lies in the vault and on the recovery sheet.
    Identity,
}

impl fmt::Display for KeyKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Passphrase => "passphrase",
            Self::Identity => "backup identity",
        })
    }
}

/// A key: it seals, and it opens what it has sealed.
#[derive(Debug, Clone, Copy)]
pub enum Key<'a> {
    /// For backups made by hand.
    Passphrase(&'a Passphrase),
    /// For automatic backups: no passphrase has to lie around.
    Identity(&'a Identity),
}

impl Key<'_> {
    /// Which kind it is.
    pub fn kind(&self) -> KeyKind {
        match self {
            Self::Passphrase(_) => KeyKind::Passphrase,
            Self::Identity(_) => KeyKind::Identity,
        }
    }
}

/// What a guess at a passphrase costs: scrypt with `N = 2^this`, `r = 8`, `p = 1`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct WorkFactor(u8);

impl WorkFactor {
    /// 256 MiB and about a second: what the `age` tool takes, too.
    pub const USUAL: Self = Self(18);
    /// Opened without asking: 1 GiB.
    pub const WITHOUT_ASKING: Self = Self(20);
    /// Never opened, whatever the person answers: 8 GiB and more.
    pub const AT_MOST: Self = Self(22);
    /// For tests only: as cheap as it gets.
    pub const CHEAP: Self = Self(4);

    /// This power of two, within what is ever allowed.
    pub fn new(power: u8) -> Self {
        Self(power.clamp(1, Self::AT_MOST.0))
    }

    /// The power of two.
    pub fn power(self) -> u8 {
        self.0
    }
}

/// A passphrase as typed, wiped on drop. How strong it must be is the use case's rule.
pub struct Passphrase {
    text: SecretString,
    pub(crate) work: WorkFactor,
}

impl Passphrase {
    /// Takes the text over. In another Unicode form it is another passphrase, for `age` too.
    pub fn new(text: &str) -> Self {
        Self { text: SecretString::from(text), work: WorkFactor::USUAL }
    }

    /// The same passphrase; a file sealed with it costs this much to open.
    #[must_use]
    pub fn costing(self, work: WorkFactor) -> Self {
        Self { work, ..self }
    }

    pub(crate) fn reveal(&self) -> SecretString {
        self.text.clone()
    }
}

impl fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Passphrase(…)")
    }
}

/// The text is no `AGE-SECRET-KEY-1…`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is not a backup identity: a typing error, or a part is missing")]
pub struct NotAnIdentity;

/// The backup identity: an X25519 key pair in the form of `age`.
#[derive(Clone)]
pub struct Identity(Arc<age::x25519::Identity>);

impl Identity {
    /// A new random one. Its bytes come from the operating system, by the `age` crate.
    pub fn generate() -> Self {
        Self(Arc::new(age::x25519::Identity::generate()))
    }

    /// Reads `AGE-SECRET-KEY-1…` as a person types it: any case, with white space and hyphens anywhere.
    ///
    /// # Errors
    /// [`NotAnIdentity`]; the text's checksum finds typing errors.
    pub fn from_text(text: &str) -> Result<Self, NotAnIdentity> {
        let mut plain = Zeroizing::new(String::with_capacity(text.len()));
        plain.extend(
            text.chars()
                .filter(|character| !character.is_whitespace() && *character != '-')
                .map(|character| character.to_ascii_uppercase()),
        );
        let data = plain.strip_prefix("AGESECRETKEY").ok_or(NotAnIdentity)?;
        let whole = Zeroizing::new(format!("AGE-SECRET-KEY-{data}"));
        age::x25519::Identity::from_str(&whole).map(|key| Self(Arc::new(key))).map_err(|_| NotAnIdentity)
    }

    /// `AGE-SECRET-KEY-1…`. Warning: it opens every automatic backup.
    pub fn reveal_text(&self) -> Zeroizing<String> {
        Zeroizing::new(self.0.to_string().expose_secret().to_owned())
    }

    /// `age1…`, which may be known to anybody.
    pub fn recipient(&self) -> String {
        self.0.to_public().to_string()
    }

    pub(crate) fn inner(&self) -> &age::x25519::Identity {
        &self.0
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Identity(…)")
    }
}
