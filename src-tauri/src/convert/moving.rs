//! Moving everything to a new device.

use countersign_authenticator as core;

use super::units::count;
use crate::dto::{ImportPreview, MoveArrival, MoveCode, MoveGreeting, MoveParts};

impl From<core::MoveCode> for MoveCode {
    fn from(code: core::MoveCode) -> Self {
        Self { text: code.text, svg: code.svg }
    }
}

impl From<core::MoveGreeting> for MoveGreeting {
    fn from(greeting: core::MoveGreeting) -> Self {
        Self { code: greeting.code.into(), number: greeting.number }
    }
}

impl From<core::MoveParts> for MoveParts {
    fn from(parts: core::MoveParts) -> Self {
        Self { count: count(parts.count), accounts: count(parts.accounts) }
    }
}

impl From<core::MoveArrival> for MoveArrival {
    fn from(arrival: core::MoveArrival) -> Self {
        match arrival {
            core::MoveArrival::Missing { of, missing } => {
                Self::Missing { of: count(of), missing: missing.into_iter().map(count).collect() }
            }
            core::MoveArrival::Complete(preview) => Self::Complete { preview: ImportPreview::from(preview) },
        }
    }
}
