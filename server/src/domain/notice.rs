//! What an account's person is told at the next sign-in.

/// One notice.
#[derive(Debug, Clone)]
pub struct Notice {
    /// Its number.
    pub id: i64,
    /// What happened.
    pub kind: NoticeKind,
    /// To what: the name of a device or browser; may be empty.
    pub detail: String,
    /// When.
    pub at: u64,
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident = $name:literal,)*) => {
        /// What happened.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum NoticeKind {
            $($(#[$doc])* $kind,)*
        }

        impl NoticeKind {
            /// Every kind, for the texts to be complete.
            pub const ALL: &'static [Self] = &[$(Self::$kind,)*];

            /// As stored, and as texts are named.
            pub fn name(self) -> &'static str {
                match self { $(Self::$kind => $name,)* }
            }

            /// The kind with this name.
            pub fn from_name(name: &str) -> Option<Self> {
                match name { $($name => Some(Self::$kind),)* _ => None }
            }
        }
    };
}

kinds! {
    /// A device was linked.
    DeviceAdded = "device-added",
    /// A device was removed.
    DeviceRemoved = "device-removed",
    /// Another authenticator app was added.
    AuthenticatorAdded = "authenticator-added",
    /// Another authenticator app was removed.
    AuthenticatorRemoved = "authenticator-removed",
    /// A passkey was added.
    PasskeyAdded = "passkey-added",
    /// A passkey was removed.
    PasskeyRemoved = "passkey-removed",
    /// A passkey's signature counter went back: there may be a copy of it.
    PasskeyCopied = "passkey-copied",
    /// Passkeys sign in alone from now on.
    PasskeyAloneOn = "passkey-alone-on",
    /// Passkeys sign in only after the password.
    PasskeyAloneOff = "passkey-alone-off",
    /// Two-step verification was switched off.
    SwitchedOff = "switched-off",
    /// New backup codes were made.
    NewBackupCodes = "new-backup-codes",
    /// A backup code was used.
    BackupCodeUsed = "backup-code-used",
    /// A new device was suspended by the link in the mail about it.
    DeviceSuspended = "device-suspended",
    /// Two copies of a device were noticed, or one that was put back.
    DeviceCopied = "device-copied",
    /// A suspended device counts again.
    SuspensionLifted = "suspension-lifted",
    /// All sign-ins were stopped.
    Frozen = "frozen",
    /// A removal was undone: sign-ins were stopped, and what joined later was suspended.
    RemovalUndone = "removal-undone",
    /// Sign-ins go on.
    Thawed = "thawed",
    /// The password was changed.
    PasswordChanged = "password-changed",
    /// The person's own rule for questions was changed.
    PolicyChanged = "policy-changed",
    /// An administrator made this person one, too.
    AdministratorMade = "administrator-made",
    /// An administrator ended that.
    AdministratorEnded = "administrator-ended",
    /// An administrator suspended the account.
    AccountSuspended = "account-suspended",
    /// An administrator lifted that.
    AccountAllowed = "account-allowed",
    /// An administrator ended sessions.
    SessionsEnded = "sessions-ended",
    /// An administrator set what devices must ask for at least.
    PolicySet = "policy-set",
    /// An administrator started a reset of two-step verification.
    ResetStarted = "reset-started",
    /// An administrator cancelled it.
    ResetCancelled = "reset-cancelled",
    /// The owner cancelled it.
    ResetRefused = "reset-refused",
    /// It happened: all methods are gone.
    ResetDone = "reset-done",
    /// An administrator made a link with which the password lets in again.
    RecoveryLinkMade = "recovery-link-made",
    /// Somebody said *It wasn't me*.
    NotMe = "not-me",
    /// A trusted browser's old cookie came back.
    BrowserStolen = "browser-stolen",
    /// The password was right, and the second step never came.
    SecondStepMissing = "second-step-missing",
}

impl NoticeKind {
    /// Whether an administrator did it, whose name is the detail; without a name it was the console.
    pub fn is_by_administrator(self) -> bool {
        matches!(
            self,
            Self::AdministratorMade
                | Self::AdministratorEnded
                | Self::AccountSuspended
                | Self::AccountAllowed
                | Self::SessionsEnded
                | Self::PolicySet
                | Self::ResetStarted
                | Self::ResetCancelled
                | Self::ResetDone
                | Self::RecoveryLinkMade
        )
    }
}
