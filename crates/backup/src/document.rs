//! What a backup holds, as types that cannot be invalid.

use countersign_otp::{Generator, UnixTime};
use zeroize::Zeroizing;

/// Everything that leaves a device: the accounts in the person's order.
pub struct Backup {
    /// When it was made.
    pub made_at: UnixTime,
    /// All groups in the person's order, those without accounts too.
    pub groups: Vec<String>,
    /// The accounts in the person's order.
    pub accounts: Vec<Account>,
}

/// One account, as much of it as another device can use.
pub struct Account {
    /// The names that people see.
    pub names: Names,
    /// The names that the service gave, where the person chose others.
    pub given_names: Option<Names>,
    /// How its codes are made; a linked account may have none.
    pub codes: Option<Generator>,
    /// The server that it is linked with. The new device has to be linked again to approve sign-ins.
    pub pairing: Option<Pairing>,
    /// The groups that it is in.
    pub groups: Vec<String>,
    /// The person's note, which may well hold secrets.
    pub note: Zeroizing<String>,
    /// Whether it stands on top of the list.
    pub is_pinned: bool,
    /// Which icon it has: a name that the app understands.
    pub icon: Option<String>,
    /// A small picture of its own, instead of a named icon.
    pub picture: Option<Picture>,
    /// When it was added on the first device.
    pub added_at: Option<UnixTime>,
}

/// A small picture that an account has for an icon.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    /// Its media type, such as `image/png`.
    pub media_type: String,
    /// Its bytes, not decoded: at most 64 KiB.
    pub bytes: Vec<u8>,
}

impl Picture {
    /// A larger picture does not come along.
    pub const BYTES_AT_MOST: usize = 64 << 10;
}

/// The names of an account.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Names {
    /// The service, such as `Example`.
    pub service: String,
    /// The user there; may be empty.
    pub user: String,
}

/// Where a linked account belongs. No key of the device goes into a backup.
#[derive(Clone, PartialEq, Eq)]
pub struct Pairing {
    /// The server's origin, such as `https://auth.example`.
    pub origin: String,
    /// The user's name at that server.
    pub user: String,
}

impl Account {
    /// An account with these names and codes, and nothing else known.
    pub fn new(service: impl Into<String>, user: impl Into<String>, codes: Option<Generator>) -> Self {
        Self {
            names: Names { service: service.into(), user: user.into() },
            given_names: None,
            codes,
            pairing: None,
            groups: Vec::new(),
            note: Zeroizing::default(),
            is_pinned: false,
            icon: None,
            picture: None,
            added_at: None,
        }
    }
}

impl std::fmt::Debug for Backup {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Backup")
            .field("made_at", &self.made_at)
            .field("accounts", &self.accounts.len())
            .finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Account {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Account(…)")
    }
}

impl std::fmt::Debug for Picture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Picture(…)")
    }
}

impl std::fmt::Debug for Names {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Names(…)")
    }
}

impl std::fmt::Debug for Pairing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Pairing(…)")
    }
}
