//! Sessions: who is signed in.

use std::fmt;

use sha2::{Digest, Sha256};

use super::AccountId;

/// The SHA-256 of a random value that a browser or a link holds; the value itself is stored nowhere.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Hashed([u8; 32]);

impl Hashed {
    /// Hashes a value as the browser sends it.
    pub fn of(value: &str) -> Self {
        Self(Sha256::digest(value.as_bytes()).into())
    }

    /// The bytes, as stored.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Hashed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Hashed(…)")
    }
}

/// The session that a request came with.
#[derive(Debug, Clone)]
pub struct Session {
    /// Its id; not what the cookie holds.
    pub id: String,
    /// Whose.
    pub account: AccountId,
    /// What the person is called.
    pub name: String,
    /// Whether the person is an administrator.
    pub is_admin: bool,
    /// When the person signed in, which is when the password was given last.
    pub created_at: u64,
    /// Whether two-step verification is on.
    pub two_step: bool,
}

/// One session in the list.
#[derive(Debug, Clone)]
pub struct SessionView {
    /// Its id.
    pub id: String,
    /// The browser's family.
    pub browser: String,
    /// The system's family.
    pub system: String,
    /// From where.
    pub ip: String,
    /// When it began.
    pub created_at: u64,
    /// When it was used last.
    pub last_seen_at: u64,
}
