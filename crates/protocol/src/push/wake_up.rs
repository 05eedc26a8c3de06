//! The message of a push.

use serde::{Deserialize, Serialize};

use crate::id::DeviceId;
use crate::object::read_object;

/// "Look": the whole message. It names the device, because an app has one for each pairing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WakeUp {
    v: u32,
    device: DeviceId,
}

impl WakeUp {
    /// For this device.
    pub fn of(device: DeviceId) -> Self {
        Self { v: 1, device }
    }

    /// As it is sealed.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("a number and a text")
    }

    /// Reads what was sealed; `None` for anything but a message of this version.
    pub fn read(json: &[u8]) -> Option<Self> {
        read_object::<Self>(json).ok().filter(|message| message.v == 1)
    }

    /// Which device shall look.
    pub fn device(&self) -> &DeviceId {
        &self.device
    }
}
