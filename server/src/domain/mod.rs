//! What the server's words mean, and its rules, without I/O.

mod account;
mod administration;
mod attempt;
mod browser;
mod challenge;
mod enrolling;
mod journal;
mod lane;
mod ledger;
mod mail;
mod method;
mod name;
mod notice;
mod password;
mod policy;
mod probation;
mod proof;
mod question;
mod session;
mod suspended;
mod take_back;
mod trust;
mod waits;

pub use account::{AccountView, Invitation};
pub use administration::{
    Act, ActKind, InvitedBy, MailHealth, People, PersonLine, Reset, may_confirm, without_addresses,
};
pub use attempt::{AttemptState, AttemptView};
pub use browser::{BrowserMark, Prefix, TrustedBrowser};
pub use challenge::{Asker, ChallengeView, ModeFacts, Way, choose_mode};
pub use countersign_protocol::message::Reason;
pub use countersign_protocol::{AccountId, ChallengeId, ChallengeState, DeviceId};
pub use enrolling::{CodeSays, Enrolling, Stage};
pub use journal::JournalKind;
pub use lane::Lane;
pub use ledger::{Charge, Guesses};
pub use mail::{MailAddress, MailKind, NotAnAddress, next_try};
pub use method::{
    AuthenticatorView, BackupCodesView, DeviceRecord, DeviceView, EnrollmentState, EnrollmentView, Methods,
    PasskeyView,
};
pub use name::{AccountName, NotAName};
pub use notice::{Notice, NoticeKind};
pub use password::{Password, PasswordRefused};
pub use policy::{Policies, Policy};
pub use probation::{Joined, takes_away};
pub use proof::{reason_from_name, reason_name};
pub use question::{Again, Question, Said, Turn, Verdict, Wants, again, turn};
pub use session::{Hashed, Session, SessionView};
pub use suspended::{LeftSessions, MethodKind, SuspendedMethod};
pub use take_back::{Removal, TakeBack};
pub use trust::{Shown, TrustSays};
pub use waits::{Factor, closed_after, password_pause_after, pause_after};

/// How long things last, in seconds.
pub mod lifetimes {
    /// A session that is not used.
    pub const SESSION_IDLE: u64 = 24 * 3600;
    /// A session, used or not.
    pub const SESSION: u64 = 30 * 86400;
    /// A sign-in on its way.
    pub const ATTEMPT: u64 = 900;
    /// An enrollment, from QR code to the six digits.
    pub const ENROLLMENT: u64 = 300;
    /// An unconfirmed device, from its claim.
    pub const UNCONFIRMED: u64 = 300;
    /// The code of the consent page.
    pub const AUTHORIZATION: u64 = 300;
    /// How long a device may fetch its secrets, and the page may show backup codes again.
    pub const SECRETS: u64 = 600;
    /// A trusted browser.
    pub const TRUST: u64 = 30 * 86400;
    /// How long an approval waits for its page.
    pub const APPROVAL: u64 = 300;
    /// What a browser is asked about a passkey.
    pub const CEREMONY: u64 = 300;
    /// A setup link.
    pub const SETUP_LINK: u64 = 1800;
    /// An invitation.
    pub const INVITATION: u64 = 7 * 86400;
    /// A proof for a change.
    pub const PROOF: u64 = 300;
    /// A proof that opens the administrators' pages, for its session alone.
    pub const STEP_UP: u64 = 900;
    /// A reset by one administrator, until it happens.
    pub const RESET: u64 = 24 * 3600;
    /// A link for somebody whose second steps were reset.
    pub const RECOVERY_LINK: u64 = 7 * 86400;
    /// How long the password counts as just given, for adding a method.
    pub const FRESH: u64 = 300;
    /// A request id that must not come again.
    pub const REQUEST_ID: u64 = 600;
    /// How long a new device may not remove others.
    pub const PROBATION: u64 = 72 * 3600;
    /// Before its owner is told again of a copy of a device.
    pub const COPY_TOLD: u64 = 86400;
    /// How long a copy of a device is shown beside it.
    pub const COPY_SHOWN: u64 = 30 * 86400;
    /// A suspended device; then it is removed.
    pub const SUSPENSION: u64 = 7 * 86400;
    /// A removed device hears that it was removed.
    pub const TOMBSTONE: u64 = 365 * 86400;
}
