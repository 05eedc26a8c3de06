//! Accounts, their codes and their devices as the screens show them.

use serde::{Deserialize, Serialize};
use specta::Type;

/// What an account can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum AccountKind {
    /// Paired with a server: questions and codes.
    Linked,
    /// An `otpauth` account: codes only.
    CodeOnly,
}

/// Whether questions of an account reach this device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Approvals {
    /// They do.
    On,
    /// The account has none.
    Off,
    /// The server does not know this device any more.
    DeviceUnknown,
    /// The server has other keys than the kept ones.
    ServerChanged,
    /// The server is in an older or changed state.
    WentBack,
    /// The server says that it was restored from a backup.
    Restored,
    /// The server cannot be reached now.
    Unreachable,
}

/// One account in the list.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AccountView {
    /// The account's id in this vault.
    pub(crate) id: String,
    /// The service's name.
    pub(crate) service: String,
    /// The user's name at the service.
    pub(crate) user: String,
    /// What the account can do.
    pub(crate) kind: AccountKind,
    /// The server's origin, for linked accounts.
    pub(crate) origin: Option<String>,
    /// Whether questions reach this device.
    pub(crate) approvals: Approvals,
    /// What its codes are like; nothing if none can be made here.
    pub(crate) codes: Option<CodesView>,
    /// The server that it was linked with on another device, to be linked again.
    pub(crate) former_link: Option<FormerLink>,
    /// Where its server has moved to, as it says under its own keys.
    pub(crate) moved_to: Option<String>,
    /// When its server noticed a copy of this device, in seconds since 1970.
    pub(crate) copied_at: Option<i64>,
    /// Whether it stands on top of the list.
    pub(crate) is_pinned: bool,
    /// The groups that it is in.
    pub(crate) groups: Vec<String>,
    /// The name of its own icon, if it has one.
    pub(crate) icon_name: Option<String>,
    /// The picture that it has as icon, as a data URL.
    pub(crate) icon_picture: Option<String>,
    /// Whether there is a note.
    pub(crate) has_note: bool,
    /// Whether backup codes wait for the person's "I have kept them".
    pub(crate) backup_codes_pending: bool,
    /// When the account was linked, in seconds since 1970.
    pub(crate) linked_at: i64,
}

/// A link that stayed on another device.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FormerLink {
    /// The server's origin.
    pub(crate) origin: String,
    /// The user's name there.
    pub(crate) user: String,
}

/// By what codes are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum CodeKind {
    /// By the time.
    Totp,
    /// By a counter, which the person presses for.
    Hotp,
    /// Steam Guard: letters and digits.
    Steam,
    /// Yandex Key: letters.
    Yandex,
    /// Mobile-OTP: hexadecimal digits.
    Motp,
}

/// What the codes of an account are like.
#[derive(Clone, Copy, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CodesView {
    /// By what they are made.
    pub(crate) kind: CodeKind,
    /// How many characters a code has.
    pub(crate) length: u8,
    /// How long a code holds; nothing if codes go by a counter.
    pub(crate) period_seconds: Option<u32>,
}

/// The code by a counter that was shown last.
#[derive(Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CounterCodeView {
    /// Whose code it is.
    pub(crate) account_id: String,
    /// The code.
    pub(crate) digits: String,
    /// The counter that it was made with, in decimal digits.
    pub(crate) counter: String,
}

/// The codes of one account, now.
#[derive(Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CodeView {
    /// Whose codes these are.
    pub(crate) account_id: String,
    /// The code that holds now.
    pub(crate) digits: String,
    /// The code that follows.
    pub(crate) next: String,
    /// How long the current code still holds.
    pub(crate) valid_for_ms: u32,
    /// How long a code holds.
    pub(crate) period_ms: u32,
}

/// Which of the two codes is copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum CodeChoice {
    /// The code that holds now.
    Current,
    /// The code that follows.
    Next,
}

/// What happens to a copied secret.
#[derive(Clone, Copy, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ClipboardNote {
    /// After this time the clipboard is cleared, if it still holds what was copied.
    pub(crate) clears_after_ms: u32,
}

/// How far a removal went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum RemoveOutcome {
    /// The server removed this device, and the account is gone.
    Removed,
    /// The account is gone and comes back by `undo_remove`.
    Undoable,
    /// It is the last method: the server's page, where that is switched off, was opened.
    LastMethod,
}

/// One device of an account, as its server tells.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DeviceView {
    /// The server's id of the device.
    pub(crate) id: String,
    /// What the device calls itself.
    pub(crate) name: String,
    /// What the device says it runs on.
    pub(crate) platform: String,
    /// The server's word for its state.
    pub(crate) state: DeviceState,
    /// When it was linked, in seconds since 1970.
    pub(crate) linked_at: i64,
    /// When the server last heard of it, in seconds since 1970.
    pub(crate) last_seen: Option<i64>,
    /// Whether it is this device.
    pub(crate) is_this: bool,
}

/// The server's word for the state of a device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum DeviceState {
    /// Claimed, and the six digits are not typed yet.
    Unconfirmed,
    /// Linked.
    Active,
}

/// One account with its devices.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AccountDetails {
    /// The account itself.
    pub(crate) view: AccountView,
    /// Its devices, if the server told.
    pub(crate) devices: Option<Vec<DeviceView>>,
    /// The server's id of this device.
    pub(crate) this_device_id: Option<String>,
    /// Why there are no devices.
    pub(crate) devices_error: Option<super::ErrorCode>,
    /// Since when all sign-ins are stopped, in seconds since 1970.
    pub(crate) frozen_at: Option<i64>,
    /// When this device's keys for the server were made, in seconds since 1970.
    pub(crate) keys_made_at: Option<i64>,
    /// When an administrator's reset takes all methods, in seconds since 1970.
    pub(crate) reset_at: Option<i64>,
}

/// A page of the account's server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ManagedPage {
    /// Methods, devices and backup codes.
    Manage,
    /// What to do after "it wasn't me".
    Secure,
}
