//! Errors at the border: a code that the window words, a message for whoever reads along.

use serde::{Deserialize, Serialize};
use specta::Type;

/// What went wrong, as the window distinguishes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ErrorCode {
    // What was read.
    /// There is no QR code in the picture.
    NoQrCode,
    /// The picture cannot be read.
    ImageUnreadable,
    /// A QR code for a wireless network.
    QrWifi,
    /// A QR code with a web address.
    QrWebAddress,
    /// A QR code for another app's approvals.
    QrOtherApp,
    /// Nothing that the app knows.
    QrUnknown,
    /// A link of ours that is not whole.
    LinkMalformed,
    /// An `otpauth` address that is not whole.
    SetupMalformed,
    /// A kind of code that this version does not make.
    SetupUnsupported,
    /// Several accounts at once: they are imported, not added one by one.
    SeveralAccounts,
    /// The codes also need a PIN, which the text does not have.
    PinNeeded,
    /// The PIN is none that codes are made with.
    CodePinInvalid,
    /// No picture of the screen can be taken here.
    ScreenUnavailable,
    /// The picture of the screen was not allowed.
    ScreenRefused,
    /// The setup key is not base32.
    SecretMalformed,
    /// There is nothing in the clipboard that can be linked.
    ClipboardEmpty,
    /// The name is empty, too long or has characters that it may not have.
    NameInvalid,
    // Servers.
    /// What was typed is no server address.
    AddressMalformed,
    /// The address is not https.
    AddressNotHttps,
    /// The server cannot be reached.
    ServerUnreachable,
    /// What answers there is no Countersign server.
    ServerNotCountersign,
    /// The server's certificate is not valid.
    CertificateInvalid,
    /// The server has other keys than those that are known.
    ServerChanged,
    /// App and server have no version in common, or the link is newer than the app.
    UpdateApp,
    /// The server asks to wait.
    SlowDown,
    /// The server cannot answer now.
    ServerUnavailable,
    /// The server does not take what the app sent.
    ServerRefused,
    // Linking.
    /// The code is not valid, or not any more.
    CodeInvalid,
    /// Somebody else used the code.
    CodeUsed,
    /// The setup code has not the shape of one.
    SetupCodeMalformed,
    /// The six digits were not typed in time.
    NotConfirmed,
    /// The account is linked already.
    AlreadyLinked,
    /// The account has as many devices as it may have.
    TooManyDevices,
    /// The person said no in the browser.
    BrowserDeclined,
    /// What came back from the browser belongs to no sign-in of this app.
    BrowserAnswerInvalid,
    /// The sign-in in the browser took too long.
    BrowserTimedOut,
    /// There is no such pending linking.
    PendingUnknown,
    /// The pending linking is at another step.
    PendingElsewhere,
    // Accounts.
    /// There is no such account.
    AccountUnknown,
    /// The account has no codes here.
    NoCodes,
    /// The account has no backup codes here.
    NoBackupCodes,
    /// The server does not know this device.
    DeviceUnknown,
    /// The server removed this device.
    DeviceRemoved,
    /// The device is too new for this.
    DeviceTooNew,
    /// The device is suspended.
    DeviceSuspended,
    /// All sign-ins and changes of the account are stopped.
    AccountFrozen,
    /// This device's key may not do this.
    KeyNotAllowed,
    /// It is the account's last method.
    LastMethod,
    // Questions.
    /// There is no such question.
    QuestionUnknown,
    /// The question has ended.
    QuestionEnded,
    /// The number has not the shape of one.
    NumberMalformed,
    /// The page's code was not scanned.
    ScanFirst,
    /// A page's code is not believed without network.
    OfflineNotBelieved,
    /// This link has no key for answers without network.
    NoOfflineKey,
    /// Only NO is open here.
    OnlyNo,
    /// The server's past is in doubt: no YES until the person has decided.
    ServerWentBack,
    // The vault.
    /// The vault is not open.
    Locked,
    /// The passphrase is another one.
    PassphraseWrong,
    /// The passphrase is too easy to guess.
    PassphraseWeak,
    /// A PIN has 4 to 12 digits.
    PinMalformed,
    /// It is another PIN.
    PinWrong,
    /// After so many wrong PINs the next one is taken later.
    PinPause,
    /// The words are those of another vault's sheet.
    RecoveryWordsWrong,
    /// The person has to prove who they are first.
    PersonUnverified,
    /// A server wants to be sure of the person, and nothing is set up that could be asked.
    PersonUnverifiable,
    /// Nothing would be asked to unlock again.
    NothingAsks,
    /// This device has no fingerprint or face set up, or does not take them now.
    BiometricsUnavailable,
    /// The person closed the prompt for fingerprint or face.
    BiometricsCanceled,
    /// The fingerprint or face was not recognized.
    BiometricsRefused,
    /// Other fingerprints or faces are enrolled now.
    BiometricsChanged,
    /// The system's key store is locked.
    KeyStoreLocked,
    /// The system's key store does not answer.
    KeyStoreUnavailable,
    /// The vault's file is in use elsewhere.
    VaultBusy,
    /// The vault lies on a network, and somebody else has it open.
    VaultOnNetwork,
    /// The vault's file cannot be read.
    VaultDamaged,
    /// The disk is full.
    DiskFull,
    /// The vault's file or folder cannot be written.
    VaultReadOnly,
    /// What was to be kept is larger than the vault takes.
    ContentTooLarge,
    /// The operation does not fit the state that the vault is in.
    VaultState,
    /// There is no such import that could still be undone.
    ImportUnknown,
    // Ways in and out.
    /// The folder is not there.
    FolderGone,
    /// The folder cannot be written.
    FolderReadOnly,
    /// There is a file of this name.
    FileExists,
    /// What was read back is not what was written.
    FileNotProven,
    /// No folder is chosen for automatic backups.
    BackupFolderMissing,
    /// No words of the recovery sheet are asked.
    SheetNotAsked,
    /// No move to another device is at this step.
    MoveUnknown,
    /// The text is not what the other device shows now.
    MoveOtherCode,
    /// The file was not made for this move.
    MoveOtherFile,
    /// The file is nothing that the app knows.
    FileUnknown,
    /// A table whose columns nobody knows.
    FileColumnsUnknown,
    /// The file has a password.
    FilePasswordNeeded,
    /// The file's password is another one.
    FilePasswordWrong,
    /// The file's password is another one, or the file is damaged.
    FilePasswordWrongOrDamaged,
    /// The file is damaged.
    FileDamaged,
    /// The file is larger than any export.
    FileTooLarge,
    /// Opening the file takes much memory or time: a question.
    FileCostsMuch,
    /// A newer version of its app wrote the file.
    FileNewer,
    /// The file is encrypted in a way that is not known.
    FileEncryptionUnknown,
    /// Only the account that made the file can open it.
    FileBoundToAccount,
    /// The file belongs together with another one.
    FileAlone,
    /// The backup opens with the words of the recovery sheet.
    BackupWordsNeeded,
    /// The words are no key.
    WordsMalformed,
    /// There is no such preview any more.
    PreviewUnknown,
    /// The file brings no accounts: it is an icon pack.
    FileIsIconPack,
    /// The icon pack cannot be read.
    IconPackUnreadable,
    /// The icon pack is too large.
    IconPackTooLarge,
    /// There is no such icon pack, or no such icon in it.
    IconUnknown,
    /// The note is too long.
    NoteTooLong,
    // The system around.
    /// Two hosts were asked for the time and do not agree.
    HostsDisagree,
    /// The clipboard does not answer.
    ClipboardUnavailable,
    /// The browser does not open.
    BrowserWillNotOpen,
    /// The file cannot be written.
    FileNotWritten,
    /// The person or the system refuses the camera.
    CameraDenied,
    /// There is no camera here.
    CameraUnavailable,
    /// The system does not start the app at login, or does not stop to.
    LoginRefused,
    /// Another program has the keys.
    ShortcutTaken,
    /// The keys are needed for writing.
    ShortcutUnfit,
    /// Nobody hears keys that are not meant for their window.
    ShortcutImpossible,
    /// Nothing that a person could act on.
    Internal,
}

/// What the window needs to word some of the codes.
#[derive(Clone, Debug, Default, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ErrorDetails {
    /// The server that this is about.
    pub(crate) origin: Option<String>,
    /// When to try again.
    pub(crate) retry_after_seconds: Option<u32>,
    /// The account that is there already.
    pub(crate) account_id: Option<String>,
    /// How much memory opening the file takes.
    pub(crate) memory_mib: Option<u32>,
    /// Where in the file the damage is.
    pub(crate) place: Option<String>,
    /// By how much this device's clock is ahead (positive) or behind.
    pub(crate) clock_offset_seconds: Option<i64>,
}

/// Why a command failed.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CommandError {
    /// What the window branches on.
    pub(crate) code: ErrorCode,
    /// Plain English for developers; the window words its own sentence.
    pub(crate) message: String,
    /// More, where the sentence needs it.
    pub(crate) details: Option<Box<ErrorDetails>>,
}

impl CommandError {
    /// An error without details.
    pub(crate) fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), details: None }
    }
}
