//! A challenge as the person meets it, and what became of the answer.

use std::time::Duration;

use countersign_otp::UnixTime;
use countersign_protocol::message::{Reason, Verification};
use countersign_protocol::{ChallengeId, Origin};
use countersign_vault::AccountId;

/// What the question asks of the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QuestionMode {
    /// NO or YES.
    Tap,
    /// YES and the number that the page shows.
    Number {
        /// How many digits it has.
        digits: u8,
    },
    /// Scan the code on the page, then YES.
    Scan {
        /// Whether it was scanned.
        scanned: bool,
    },
    /// Scan the code on the page, then YES gives eight digits for the page: no network is needed.
    Offline {
        /// Whether it was scanned.
        scanned: bool,
    },
    /// Something that this version cannot do: only NO.
    Unknown,
}

/// Which answers are open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answerable {
    /// NO and YES.
    YesNo,
    /// Only NO: this version cannot show all that the question says.
    NoOnly,
    /// Only NO until the person has decided: the server's past is in doubt.
    Doubted,
}

/// Whether an answer is on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sending {
    /// Nothing is sent.
    Idle,
    /// The answer is being sent.
    Now,
    /// There is no network; the same answer is sent until the question expires.
    WaitingForNetwork,
}

/// How a question ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EndedAs {
    /// Some device said YES.
    Approved,
    /// Some device said NO.
    Declined,
    /// The page gave up, or a change took it back.
    Cancelled,
    /// Its time was over.
    Expired,
    /// Too many wrong numbers.
    Failed,
}

/// How a question ended, and by whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndedView {
    /// How.
    pub how: EndedAs,
    /// The device that decided.
    pub by: Option<String>,
    /// When, by the server's clock.
    pub at: Option<UnixTime>,
}

/// One question. What is shown is what is signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuestionView {
    /// The account that is asked.
    pub account: AccountId,
    /// The challenge.
    pub cid: ChallengeId,
    /// The service's name.
    pub service: String,
    /// The user's name.
    pub user: String,
    /// The server.
    pub origin: Origin,
    /// What is signed in to.
    pub application: String,
    /// The host of the page.
    pub page: Option<String>,
    /// The browser.
    pub browser: String,
    /// Its system.
    pub system: String,
    /// Its address.
    pub ip: String,
    /// Where that is.
    pub place: Option<String>,
    /// Where it usually is.
    pub usual_place: Option<String>,
    /// Whether the person trusts this browser.
    pub browser_known: bool,
    /// When the browser was used last.
    pub browser_last_at: Option<UnixTime>,
    /// The facts that are not as usual, by the names of the challenge's members.
    pub unusual: Vec<String>,
    /// When the sign-in began, by the server's clock.
    pub started_at: UnixTime,
    /// How long ago that was; `None` for a question that no server has brought here, whose age nobody can know.
    pub started_ago: Option<Duration>,
    /// What an approval is for.
    pub reason: Reason,
    /// What is asked of the person.
    pub mode: QuestionMode,
    /// How long the question still lives; at most so long where its age is not known.
    pub left: Duration,
    /// How long it lives in all.
    pub lifetime: Duration,
    /// Which answers are open.
    pub answerable: Answerable,
    /// How the device makes sure of the person.
    pub uv: Verification,
    /// Whether an answer is on its way.
    pub sending: Sending,
    /// How it ended; it stays in the list until it is dismissed.
    pub ended: Option<EndedView>,
}

/// What the server made of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnswerOutcome {
    /// YES counts.
    Approved,
    /// NO counts.
    Declined,
    /// The number is another one.
    WrongNumber,
    /// The question had ended before.
    Ended,
}

/// What became of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerView {
    /// What the server made of it.
    pub outcome: AnswerOutcome,
    /// With a wrong number: how many may still be tried.
    pub tries_left: Option<u32>,
    /// How the question had ended.
    pub ended: Option<EndedView>,
}
