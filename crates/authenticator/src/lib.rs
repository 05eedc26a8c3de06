//! The use cases of the app: open the vault, link, show codes, approve, remove.
//!
//! [`Authenticator`] is the one facade; each file adds the use cases of one subject to it. What a shell gives it
//! (time, a browser, ears for what happened) are the traits of [`ports`](Ports). It knows no windows, no words and
//! no operating system: a shell words what [`Error::code`] says, shows what the views hold, and puts questions into
//! the system's notifications whenever [`Event::QuestionsChanged`] tells it to look.

mod accounts;
mod answering;
mod arranging;
mod authenticator;
mod backing_up;
mod backoff;
mod backup_codes;
mod backup_identity;
mod between_shells;
mod biometrics;
mod clock_check;
mod code_at;
mod codes;
mod details;
mod error;
mod exporting;
mod freezing;
mod getting_back_in;
mod guarded;
mod history;
mod icon_packs;
mod icons;
mod importing;
mod key_store_entries;
mod linking;
mod listening;
mod locking;
mod moving;
mod notices;
mod opening;
mod person;
mod picture;
mod pin_tries;
mod ports;
mod questions;
mod recovery_sheet;
mod releases;
mod removing;
mod renewing;
mod servers;
mod settings;
mod steps;
mod telling;
mod trash;
mod view;
mod waking;
mod watching;
mod ways_in;
mod witness;

pub use authenticator::Authenticator;
pub use clock_check::clock_hosts;
pub use error::{Error, ErrorDetails};
pub use importing::ImportRequest;
pub use moving::MoveSource;
pub use picture::Picture;
pub use ports::{Clock, Event, Listener, Opener, Ports, Wakener, WillNotOpen};
pub use settings::{CallbackWay, Settings, Stay};
pub use view::{
    AccountDetails, AccountKind, AccountLoss, AccountView, AnswerOutcome, AnswerView, Answerable, Approvals,
    AutoLock, BackupAnswer, BackupFile, BackupFolder, BackupKey, BackupQuestion, BackupTrouble, BackupsView,
    CheckedFile, ClockCorrection, CodeChoice, CodeView, CodesView, Copied, CounterCodeView, DamageView,
    DeviceView, EndedAs, EndedView, EntryCodes, EntryIcon, EntryStanding, EntryView, ExportForm,
    ExportLosses, ExportedFile, Found, GetBackInFacts, GetBackInView, HandBackup, HistoryEnd, HistoryView,
    IconChoice, IconPackAdded, IconPackView, ImportChoice, ImportDone, ImportPreview, ImportSource,
    ImportView, LastBackup, LinkFollowed, LinkWay, ManagedPage, MoveArrival, MoveCode, MoveGreeting,
    MoveParts, NotComing, NoticeId, NoticeKind, NoticeView, OpenBy, PackIconView, PackMatch, PendingId,
    PendingStatus, PendingView, PersonCheck, Phase, PreviewId, PushDistributor, QuestionMode, QuestionView,
    ReadableAccount, Recovered, RemoveOutcome, SavedFromDamage, Sending, SheetCheck, SheetView, SkippedPlace,
    SkippedView, State, TrashedView, WakingView, WayAnswer,
};
pub use waking::Looked;

pub use countersign_api_client::{NotAReleasePage, PlainHttp, ReleasePage};
pub use countersign_backup::export::{AccountQr, Format as ExportFormat, Loss, MigrationPage};
pub use countersign_backup::recovery::{Asked, Part as SheetPart};
pub use countersign_backup::ways_back::{CheckedBackup, Disaster, Place, Step};
pub use countersign_backup::{
    Disk, Document, Documents, Existing, Files, KeyKind, PhoneFiles, WorkFactor, put,
};
pub use countersign_backup::{NotWords, PaperLanguage, Reading as BackupReading};
pub use countersign_enrollment::SetupKeyOptions;
pub use countersign_enrollment::import::{Column, ColumnRole, KdfCost, TableLook, TableMapping};
pub use countersign_keystore::BiometricKind;
pub use countersign_otp::{Algorithm, Digits, Kind, Period, UnixTime};
pub use countersign_protocol::message::{AccountState, Decision, Reason, Revocation, Verification};
pub use countersign_protocol::push::{PushSubscription, VapidKey};
pub use countersign_protocol::{ChallengeId, Origin};
pub use countersign_vault::{AccountId, FormerLink, Icon, ImportId, PassphraseCost};
