//! Moving everything to a new device.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::importing::ImportPreview;

/// Where the window has from what the other device shows or has saved.
#[derive(Clone, Deserialize, Type)]
#[serde(tag = "from", rename_all = "snake_case")]
pub(crate) enum MoveGiven {
    /// A text.
    Text {
        /// The text.
        text: String,
    },
    /// A picture, or the file that the other device has saved.
    File {
        /// Its bytes in base64, also as a data URL.
        file: String,
    },
    /// Whatever is in the clipboard.
    Clipboard,
    /// What the camera sees.
    Camera,
}

/// A code for the other device to read: no secret, or sealed for that device.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct MoveCode {
    /// What is in it.
    pub(crate) text: String,
    /// Its picture.
    pub(crate) svg: String,
}

/// What the old device shows first.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct MoveGreeting {
    /// For the new device to read.
    pub(crate) code: MoveCode,
    /// Eight digits for the person to compare on both devices.
    pub(crate) number: String,
}

/// What the old device shows then.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct MoveParts {
    /// How many codes there are.
    pub(crate) count: u32,
    /// How many accounts are in them.
    pub(crate) accounts: u32,
}

/// What has arrived at the new device.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum MoveArrival {
    /// Some codes are missing.
    Missing {
        /// How many there are.
        of: u32,
        /// The missing ones, counted from 1.
        missing: Vec<u32>,
    },
    /// Everything, to be looked at before it is added.
    Complete {
        /// What would come.
        preview: ImportPreview,
    },
}
