//! What the window must know before it draws its first screen.

use serde::Serialize;
use specta::Type;

use super::{AccountView, BiometricKind, CodeView, GetBackInView, NoticeView, SheetView};

/// Whether the vault is open, and if not, what opens it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Phase {
    /// The vault is open.
    Ready,
    /// No key store on this system and no vault yet: a passphrase is to be chosen.
    PassphraseWanted,
    /// The vault opens with the passphrase.
    Locked,
    /// The system's key store is there and locked.
    KeyStoreLocked,
    /// The vault is there, its key is gone.
    KeyMissing,
    /// The key is there, the vault is gone.
    VaultMissing,
    /// The vault cannot be read.
    VaultDamaged,
    /// A newer version of the app wrote the vault.
    VaultNewer,
}

/// The system that the app runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Platform {
    /// Linux and the other free desktops.
    Linux,
    /// macOS.
    Macos,
    /// Windows.
    Windows,
    /// Android.
    Android,
    /// iOS and iPadOS.
    Ios,
}

/// What only a development build says about itself.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DevelopmentView {
    /// The local server's address, for the address field.
    pub(crate) server_address: Option<String>,
}

/// The state of the app as a whole.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own that the window asks for")]
pub(crate) struct AppState {
    /// Whether the vault is open.
    pub(crate) phase: Phase,
    /// How many accounts there are, as far as that is known while the vault is closed.
    pub(crate) account_count: Option<u32>,
    /// The system.
    pub(crate) platform: Platform,
    /// Whether `scan_with_camera` can work here.
    pub(crate) has_camera: bool,
    /// The system's language as a BCP 47 tag.
    pub(crate) locale: String,
    /// Present in development builds only.
    pub(crate) development: Option<DevelopmentView>,
    /// Whether the vault opens with a passphrase.
    pub(crate) passphrase_slot: bool,
    /// Whether the vault opens with a PIN.
    pub(crate) pin_slot: bool,
    /// Whether fingerprint or face opens the vault, beside PIN or passphrase.
    pub(crate) biometric_slot: bool,
    /// What the person can show on this device, if anything.
    pub(crate) biometrics: Option<BiometricKind>,
    /// The version that is newer than this one, if one was heard of.
    pub(crate) newer_version: Option<String>,
    /// The family of the system's interface, where the web view finds it faster by name.
    pub(crate) typeface: Option<String>,
    /// While the vault is locked: how long until the next PIN is taken, after too many wrong ones.
    pub(crate) pin_pause_seconds: Option<u32>,
}
/// What the first picture is made of. What is not given while the vault is shut is missing.
#[derive(Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FirstLook {
    /// The state of the app.
    pub(crate) state: AppState,
    /// The accounts in the person's order.
    pub(crate) accounts: Option<Vec<AccountView>>,
    /// The groups in the person's order.
    pub(crate) groups: Option<Vec<String>>,
    /// The codes of all accounts.
    pub(crate) codes: Option<Vec<CodeView>>,
    /// What the person should hear of.
    pub(crate) notices: Option<Vec<NoticeView>>,
    /// What would help after which disaster.
    pub(crate) ways_back: Option<GetBackInView>,
    /// What became of the recovery sheet.
    pub(crate) sheet: Option<SheetView>,
}
