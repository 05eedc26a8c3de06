//! The devices of an account, as its own devices may see and change them.

use serde::{Deserialize, Serialize};

use crate::id::DeviceId;
use crate::message::{AccountState, Capability};
use crate::optional::present;
use crate::text::PersonText;

/// `GET /api/v1/devices`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DeviceList {
    /// The account's devices.
    pub devices: Vec<ListedDevice>,
    /// Since when all sign-ins are stopped, if they are.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub frozen_at: Option<u64>,
    /// When an administrator's reset takes all methods, if one waits.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub reset_at: Option<u64>,
}

/// One device of an account.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ListedDevice {
    /// Its id.
    pub id: DeviceId,
    /// What its person calls it.
    pub name: String,
    /// `android`, `ios`, `linux`, `macos`, `windows`.
    pub platform: String,
    /// `unconfirmed` or `active`.
    pub state: AccountState,
    /// When it was linked.
    pub linked_at: u64,
    /// When it last asked for something.
    #[serde(default)]
    pub last_seen: Option<u64>,
}

/// The body of `PATCH /api/v1/self`: any of the members; those of later versions are ignored.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct DevicePatch {
    /// A new name.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub name: Option<PersonText>,
    /// The app and its version.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub app: Option<String>,
    /// The versions that it speaks.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub versions: Option<Vec<u32>>,
    /// What it can answer.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub capabilities: Option<Vec<Capability>>,
}
