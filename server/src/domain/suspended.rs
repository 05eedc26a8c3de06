//! Methods that do not count: those that were suspended, and what removed ones have left.

use countersign_protocol::DeviceId;

use super::lifetimes;

/// What kind a method is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MethodKind {
    /// A device with the app.
    Device,
    /// Another authenticator app.
    Authenticator,
    /// A passkey or security key.
    Passkey,
}

impl MethodKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Device, Self::Authenticator, Self::Passkey];

    /// As written into links and the log of tombstones, and as texts are named.
    pub fn name(self) -> &'static str {
        match self {
            Self::Device => "device",
            Self::Authenticator => "authenticator",
            Self::Passkey => "passkey",
        }
    }

    /// The kind with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// As in the addresses of pages.
    pub fn path(self) -> &'static str {
        match self {
            Self::Device => "devices",
            Self::Authenticator => "authenticators",
            Self::Passkey => "passkeys",
        }
    }

    /// The kind whose pages have this in their address.
    pub fn from_path(path: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.path() == path)
    }
}

/// A method that was suspended.
#[derive(Debug, Clone)]
pub struct SuspendedMethod {
    /// What it is.
    pub kind: MethodKind,
    /// Its id.
    pub id: String,
    /// What its person calls it.
    pub name: String,
    /// When it was suspended.
    pub suspended_at: u64,
}

impl SuspendedMethod {
    /// When it is removed, unless the suspension is lifted before.
    pub fn ends_at(&self) -> u64 {
        self.suspended_at + lifetimes::SUSPENSION
    }
}

/// A removed device that let sessions in which go on.
#[derive(Debug, Clone)]
pub struct LeftSessions {
    /// The device.
    pub device: DeviceId,
    /// What its person called it.
    pub name: String,
    /// How many there are, without the one that asks.
    pub sessions: u64,
}
