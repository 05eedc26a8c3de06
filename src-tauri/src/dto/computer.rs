//! What the app does on a computer beyond its window, and how the system notifies.

use serde::{Deserialize, Serialize};
use specta::Type;

/// Whether the keys that open the window are heard.
#[cfg_attr(mobile, allow(dead_code, reason = "phones have none"))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ShortcutState {
    /// They are, or would be.
    Possible,
    /// Another program has the chosen ones.
    Taken,
    /// This session gives no program keys that are not meant for its window.
    Impossible,
}

/// What was chosen about this computer.
#[cfg_attr(mobile, allow(dead_code, reason = "phones are no computers"))]
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub(crate) struct ComputerView {
    /// Whether the app has an icon in the tray.
    pub(crate) has_tray: bool,
    /// Closing the window leaves the app in the tray.
    pub(crate) keep_running: bool,
    /// The system starts the app at login.
    pub(crate) start_at_login: bool,
    /// The window goes away once a code is copied.
    pub(crate) copy_and_close: bool,
    /// The keys that open the window, such as `Control+Shift+KeyC`.
    pub(crate) shortcut: Option<String>,
    /// What is proposed to whoever switches them on.
    pub(crate) usual_shortcut: String,
    /// Whether the keys are heard.
    pub(crate) shortcut_state: ShortcutState,
    /// About newer versions; nothing where this build has nobody to ask.
    pub(crate) releases: Option<ReleasesView>,
}

/// Whether there is a newer version.
#[cfg_attr(mobile, allow(dead_code, reason = "phones have stores"))]
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ReleasesView {
    /// The host that is asked.
    pub(crate) host: String,
    /// It is asked once a day.
    pub(crate) is_said: bool,
    /// The newer version, if one was heard of.
    pub(crate) newer: Option<String>,
}

/// One change of it.
#[cfg_attr(mobile, allow(dead_code, reason = "phones change nothing of it"))]
#[derive(Clone, Debug, Deserialize, Type)]
#[serde(tag = "what", rename_all = "snake_case")]
pub(crate) enum ComputerChange {
    /// Closing the window leaves the app in the tray.
    KeepRunning {
        /// Whether it does.
        on: bool,
    },
    /// The system starts the app at login.
    StartAtLogin {
        /// Whether it does.
        on: bool,
    },
    /// The window goes away once a code is copied.
    CopyAndClose {
        /// Whether it does.
        on: bool,
    },
    /// The app asks once a day whether there is a newer version.
    SayReleases {
        /// Whether it does.
        on: bool,
    },
    /// The keys that open the window from anywhere.
    Shortcut {
        /// By the names of the places on the keyboard, after what is held; nothing for none.
        keys: Option<String>,
    },
}

/// Whether the system shows our notifications.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum NotificationState {
    /// It does, as far as it tells.
    Allowed,
    /// It will ask the person.
    Undecided,
    /// The person or the system has forbidden it.
    Blocked,
    /// Nothing on this desktop shows notifications.
    #[cfg_attr(not(target_os = "linux"), allow(dead_code, reason = "elsewhere the system itself does"))]
    NoService,
}
