//! An account of any service that shows codes.

use countersign_otp::{Algorithm, Digits, Generator, Period, Secret, Strength, Totp};
use countersign_protocol::PersonText;

/// An account that only shows codes, ready to be added.
#[derive(Debug)]
pub struct CodeAccount {
    service: Option<PersonText>,
    user: Option<PersonText>,
    codes: Generator,
}

impl CodeAccount {
    pub(crate) fn new(service: &str, user: &str, codes: impl Into<Generator>) -> Self {
        let codes = codes.into();
        Self { service: PersonText::cleaned(service), user: PersonText::cleaned(user), codes }
    }

    /// The service's name, if the text had one. It is whatever the text's maker wrote, cleaned.
    pub fn service(&self) -> Option<&str> {
        self.service.as_ref().map(PersonText::as_str)
    }

    /// The user's name, if the text had one.
    pub fn user(&self) -> Option<&str> {
        self.user.as_ref().map(PersonText::as_str)
    }

    /// How the codes are made, of whichever kind.
    pub fn codes(&self) -> &Generator {
        &self.codes
    }

    /// How the codes are made, to be stored.
    pub fn into_codes(self) -> Generator {
        self.codes
    }

    /// Whether the secret is shorter than RFC 4226 asks for: it works, and the person is told.
    pub fn is_weak(&self) -> bool {
        self.codes.reveal_secret().strength() == Strength::Weak
    }
}

/// What a person may choose beside a typed setup key; nearly every service has the default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SetupKeyOptions {
    /// The hash.
    pub algorithm: Algorithm,
    /// The number of digits.
    pub digits: Digits,
    /// The period.
    pub period: Period,
}

impl SetupKeyOptions {
    pub(crate) fn with_secret(self, secret: Secret) -> Totp {
        Totp::new(secret, self.algorithm, self.digits, self.period)
    }
}
