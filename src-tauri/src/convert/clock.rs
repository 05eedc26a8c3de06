//! The clock of this device.

use countersign_authenticator as core;

use crate::dto::ClockView;

impl From<Option<core::ClockCorrection>> for ClockView {
    fn from(correction: Option<core::ClockCorrection>) -> Self {
        Self {
            offset_seconds: correction.map(|correction| correction.offset_seconds),
            hosts: core::clock_hosts().iter().map(|host| host.host().to_owned()).collect(),
        }
    }
}
