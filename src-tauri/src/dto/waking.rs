//! What wakes this app while it is closed.

use serde::Serialize;
use specta::Type;

/// Whether servers wake this app, and who carries their messages.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct WakingView {
    /// Whether the person lets them.
    pub(crate) is_on: bool,
    /// Who carries the messages; nobody before somebody was found.
    pub(crate) by: Option<MessageCarrier>,
    /// How many servers know where this device is woken.
    pub(crate) told: u32,
    /// How many wake devices at all, as far as is known.
    pub(crate) offering: u32,
}

/// Who carries messages to this device.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum MessageCarrier {
    /// What the system brings along.
    System,
    /// A program that the person has installed for it.
    Program {
        /// Its name.
        name: String,
    },
}
