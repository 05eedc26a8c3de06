//! What crosses the border to the window: plain data, made for one screen each. No secret crosses outward
//! except what that screen must show: a code, backup codes, the digits of a confirmation.

mod accounts;
mod error;
mod linking;
mod notices;
mod questions;
mod state;

pub use accounts::{
    AccountDetails, AccountKind, AccountView, Approvals, ClipboardNote, CodeChoice, CodeView, DeviceState,
    DeviceView, ManagedPage, RemoveOutcome,
};
pub use error::{CommandError, ErrorCode, ErrorDetails};
pub use linking::{HashAlgorithm, LinkWay, PendingStatus, PendingView, SavedFile, SetupKeyOptions};
pub use notices::{NoticeKind, NoticeView};
pub use questions::{
    AnswerOutcome, AnswerView, Answerable, Decision, EndedAs, EndedView, QuestionMode, QuestionReason,
    QuestionView, SendingState, UserVerification,
};
pub use state::{AppState, DevelopmentView, Phase, Platform};
