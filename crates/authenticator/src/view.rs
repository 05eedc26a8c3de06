//! What screens show: plain values that hold no secret but those one screen must show.

mod account;
mod backups;
mod clock;
mod damage;
mod getting_back_in;
mod history;
mod icons;
mod importing;
mod linking;
mod notice;
mod question;
mod state;
mod waking;

pub use account::{
    AccountDetails, AccountKind, AccountView, Approvals, CodeChoice, CodeView, CodesView, Copied,
    CounterCodeView, DeviceView, ManagedPage, RemoveOutcome, TrashedView,
};
pub use backups::{
    AccountLoss, BackupAnswer, BackupFile, BackupFolder, BackupKey, BackupQuestion, BackupTrouble,
    BackupsView, CheckedFile, ExportForm, ExportLosses, ExportedFile, HandBackup, LastBackup, MoveArrival,
    MoveCode, MoveGreeting, MoveParts,
};
pub use clock::ClockCorrection;
pub use damage::{DamageView, OpenBy, ReadableAccount, SavedFromDamage};
pub use getting_back_in::{GetBackInFacts, GetBackInView, SheetCheck, SheetView, WayAnswer};
pub use history::{HistoryEnd, HistoryView};
pub use icons::{IconChoice, IconPackAdded, IconPackView, PackIconView, PackMatch};
pub use importing::{
    EntryCodes, EntryIcon, EntryStanding, EntryView, ImportChoice, ImportDone, ImportPreview, ImportSource,
    ImportView, NotComing, PreviewId, SkippedPlace, SkippedView,
};
pub use linking::{Found, LinkFollowed, LinkWay, PendingId, PendingStatus, PendingView};
pub use notice::{NoticeId, NoticeKind, NoticeView};
pub use question::{
    AnswerOutcome, AnswerView, Answerable, EndedAs, EndedView, QuestionMode, QuestionView, Sending,
};
pub use state::{AutoLock, PersonCheck, Phase, Recovered, State};
pub use waking::{PushDistributor, WakingView};
