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
mod backoff;
mod backup_codes;
mod backup_identity;
mod clock_check;
mod code_at;
mod codes;
mod details;
mod error;
mod guarded;
mod importing;
mod key_store_entries;
mod linking;
mod listening;
mod locking;
mod notices;
mod opening;
mod person;
mod pin_tries;
mod ports;
mod questions;
mod removing;
mod servers;
mod settings;
mod trash;
mod view;
mod watching;
mod ways_in;

pub use authenticator::Authenticator;
pub use clock_check::clock_hosts;
pub use error::{Error, ErrorDetails};
pub use importing::ImportRequest;
pub use ports::{Clock, Event, Listener, Opener, Ports, WillNotOpen};
pub use settings::{CallbackWay, Settings, Stay};
pub use view::{
    AccountDetails, AccountKind, AccountView, AnswerOutcome, AnswerView, Answerable, Approvals, AutoLock,
    ClockCorrection, CodeChoice, CodeView, CodesView, Copied, CounterCodeView, DeviceView, EndedAs,
    EndedView, EntryCodes, EntryIcon, EntryStanding, EntryView, ImportChoice, ImportDone, ImportPreview,
    ImportSource, ImportView, LinkFollowed, LinkWay, ManagedPage, NotComing, NoticeId, NoticeKind,
    NoticeView, PendingId, PendingStatus, PendingView, PersonCheck, Phase, PreviewId, QuestionMode,
    QuestionView, Recovered, RemoveOutcome, Sending, SkippedPlace, SkippedView, State, TrashedView,
};

pub use countersign_api_client::PlainHttp;
pub use countersign_backup::{NotWords, Reading as BackupReading};
pub use countersign_enrollment::SetupKeyOptions;
pub use countersign_enrollment::import::{KdfCost, TableMapping};
pub use countersign_otp::{Algorithm, Digits, Kind, Period, UnixTime};
pub use countersign_protocol::message::{AccountState, Decision, Reason, Revocation, Verification};
pub use countersign_protocol::{ChallengeId, Origin};
pub use countersign_vault::{AccountId, FormerLink, Icon, ImportId, PassphraseCost};
