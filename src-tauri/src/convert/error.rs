//! Errors: the core names them, the window words them.

use countersign_authenticator as core;
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::{Error as NoSuchName, StrDeserializer};

use super::units::seconds;
use crate::dto::{CommandError, ErrorCode, ErrorDetails};

impl From<core::Error> for CommandError {
    fn from(error: core::Error) -> Self {
        (&error).into()
    }
}

impl From<&core::Error> for CommandError {
    fn from(error: &core::Error) -> Self {
        let details = error.details();
        let has_details = details != core::ErrorDetails::default();
        let core::ErrorDetails { origin, retry_after, account, cost, place } = details;
        let details = has_details.then(|| {
            Box::new(ErrorDetails {
                origin: origin.map(|origin| origin.to_string()),
                retry_after_seconds: retry_after.map(seconds),
                account_id: account.map(|account| account.to_string()),
                memory_mib: cost.map(|cost| u32::try_from(cost.memory_bytes >> 20).unwrap_or(u32::MAX)),
                place,
                clock_offset_seconds: None,
            })
        });
        // The cause stays here: it may quote what a server said.
        Self { code: code(error.code()), message: error.to_string(), details }
    }
}

#[cfg(desktop)]
impl From<countersign_screen::ScreenError> for CommandError {
    fn from(error: countersign_screen::ScreenError) -> Self {
        use countersign_screen::ScreenError::{Failed, Refused, Unavailable};

        let code = match error {
            Refused => ErrorCode::ScreenRefused,
            Unavailable | Failed => ErrorCode::ScreenUnavailable,
        };
        Self::new(code, error.to_string())
    }
}

/// The core's name of an error is the window's; a test compares the two lists.
pub(super) fn code(name: &str) -> ErrorCode {
    let name: StrDeserializer<'_, NoSuchName> = name.into_deserializer();
    ErrorCode::deserialize(name).unwrap_or(ErrorCode::Internal)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// What only the shell itself can say.
    const THE_SHELLS_OWN: [&str; 10] = [
        "camera_denied",
        "camera_unavailable",
        "clipboard_empty",
        "clipboard_unavailable",
        "login_refused",
        "screen_refused",
        "screen_unavailable",
        "shortcut_impossible",
        "shortcut_taken",
        "shortcut_unfit",
    ];

    /// The names that the core's `code` functions return, read from their source.
    fn of_the_core() -> BTreeSet<String> {
        let source = include_str!("../../../crates/authenticator/src/error.rs");
        let (_, functions) = source.split_once("fn code(&self)").expect("the core names its errors");
        let is_name = |text: &&str| text.bytes().all(|byte| byte == b'_' || byte.is_ascii_lowercase());
        functions.split('"').skip(1).step_by(2).filter(is_name).map(str::to_owned).collect()
    }

    /// The names that the window knows, read from its bindings.
    fn of_the_window() -> BTreeSet<String> {
        let bindings = include_str!("../../../gen/bindings.ts");
        let (_, after) = bindings.split_once("export type ErrorCode =").expect("the window knows errors");
        let names: String = after.lines().filter(|line| !line.trim_start().starts_with(['/', '*'])).collect();
        let (names, _) = names.split_once(';').expect("the union ends");
        names.split('"').skip(1).step_by(2).map(str::to_owned).collect()
    }

    #[test]
    fn the_window_knows_every_error_of_the_core_and_no_other() {
        let mut known = of_the_core();
        assert!(known.len() > 40, "the core's source is read as it is written: {known:?}");
        known.extend(THE_SHELLS_OWN.map(str::to_owned));
        assert_eq!(known, of_the_window());
        for name in known {
            assert!(name == "internal" || code(&name) != ErrorCode::Internal, "{name}");
        }
    }

    #[test]
    fn an_error_keeps_its_name_and_says_nothing_of_its_cause() {
        let error = core::Error::System(std::io::Error::other("a secret"));
        let shown = CommandError::from(error);
        assert_eq!(shown.code, ErrorCode::Internal);
        assert!(shown.details.is_none() && !shown.message.contains("a secret"));
    }
}
