//! Mail about an account: to which address, about what, and when to try again.

use std::fmt;
use std::str::FromStr;

use super::NoticeKind;

/// The address of a person's mailbox, in canonical form. It has no control characters and no line ends, so it cannot
/// become a header of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailAddress(lettre::Address);

/// The text is no address that mail can go to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is no mail address; one looks like ada@example.org")]
pub struct NotAnAddress;

impl MailAddress {
    /// RFC 5321 §4.5.3.1.3 leaves 254 octets between the angle brackets.
    const LONGEST: usize = 254;

    /// Reads an address.
    ///
    /// # Errors
    /// [`NotAnAddress`] if it is none, too long, or no plain ASCII (many servers take no other).
    pub fn parse(text: &str) -> Result<Self, NotAnAddress> {
        let text = text.trim();
        if text.len() > Self::LONGEST || !text.chars().all(|each| each.is_ascii_graphic()) {
            return Err(NotAnAddress);
        }
        lettre::Address::from_str(text).map(Self).map_err(|_| NotAnAddress)
    }

    /// As stored.
    pub fn as_str(&self) -> &str {
        self.0.as_ref()
    }

    /// As the mailer wants it.
    pub fn to_lettre(&self) -> lettre::Address {
        self.0.clone()
    }
}

impl fmt::Display for MailAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// What a mail is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailKind {
    /// What the pages tell at the next sign-in as well.
    Notice(NoticeKind),
    /// A browser is trusted from now on.
    BrowserTrusted,
    /// Three backup codes or fewer are left.
    BackupCodesLow,
}

impl MailKind {
    /// Every kind, for the texts to be complete.
    pub fn all() -> impl Iterator<Item = Self> {
        let notices = NoticeKind::ALL.iter().copied().map(Self::Notice);
        notices.chain([Self::BrowserTrusted, Self::BackupCodesLow])
    }

    /// As stored, and as texts are named.
    pub fn name(self) -> &'static str {
        match self {
            Self::Notice(kind) => kind.name(),
            Self::BrowserTrusted => "browser-trusted",
            Self::BackupCodesLow => "backup-codes-low",
        }
    }

    /// The kind with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::all().find(|kind| kind.name() == name)
    }
}

/// Mail that could not be sent for so long is given up, in seconds.
const PATIENCE: u64 = 3 * 86400;
const FIRST_PAUSE: u64 = 30;
const LONGEST_PAUSE: u64 = 900;

/// When a mail is tried again that has failed `tries` times and is about what happened `at`; `None` to give it up.
pub fn next_try(tries: u32, at: u64, now: u64) -> Option<u64> {
    let pause = FIRST_PAUSE.saturating_mul(1 << tries.saturating_sub(1).min(10)).min(LONGEST_PAUSE);
    (now < at.saturating_add(PATIENCE)).then_some(now + pause)
}

#[cfg(test)]
mod tests {
    use super::{MailAddress, MailKind, next_try};

    #[test]
    fn an_address_is_one_line_of_ascii_with_a_mailbox_and_a_host() {
        for good in
            ["ada@example.org", " ada@example.org\n", "a.b+c@xn--bcher-kva.example", "o'neil@sub.example.org"]
        {
            assert_eq!(MailAddress::parse(good).expect(good).as_str(), good.trim());
        }
        let long = format!("a@{}.example", "b".repeat(250));
        for bad in [
            "",
            "ada",
            "@example.org",
            "ada@",
            "ada@example.org\r\nBcc: eve@example.org",
            "ada@example.org\nBcc: eve@example.org",
            "ada@example.org, eve@example.org",
            "ada@example.org eve@example.org",
            "Ada <ada@example.org>",
            "<ada@example.org>",
            "\"a\r\n\"@example.org",
            "ada\0@example.org",
            "ädä@example.org",
            &long,
        ] {
            assert!(MailAddress::parse(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn kinds_have_names_of_their_own() {
        for kind in MailKind::all() {
            assert_eq!(MailKind::from_name(kind.name()), Some(kind));
        }
        assert_eq!(MailKind::from_name("other"), None);
    }

    #[test]
    fn pauses_grow_to_a_quarter_of_an_hour_and_end_after_three_days() {
        let pauses: Vec<_> = (1..8).map(|tries| next_try(tries, 0, 0)).collect();
        assert_eq!(pauses, [30, 60, 120, 240, 480, 900, 900].map(Some));
        assert_eq!(next_try(u32::MAX, 1000, 1000 + 3 * 86400 - 1), Some(1000 + 3 * 86400 - 1 + 900));
        assert_eq!(next_try(1, 1000, 1000 + 3 * 86400), None);
    }
}
