//! The clock of this device.

use serde::Serialize;
use specta::Type;

/// Whether codes are corrected, and who would be asked.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ClockView {
    /// By how many seconds the clock is ahead (positive) or behind; nothing before a check.
    pub(crate) offset_seconds: Option<i64>,
    /// The names of the hosts that are asked.
    pub(crate) hosts: Vec<String>,
}
