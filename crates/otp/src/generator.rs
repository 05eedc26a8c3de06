//! Any kind of codes, and what can be said of it without knowing which.

use zeroize::Zeroizing;

use crate::code::Code;
use crate::hotp::Hotp;
use crate::motp::Motp;
use crate::parameters::Period;
use crate::pin::Pin;
use crate::secret::Secret;
use crate::steam::Steam;
use crate::time::{Counter, UnixTime};
use crate::totp::Totp;
use crate::yandex::Yandex;

/// The kinds of codes that exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// By the time (RFC 6238).
    Totp,
    /// By a counter (RFC 4226).
    Hotp,
    /// Steam Guard.
    Steam,
    /// Yandex Key, with a PIN.
    Yandex,
    /// Mobile-OTP, with a PIN.
    Motp,
}

impl Kind {
    /// The name in `otpauth:` texts.
    pub fn name(self) -> &'static str {
        match self {
            Self::Totp => "totp",
            Self::Hotp => "hotp",
            Self::Steam => "steam",
            Self::Yandex => "yaotp",
            Self::Motp => "motp",
        }
    }

    /// Reads the name in the spellings that occur, in any case.
    pub fn from_name(name: &str) -> Option<Self> {
        match name.to_ascii_lowercase().as_str() {
            "totp" => Some(Self::Totp),
            "hotp" => Some(Self::Hotp),
            "steam" => Some(Self::Steam),
            "yaotp" | "yandex" => Some(Self::Yandex),
            "motp" | "mobileotp" => Some(Self::Motp),
            _ => None,
        }
    }

    /// Whether the codes also need a PIN.
    pub fn needs_pin(self) -> bool {
        matches!(self, Self::Yandex | Self::Motp)
    }
}

/// How to make the codes of one account, of whichever kind.
#[derive(Debug)]
pub enum Generator {
    /// By the time.
    Totp(Totp),
    /// By a counter: the one that the next code is made with.
    Hotp(Hotp, Counter),
    /// Steam Guard.
    Steam(Steam),
    /// Yandex Key.
    Yandex(Yandex),
    /// Mobile-OTP.
    Motp(Motp),
}

impl Generator {
    /// Which kind it is.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Totp(_) => Kind::Totp,
            Self::Hotp(..) => Kind::Hotp,
            Self::Steam(_) => Kind::Steam,
            Self::Yandex(_) => Kind::Yandex,
            Self::Motp(_) => Kind::Motp,
        }
    }

    /// The code at this time; `None` if codes go by a counter, which somebody has to raise first.
    pub fn at(&self, now: UnixTime) -> Option<Code> {
        match self {
            Self::Totp(codes) => Some(codes.at(now)),
            Self::Hotp(..) => None,
            Self::Steam(codes) => Some(codes.at(now)),
            Self::Yandex(codes) => Some(codes.at(now)),
            Self::Motp(codes) => Some(codes.at(now)),
        }
    }

    /// The code that follows the one at this time; `None` if codes go by a counter.
    pub fn next_after(&self, now: UnixTime) -> Option<Code> {
        match self {
            Self::Totp(codes) => Some(codes.next_after(now)),
            Self::Hotp(..) => None,
            Self::Steam(codes) => Some(codes.next_after(now)),
            Self::Yandex(codes) => Some(codes.next_after(now)),
            Self::Motp(codes) => Some(codes.next_after(now)),
        }
    }

    /// What the code looks like at this time, or at the stored counter, which stays as it is. Warning: for a
    /// preview that compares; a counter code that is shown to be used has to be counted first.
    pub fn reveal_preview(&self, now: UnixTime) -> Zeroizing<String> {
        match self {
            Self::Hotp(codes, counter) => codes.reveal_at(*counter),
            _ => self.at(now).map_or_else(Zeroizing::default, |code| code.digits),
        }
    }

    /// The secret. Warning: only to store it, or to compare.
    pub fn reveal_secret(&self) -> &Secret {
        match self {
            Self::Totp(codes) => codes.reveal_secret(),
            Self::Hotp(codes, _) => codes.reveal_secret(),
            Self::Steam(codes) => codes.reveal_secret(),
            Self::Yandex(codes) => codes.reveal_secret(),
            Self::Motp(codes) => codes.reveal_secret(),
        }
    }

    /// The PIN, for the kinds that have one. Warning: only to store it.
    pub fn reveal_pin(&self) -> Option<&Pin> {
        match self {
            Self::Yandex(codes) => Some(codes.reveal_pin()),
            Self::Motp(codes) => Some(codes.reveal_pin()),
            Self::Totp(_) | Self::Hotp(..) | Self::Steam(_) => None,
        }
    }

    /// The name of the hash function under the codes.
    pub fn algorithm_name(&self) -> &'static str {
        match self {
            Self::Totp(codes) => codes.algorithm().name(),
            Self::Hotp(codes, _) => codes.algorithm().name(),
            Self::Steam(_) => "SHA1",
            Self::Yandex(_) => "SHA256",
            Self::Motp(_) => "MD5",
        }
    }

    /// How many characters a code has.
    pub fn length(&self) -> u8 {
        match self {
            Self::Totp(codes) => codes.digits().count(),
            Self::Hotp(codes, _) => codes.digits().count(),
            Self::Steam(_) => Steam::length(),
            Self::Yandex(_) => Yandex::length(),
            Self::Motp(_) => Motp::length(),
        }
    }

    /// How long a code is current; `None` if codes go by a counter.
    pub fn period(&self) -> Option<Period> {
        match self {
            Self::Totp(codes) => Some(codes.period()),
            Self::Hotp(..) => None,
            Self::Steam(_) => Some(Steam::period()),
            Self::Yandex(_) => Some(Yandex::period()),
            Self::Motp(_) => Some(Motp::period()),
        }
    }

    /// The counter of the next code, if codes go by one.
    pub fn counter(&self) -> Option<Counter> {
        match self {
            Self::Hotp(_, counter) => Some(*counter),
            Self::Totp(_) | Self::Steam(_) | Self::Yandex(_) | Self::Motp(_) => None,
        }
    }

    /// A second copy, for the rare place that must own one, such as a backup. Named, because copies multiply risk.
    #[must_use]
    pub fn duplicate(&self) -> Self {
        let secret = self.reveal_secret().duplicate();
        match self {
            Self::Totp(codes) => {
                Self::Totp(Totp::new(secret, codes.algorithm(), codes.digits(), codes.period()))
            }
            Self::Hotp(codes, counter) => {
                Self::Hotp(Hotp::new(secret, codes.algorithm(), codes.digits()), *counter)
            }
            Self::Steam(_) => Self::Steam(Steam::new(secret)),
            Self::Yandex(codes) => {
                let copy = Yandex::new(secret, codes.reveal_pin().duplicate());
                Self::Yandex(copy.expect("the secret was one before"))
            }
            Self::Motp(codes) => Self::Motp(Motp::new(secret, codes.reveal_pin().duplicate())),
        }
    }

    /// Whether both make codes of one account: the same kind and the same secret, whatever it is called.
    pub fn is_same_account_as(&self, other: &Self) -> bool {
        self.kind() == other.kind() && self.reveal_secret().is_same_as(other.reveal_secret())
    }
}

impl From<Totp> for Generator {
    fn from(codes: Totp) -> Self {
        Self::Totp(codes)
    }
}
