//! What went wrong, by what a person or the app can do about it.

use std::time::Duration;

use countersign_api_client::ApiError;
use countersign_backup::moving::{AnotherCode, PartError};
use countersign_backup::{KeyKind, NotWords, OpenError, ReadError, SaveError};
use countersign_enrollment::import::{IconPackError, ImportError, KdfCost};
use countersign_enrollment::{EnrollmentError, Foreign, ImageError};
use countersign_keystore::{BiometricsError, KeyStoreError};
use countersign_protocol::{Origin, PinError, ProblemKind};
use countersign_vault::{AccountId, InvalidId, VaultError};

use crate::ports::WillNotOpen;
use crate::view::Phase;

/// Why a use case came to nothing. Nothing is lost on the way.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The text is nothing that can be linked.
    #[error("the text cannot be linked")]
    Enrollment(#[from] EnrollmentError),
    /// The picture has no code that can be read.
    #[error("the picture has no code that can be read")]
    Image(#[from] ImageError),
    /// A name is empty, too long, or has characters that it may not have.
    #[error("the name is not valid")]
    NameInvalid,
    /// The typed address is not https.
    #[error("the address is not https")]
    NotHttps,
    /// The server did not do what it was asked.
    #[error("the server {origin} gave no good answer")]
    Server {
        /// The server.
        origin: Origin,
        /// What it said, or what came instead.
        #[source]
        source: Box<ApiError>,
    },
    /// The six digits were not typed in time.
    #[error("the six digits were not typed in time")]
    NotConfirmed,
    /// The server's reply is about another device's key: somebody else used the code.
    #[error("the enrollment was swapped")]
    Swapped,
    /// The account is linked already.
    #[error("the account is linked already")]
    AlreadyLinked(AccountId),
    /// The person said no in the browser.
    #[error("declined in the browser")]
    BrowserDeclined,
    /// What came back from the browser belongs to no sign-in of this app.
    #[error("the browser's answer belongs to no sign-in of this app")]
    BrowserAnswerInvalid,
    /// The sign-in in the browser took too long.
    #[error("the sign-in in the browser took too long")]
    BrowserTimedOut,
    /// The browser did not open.
    #[error("the browser does not open")]
    BrowserWillNotOpen(#[from] WillNotOpen),
    /// There is no such pending linking.
    #[error("there is no such pending linking")]
    PendingUnknown,
    /// The pending linking is at another step.
    #[error("the pending linking is at another step")]
    PendingElsewhere,
    /// The PIN is none that the account's codes could be made with.
    #[error("no code is made with such a PIN")]
    CodePinInvalid,
    /// There is no such account.
    #[error("there is no such account")]
    AccountUnknown,
    /// The file cannot be read, or only after a question is answered.
    #[error("the file cannot be read")]
    Import(#[from] ImportError),
    /// The file brings no accounts: it is an icon pack, to be added as one.
    #[error("the file is an icon pack")]
    IsIconPack,
    /// The icon pack cannot be read.
    #[error("the icon pack cannot be read")]
    IconPack(#[from] IconPackError),
    /// There is no such icon pack, or no such icon in it.
    #[error("there is no such icon pack or icon")]
    IconUnknown,
    /// The backup opens with the words of the recovery sheet.
    #[error("the backup opens with the words of the recovery sheet")]
    BackupWordsNeeded,
    /// The words are no key.
    #[error("the words are no key")]
    Words(#[from] NotWords),
    /// There is no such preview any more.
    #[error("there is no such preview")]
    PreviewUnknown,
    /// There is no such import that could still be undone.
    #[error("there is no such import that could be undone")]
    ImportUnknown,
    /// The note is longer than any note.
    #[error("the note is too long")]
    NoteTooLong,
    /// The account has no server, or this device is not one of its own any more.
    #[error("the account is not linked")]
    NotLinked,
    /// The account has no codes here.
    #[error("the account has no codes here")]
    NoCodes,
    /// The account has no backup codes here.
    #[error("the account has no backup codes here")]
    NoBackupCodes,
    /// There is no such question.
    #[error("there is no such question")]
    QuestionUnknown,
    /// The number has not as many digits as it should.
    #[error("the number has not the right number of digits")]
    NumberMalformed,
    /// The code on the page has to be scanned before YES.
    #[error("the code on the page has not been scanned")]
    ScanFirst,
    /// No server that this device is linked with has made the question, as far as it can tell without network.
    #[error("the question is not signed by a key that is kept of its server")]
    OfflineNotBelieved,
    /// This device has no key to answer without network: it was linked by a version that knew none.
    #[error("this link has no key for answers without network")]
    NoOfflineKey,
    /// Only NO is open here: update the app.
    #[error("this version can only say no to this question")]
    OnlyNo,
    /// The server's past is in doubt: it gets no YES until the person has decided.
    #[error("the server is not where it was: it was put back or changed")]
    ServerWentBack,
    /// Two hosts were asked for the time and do not agree.
    #[error("the hosts do not agree about the time")]
    HostsDisagree,
    /// There is no such notice.
    #[error("there is no such notice")]
    NoticeUnknown,
    /// The vault is not open.
    #[error("the vault is not open")]
    Locked,
    /// The operation does not fit the state that the vault is in.
    #[error("this does not fit the vault's state")]
    VaultState(Phase),
    /// The passphrase is too easy to guess.
    #[error("the passphrase is too easy to guess")]
    PassphraseWeak,
    /// A PIN has 4 to 12 digits.
    #[error("a PIN has 4 to 12 digits")]
    PinMalformed,
    /// It is another PIN. The next one is taken after this time.
    #[error("this is not the PIN")]
    PinWrong(Duration),
    /// Too many wrong PINs: the next one is taken after this time.
    #[error("after so many wrong PINs the next one is taken later")]
    PinPause(Duration),
    /// The words are a recovery key, but not that of this vault.
    #[error("this is the recovery key of another vault")]
    RecoveryKeyWrong,
    /// The person has to prove who they are first.
    #[error("the person has to prove who they are first")]
    PersonUnverified,
    /// A server wants to be sure of the person, and nothing is set up here that could be asked.
    #[error("nothing is set up that could show who the person is")]
    PersonUnverifiable,
    /// Nothing is set up that could be asked to unlock again.
    #[error("nothing would be asked to unlock again")]
    NothingAsks,
    /// A backup or export was not written, or a backup's folder does not answer.
    #[error("the file was not saved")]
    Backup(#[from] SaveError),
    /// A backup does not open.
    #[error("the backup does not open")]
    BackupOpen(#[from] OpenError),
    /// No folder is chosen for automatic backups.
    #[error("no folder is chosen for automatic backups")]
    NoBackupFolder,
    /// No words of the recovery sheet are asked.
    #[error("no words of the recovery sheet are asked")]
    SheetNotAsked,
    /// No move to another device is at this step.
    #[error("no move to another device is at this step")]
    NoMove,
    /// The text is not what the other device shows now.
    #[error("this is not the code that the other device shows now")]
    NotThisCode,
    /// The file is not what the other device has saved for this move.
    #[error("this file was not made for this move")]
    NotThisFile,
    /// The vault failed.
    #[error("the vault failed")]
    Vault(#[source] VaultError),
    /// Fingerprint or face opens nothing now.
    #[error("fingerprint or face opens nothing now")]
    Biometrics(#[from] BiometricsError),
    /// The key store failed.
    #[error("the key store failed")]
    KeyStore(#[from] KeyStoreError),
    /// The system failed in a way that nobody can act on.
    #[error("the system failed")]
    System(#[source] std::io::Error),
}

/// What a shell needs to word some of the codes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ErrorDetails {
    /// The server that this is about.
    pub origin: Option<Origin>,
    /// When to try again.
    pub retry_after: Option<Duration>,
    /// The account that is there already.
    pub account: Option<AccountId>,
    /// What opening the file costs; the person's yes goes into the next request.
    pub cost: Option<KdfCost>,
    /// Where in the file the damage is: a line, or a path of names of its fields.
    pub place: Option<String>,
}

impl Error {
    /// A stable name, for the shell to branch on and to word.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Enrollment(error) => enrollment_code(error),
            Self::Image(ImageError::NoCode) => "no_qr_code",
            Self::Image(_) => "image_unreadable",
            Self::NameInvalid => "name_invalid",
            Self::NotHttps => "address_not_https",
            Self::Server { source, .. } => server_code(source),
            Self::NotConfirmed => "not_confirmed",
            Self::Swapped => "code_used",
            Self::AlreadyLinked(_) => "already_linked",
            Self::BrowserDeclined => "browser_declined",
            Self::BrowserAnswerInvalid => "browser_answer_invalid",
            Self::BrowserTimedOut => "browser_timed_out",
            Self::BrowserWillNotOpen(_) => "browser_will_not_open",
            Self::PendingUnknown => "pending_unknown",
            Self::PendingElsewhere => "pending_elsewhere",
            Self::CodePinInvalid => "code_pin_invalid",
            Self::AccountUnknown => "account_unknown",
            Self::Import(error) => import_code(error),
            Self::IsIconPack => "file_is_icon_pack",
            Self::IconPack(IconPackError::TooLarge) => "icon_pack_too_large",
            Self::IconPack(IconPackError::NotAPack | IconPackError::Damaged) => "icon_pack_unreadable",
            Self::IconUnknown => "icon_unknown",
            Self::BackupWordsNeeded => "backup_words_needed",
            Self::Words(_) => "words_malformed",
            Self::PreviewUnknown => "preview_unknown",
            Self::ImportUnknown => "import_unknown",
            Self::NoteTooLong => "note_too_long",
            Self::NotLinked => "device_unknown",
            Self::NoCodes => "no_codes",
            Self::NoBackupCodes => "no_backup_codes",
            Self::QuestionUnknown => "question_unknown",
            Self::NumberMalformed => "number_malformed",
            Self::ScanFirst => "scan_first",
            Self::OfflineNotBelieved => "offline_not_believed",
            Self::NoOfflineKey => "no_offline_key",
            Self::OnlyNo => "only_no",
            Self::ServerWentBack => "server_went_back",
            Self::NoticeUnknown | Self::System(_) => "internal",
            Self::HostsDisagree => "hosts_disagree",
            Self::Locked => "locked",
            Self::VaultState(_) => "vault_state",
            Self::PassphraseWeak => "passphrase_weak",
            Self::PinMalformed => "pin_malformed",
            Self::PinWrong(_) => "pin_wrong",
            Self::PinPause(_) => "pin_pause",
            Self::RecoveryKeyWrong => "recovery_words_wrong",
            Self::PersonUnverified => "person_unverified",
            Self::PersonUnverifiable => "person_unverifiable",
            Self::NothingAsks => "nothing_asks",
            Self::Backup(error) => save_code(error),
            Self::BackupOpen(error) => open_code(error),
            Self::NoBackupFolder => "backup_folder_missing",
            Self::SheetNotAsked => "sheet_not_asked",
            Self::NoMove => "move_unknown",
            Self::NotThisCode => "move_other_code",
            Self::NotThisFile => "move_other_file",
            Self::Vault(error) => vault_code(error),
            Self::Biometrics(error) => biometrics_code(error),
            Self::KeyStore(KeyStoreError::Locked(_)) => "key_store_locked",
            Self::KeyStore(_) => "key_store_unavailable",
        }
    }

    /// What belongs to the code.
    pub fn details(&self) -> ErrorDetails {
        match self {
            Self::Server { origin, source } => ErrorDetails {
                origin: Some(origin.clone()),
                retry_after: source.retry_after(),
                ..Default::default()
            },
            Self::AlreadyLinked(account) => ErrorDetails { account: Some(*account), ..Default::default() },
            Self::Import(ImportError::CostsMuch(cost)) => {
                ErrorDetails { cost: Some(*cost), ..Default::default() }
            }
            Self::Import(ImportError::Damaged(place)) => {
                ErrorDetails { place: Some(place.clone()), ..Default::default() }
            }
            Self::PinWrong(pause) | Self::PinPause(pause) => ErrorDetails {
                retry_after: Some(*pause).filter(|pause| !pause.is_zero()),
                ..Default::default()
            },
            _ => ErrorDetails::default(),
        }
    }

    /// What this server said, or what came instead.
    pub(crate) fn server(origin: &Origin) -> impl FnOnce(ApiError) -> Self + use<> {
        let origin = origin.clone();
        move |source| Self::Server { origin, source: Box::new(source) }
    }
}

impl From<VaultError> for Error {
    fn from(error: VaultError) -> Self {
        match error {
            VaultError::NoSuchAccount => Self::AccountUnknown,
            VaultError::NoSuchImport => Self::ImportUnknown,
            other => Self::Vault(other),
        }
    }
}

impl From<AnotherCode> for Error {
    fn from(_: AnotherCode) -> Self {
        Self::NotThisCode
    }
}

impl From<PartError> for Error {
    fn from(_: PartError) -> Self {
        Self::NotThisCode
    }
}

impl From<InvalidId> for Error {
    fn from(_: InvalidId) -> Self {
        Self::AccountUnknown
    }
}

fn enrollment_code(error: &EnrollmentError) -> &'static str {
    match error {
        EnrollmentError::Foreign(foreign) => match foreign {
            Foreign::Wifi => "qr_wifi",
            Foreign::WebAddress => "qr_web_address",
            Foreign::Duo
            | Foreign::Microsoft
            | Foreign::Okta
            | Foreign::OtherApprovals
            | Foreign::OtherApp
            | Foreign::Passkey => "qr_other_app",
            Foreign::Contact | Foreign::Message | Foreign::Payment => "qr_unknown",
        },
        EnrollmentError::Empty
        | EnrollmentError::TooLong
        | EnrollmentError::NotRecognized
        | EnrollmentError::NotForLinking(_) => "qr_unknown",
        EnrollmentError::UnknownKind | EnrollmentError::Parameter(_) => "setup_unsupported",
        EnrollmentError::Several => "several_accounts",
        EnrollmentError::PinNeeded => "pin_needed",
        EnrollmentError::UpdateApp => "update_app",
        EnrollmentError::DamagedLink | EnrollmentError::TwoServers => "link_malformed",
        EnrollmentError::DamagedUri | EnrollmentError::NoSecret => "setup_malformed",
        EnrollmentError::Secret(_) | EnrollmentError::Pin(_) | EnrollmentError::Yandex(_) => {
            "secret_malformed"
        }
        EnrollmentError::ServerAddress => "address_malformed",
        EnrollmentError::UserName => "name_invalid",
        EnrollmentError::SetupCode => "setup_code_malformed",
    }
}

fn biometrics_code(error: &BiometricsError) -> &'static str {
    match error {
        BiometricsError::Absent | BiometricsError::Other(_) => "biometrics_unavailable",
        BiometricsError::Canceled => "biometrics_canceled",
        BiometricsError::Refused => "biometrics_refused",
        BiometricsError::Changed => "biometrics_changed",
    }
}

fn import_code(error: &ImportError) -> &'static str {
    match error {
        ImportError::NotRecognized => "file_unknown",
        ImportError::ColumnsUnknown => "file_columns_unknown",
        ImportError::PasswordNeeded => "file_password_needed",
        ImportError::WrongPassword => "file_password_wrong",
        ImportError::WrongPasswordOrDamaged => "file_password_wrong_or_damaged",
        ImportError::Damaged(_) => "file_damaged",
        ImportError::TooLarge(_) => "file_too_large",
        ImportError::CostsMuch(_) => "file_costs_much",
        ImportError::UnknownVersion(_) => "file_newer",
        ImportError::UnknownEncryption => "file_encryption_unknown",
        ImportError::BoundToAccount => "file_bound_to_account",
        ImportError::NeedsNeighbor => "file_alone",
    }
}

fn server_code(error: &ApiError) -> &'static str {
    match error {
        ApiError::PlainHttp => "address_not_https",
        ApiError::SetUp(_) | ApiError::CannotSign(_) => "internal",
        ApiError::Unreachable(_) => "server_unreachable",
        ApiError::Certificate(_) => "certificate_invalid",
        ApiError::NotCountersign { .. } | ApiError::Message(_) | ApiError::Instance(PinError::Jws(_)) => {
            "server_not_countersign"
        }
        ApiError::Failed { .. } => "server_unavailable",
        ApiError::Revoked(_) => "device_removed",
        ApiError::UnknownKey
        | ApiError::Instance(PinError::Stranger | PinError::OtherServer | PinError::Moved(_)) => {
            "server_changed"
        }
        ApiError::Instance(PinError::UpdateApp) => "update_app",
        ApiError::Problem { problem, .. } => problem.known().map_or("server_refused", problem_code),
    }
}

fn problem_code(problem: ProblemKind) -> &'static str {
    match problem {
        ProblemKind::UpdateApp => "update_app",
        ProblemKind::KeyUnknown | ProblemKind::DeviceUnknown => "device_unknown",
        ProblemKind::CodeInvalid => "code_invalid",
        ProblemKind::NotConfirmed => "not_confirmed",
        ProblemKind::KeyNotAllowed => "key_not_allowed",
        ProblemKind::TooNew => "device_too_new",
        ProblemKind::Suspended => "device_suspended",
        ProblemKind::Frozen => "account_frozen",
        ProblemKind::CodeUsed => "code_used",
        ProblemKind::ChallengeEnded => "question_ended",
        ProblemKind::LastMethod => "last_method",
        ProblemKind::TooManyDevices => "too_many_devices",
        ProblemKind::SlowDown => "slow_down",
        ProblemKind::Unavailable => "server_unavailable",
        ProblemKind::NotFound => "question_unknown",
        ProblemKind::Malformed
        | ProblemKind::JwsInvalid
        | ProblemKind::NonceStale
        | ProblemKind::ProofInvalid
        | ProblemKind::ProofReplayed
        | ProblemKind::WrongNumber
        | ProblemKind::TooLarge
        | ProblemKind::MediaType => "server_refused",
    }
}

fn save_code(error: &SaveError) -> &'static str {
    match error {
        SaveError::NoFolder => "folder_gone",
        SaveError::DiskFull => "disk_full",
        SaveError::ReadOnly(_) => "folder_read_only",
        SaveError::AlreadyThere => "file_exists",
        SaveError::Io(_) => "file_not_written",
        SaveError::Different => "file_not_proven",
        SaveError::Unreadable(error) => open_code(error),
    }
}

fn open_code(error: &OpenError) -> &'static str {
    match error {
        OpenError::NotAge | OpenError::Content(ReadError::NotABackup) => "file_unknown",
        OpenError::NewerAge | OpenError::Content(ReadError::Newer { .. }) => "file_newer",
        OpenError::WrongKind { wanted: KeyKind::Passphrase, .. } => "file_password_needed",
        OpenError::WrongKind { wanted: KeyKind::Identity, .. } => "backup_words_needed",
        OpenError::WrongKey { .. } => "file_password_wrong",
        OpenError::MuchWork { .. } => "file_costs_much",
        OpenError::TooLarge { .. } | OpenError::Content(ReadError::TooMany { .. }) => "file_too_large",
        OpenError::Damaged | OpenError::Content(ReadError::Shape { .. }) => "file_damaged",
    }
}

fn vault_code(error: &VaultError) -> &'static str {
    match error {
        VaultError::WrongKey => "passphrase_wrong",
        VaultError::InUse | VaultError::Busy => "vault_busy",
        VaultError::InUseOnNetwork => "vault_on_network",
        VaultError::Damaged(_) => "vault_damaged",
        VaultError::DiskFull => "disk_full",
        VaultError::NoSuchAccount => "account_unknown",
        VaultError::NoSuchImport => "import_unknown",
        VaultError::Missing
        | VaultError::AlreadyThere
        | VaultError::Newer { .. }
        | VaultError::NoSuchSlot
        | VaultError::LastSlot => "vault_state",
        VaultError::ReadOnly(_) => "vault_read_only",
        VaultError::TooLarge => "content_too_large",
        VaultError::Io(_) | VaultError::Database(_) => "internal",
    }
}
