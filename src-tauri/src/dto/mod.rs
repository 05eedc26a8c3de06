//! What crosses the border to the window: plain data, made for one screen each. No secret crosses outward
//! except what that screen must show: a code, backup codes, the digits of a confirmation.

mod accounts;
mod backups;
mod clock;
mod computer;
mod damage;
mod error;
mod history;
mod icons;
mod importing;
mod linking;
mod moving;
mod notices;
mod questions;
mod security;
mod state;
mod waking;
mod ways_back;

pub(crate) use accounts::{
    AccountDetails, AccountKind, AccountView, Approvals, ClipboardNote, CodeChoice, CodeKind, CodeView,
    CodesView, CounterCodeView, DeviceState, DeviceView, FormerLink, ManagedPage, RemoveOutcome,
};
pub(crate) use backups::{
    AccountLoss, BackupAnswer, BackupFolder, BackupQuestion, BackupTrouble, BackupsView, ExportCode,
    ExportFormat, ExportLosses, HandBackup, LastBackup, LeftFile, Loss,
};
pub(crate) use clock::ClockView;
#[cfg(desktop)]
pub(crate) use computer::ReleasesView;
#[cfg(desktop)]
pub(crate) use computer::ShortcutState;
pub(crate) use computer::{ComputerChange, ComputerView, NotificationState};
pub(crate) use damage::{DamageKey, DamageView, ReadableAccount, SavedFromDamage};
pub(crate) use error::{CommandError, ErrorCode, ErrorDetails};
pub(crate) use history::{HistoryEnd, HistoryView};
pub(crate) use icons::{IconChoice, IconPackAdded, IconPackView, PackIconView, PackMatch};
pub(crate) use importing::{
    ColumnRole, ColumnView, EntryStanding, EntryView, ImportChoice, ImportDone, ImportKind, ImportPreview,
    ImportView, SkipCode, SkippedView, TableColumns, TableView, TrashedView,
};
pub(crate) use linking::{
    FoundView, HashAlgorithm, LinkWay, PendingStatus, PendingView, SavedFile, SetupKeyOptions,
};
pub(crate) use moving::{MoveArrival, MoveCode, MoveGiven, MoveGreeting, MoveParts};
pub(crate) use notices::{NoticeKind, NoticeView};
pub(crate) use questions::{
    AnswerOutcome, AnswerView, Answerable, Decision, EndedAs, EndedView, QuestionMode, QuestionReason,
    QuestionView, SendingState, UserVerification,
};
pub(crate) use security::{AutoLock, BiometricKind, PersonCheck, PersonCheckView, Recovered};
pub(crate) use state::{AppState, DevelopmentView, FirstLook, Phase, Platform};
pub(crate) use waking::{MessageCarrier, WakingView};
pub(crate) use ways_back::{
    AskedWord, Disaster, GetBackInView, NewestBackup, SheetPart, SheetView, WayAnswer, WayStep,
};
