//! The names of automatic backups: when one was made, and a check that finds damage without any key.

use countersign_otp::UnixTime;
use data_encoding::HEXLOWER;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use sha2::{Digest, Sha256};

const PREFIX: &str = "countersign-";
const SUFFIX: &str = ".age";
const TIME: &str = "%Y-%m-%dT%H-%M-%SZ";
const CHECK_BYTES: usize = 8;

/// The name of an automatic backup: `countersign-2026-11-24T09-14-05Z-0123456789abcdef.age`, in universal time.
/// The last part begins the SHA-256 of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileName {
    made_at: UnixTime,
    check: String,
}

/// What the check in a file's name says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameCheck {
    /// The file is as it was written.
    Intact,
    /// The file is not as it was written.
    Damaged,
    /// The name has no check; nothing is known.
    Unknown,
}

impl FileName {
    /// The name of this file.
    pub fn of(file: &[u8], made_at: UnixTime) -> Self {
        Self { made_at: UnixTime::from_seconds(made_at.seconds()), check: check(file) }
    }

    /// Reads a name; any other is the name of something else.
    pub fn parse(name: &str) -> Option<Self> {
        let middle = name.strip_prefix(PREFIX)?.strip_suffix(SUFFIX)?;
        let (time, check) = middle.rsplit_once('-')?;
        let is_check = check.len() == CHECK_BYTES * 2
            && check.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
        let at = TimeZone::UTC.to_timestamp(DateTime::strptime(TIME, time).ok()?).ok()?;
        let made_at = UnixTime::from_seconds(u64::try_from(at.as_second()).ok()?);
        is_check.then(|| Self { made_at, check: check.to_owned() })
    }

    /// When the backup was made, to the second.
    pub fn made_at(&self) -> UnixTime {
        self.made_at
    }

    /// Compares a file with the check in its name.
    pub fn check(name: &str, file: &[u8]) -> NameCheck {
        match Self::parse(name) {
            None => NameCheck::Unknown,
            Some(parsed) if parsed.check == check(file) => NameCheck::Intact,
            Some(_) => NameCheck::Damaged,
        }
    }
}

impl std::fmt::Display for FileName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{PREFIX}{}-{}{SUFFIX}", utc(self.made_at, TIME), self.check)
    }
}

/// A time in universal time, in this form.
pub(crate) fn utc(time: UnixTime, form: &str) -> String {
    let second = i64::try_from(time.seconds()).unwrap_or(i64::MAX);
    Timestamp::from_second(second).unwrap_or(Timestamp::MAX).strftime(form).to_string()
}

fn check(file: &[u8]) -> String {
    HEXLOWER.encode(&Sha256::digest(file)[..CHECK_BYTES])
}
