//! How long a lane is paused after wrong guesses: growing, named to the person, never a silent lock.

use super::Lane;

/// What is guessed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Factor {
    /// The password.
    Password,
    /// A code of a device or another authenticator app.
    Code,
    /// A backup code.
    BackupCode,
    /// The number of a question.
    Number,
    /// A reply of a passkey.
    Passkey,
}

impl Factor {
    /// As stored.
    pub fn name(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Code => "code",
            Self::BackupCode => "backup-code",
            Self::Number => "number",
            Self::Passkey => "passkey",
        }
    }
}

/// The pause, in seconds, after this many wrong second steps in a row: none before the tenth, then 30 s, doubling,
/// at most an hour.
pub fn pause_after(failures: u32) -> u64 {
    match failures.checked_sub(10) {
        None => 0,
        Some(beyond) => (30_u64 << beyond.min(7)).min(3600),
    }
}

/// The pause, in seconds, after this many wrong passwords in a row from one network: none before the fifth, then
/// 2 s, doubling, at most a quarter of an hour. Another network is not paused, so nobody locks the owner out.
pub fn password_pause_after(failures: u32) -> u64 {
    match failures.checked_sub(5) {
        None => 0,
        Some(beyond) => (2_u64 << beyond.min(9)).min(900),
    }
}

/// After how many guesses without a success this factor is closed in this lane, until a sign-in of this lane succeeds
/// in another way or the password is changed (NIST SP 800-63B-4 §3.2.2: at most 100). `None` for what must always
/// stay open: passwords, passkeys and backup codes are paused by network and never closed.
pub fn closed_after(factor: Factor, lane: &Lane) -> Option<u32> {
    match factor {
        Factor::Code | Factor::Number => Some(if lane.is_shared() { 50 } else { 100 }),
        Factor::Password | Factor::BackupCode | Factor::Passkey => None,
    }
}
