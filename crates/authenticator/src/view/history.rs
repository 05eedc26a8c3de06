//! Questions of the past, as they were shown.

use countersign_otp::UnixTime;
use countersign_protocol::message::Reason;
use countersign_protocol::{ChallengeId, Origin};
use countersign_vault::AccountId;

use super::QuestionMode;

/// How a question of the past ended, seen from this device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HistoryEnd {
    /// It still waits.
    Open,
    /// YES was said here.
    Yes,
    /// NO was said here.
    No,
    /// YES was said here without network; whether its digits were typed is not known.
    Digits,
    /// Another device said YES.
    YesElsewhere,
    /// Another device said NO.
    NoElsewhere,
    /// The page gave up, or a change took it back.
    Cancelled,
    /// Its time was over.
    Expired,
    /// Too many wrong numbers.
    Failed,
    /// Nobody has told this device.
    Unknown,
}

/// One question of the past. There is no number, scanned secret or code in it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each says one thing about the question")]
pub struct HistoryView {
    /// The account that was asked; it may be gone.
    pub account: AccountId,
    /// The challenge.
    pub cid: ChallengeId,
    /// The service's name.
    pub service: String,
    /// The user's name.
    pub user: String,
    /// The server.
    pub origin: Origin,
    /// What was signed in to.
    pub application: String,
    /// The host of the page.
    pub page: Option<String>,
    /// The browser.
    pub browser: String,
    /// Its system.
    pub system: String,
    /// Its address.
    pub ip: String,
    /// Where that was.
    pub place: Option<String>,
    /// Where it usually was.
    pub usual_place: Option<String>,
    /// Whether the person trusted this browser.
    pub browser_known: bool,
    /// When the browser had been used last.
    pub browser_last_at: Option<UnixTime>,
    /// The facts that were not as usual, by the names of the challenge's members.
    pub unusual: Vec<String>,
    /// When the sign-in began, by the server's clock.
    pub started_at: UnixTime,
    /// When this device heard of it, by its own clock.
    pub asked_at: UnixTime,
    /// What an approval was for.
    pub reason: Reason,
    /// What was asked of the person.
    pub mode: QuestionMode,
    /// Whether only NO could be said, because this version could not show it whole.
    pub only_no: bool,
    /// How it ended.
    pub end: HistoryEnd,
    /// The device that decided.
    pub by: Option<String>,
    /// When it ended.
    pub ended_at: Option<UnixTime>,
    /// Whether *It wasn't me* was said.
    pub is_reported: bool,
    /// Whether it can still be said.
    pub may_report: bool,
}
