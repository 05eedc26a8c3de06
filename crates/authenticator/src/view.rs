//! What screens show: plain values that hold no secret but those one screen must show.

mod account;
mod clock;
mod importing;
mod linking;
mod notice;
mod question;
mod state;

pub use account::{
    AccountDetails, AccountKind, AccountView, Approvals, CodeChoice, CodeView, CodesView, Copied,
    CounterCodeView, DeviceView, ManagedPage, RemoveOutcome, TrashedView,
};
pub use clock::ClockCorrection;
pub use importing::{
    EntryCodes, EntryIcon, EntryStanding, EntryView, ImportChoice, ImportDone, ImportPreview, ImportSource,
    ImportView, NotComing, PreviewId, SkippedPlace, SkippedView,
};
pub use linking::{LinkFollowed, LinkWay, PendingId, PendingStatus, PendingView};
pub use notice::{NoticeId, NoticeKind, NoticeView};
pub use question::{
    AnswerOutcome, AnswerView, Answerable, EndedAs, EndedView, QuestionMode, QuestionView, Sending,
};
pub use state::{AutoLock, PersonCheck, Phase, Recovered, State};
