//! A challenge as the person meets it, and what became of the answer.

use serde::{Deserialize, Serialize};
use specta::Type;

/// What the question asks of the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum QuestionMode {
    /// NO or YES.
    Tap,
    /// YES and the number of the page.
    Number,
    /// Scan the page, then YES.
    Scan,
    /// Scan the page, then YES gives digits for it, without network.
    Offline,
    /// A mode that this version does not know.
    Unknown,
}

/// What the approval is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum QuestionReason {
    /// A sign-in.
    SignIn,
    /// Administrator pages.
    StepUp,
    /// A new method.
    AddMethod,
    /// A method less.
    RemoveMethod,
    /// New backup codes.
    NewCodes,
    /// A new password.
    ChangePassword,
    /// A new address.
    ChangeAddress,
    /// Another policy.
    ChangePolicy,
    /// The end of two-step verification.
    SwitchOff,
    /// A test.
    Test,
    /// A reason that this version does not know.
    Unknown,
}

/// Which answers are open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Answerable {
    /// NO and YES.
    YesNo,
    /// Only NO: this version cannot show all that the question says.
    NoOnly,
    /// Only NO until the person has decided: the server's past is in doubt.
    Doubted,
}

/// How the device makes sure of the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum UserVerification {
    /// Not at all.
    None,
    /// By a PIN or passphrase.
    Pin,
    /// By the device's own means.
    Biometric,
}

/// Whether an answer is on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SendingState {
    /// Nothing is sent.
    Idle,
    /// The answer is being sent.
    Sending,
    /// There is no network; it is tried until the question expires.
    WaitingForNetwork,
}

/// One question that waits for an answer.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct QuestionView {
    /// The account that is asked.
    pub(crate) account_id: String,
    /// The challenge.
    pub(crate) cid: String,
    /// The service's name.
    pub(crate) service: String,
    /// The user's name.
    pub(crate) user: String,
    /// The server's origin.
    pub(crate) origin: String,
    /// What is signed in to.
    pub(crate) application: String,
    /// The host of the page.
    pub(crate) page: Option<String>,
    /// The browser.
    pub(crate) browser: String,
    /// Its system.
    pub(crate) system: String,
    /// Its address.
    pub(crate) ip: String,
    /// Where that address is.
    pub(crate) place: Option<String>,
    /// Where it usually is.
    pub(crate) usual_place: Option<String>,
    /// Whether the account has used this browser before.
    pub(crate) browser_known: bool,
    /// When it last did, in seconds since 1970.
    pub(crate) browser_last_at: Option<i64>,
    /// The facts that are not like usual, by the names of the challenge's members.
    pub(crate) unusual: Vec<String>,
    /// When the sign-in began, by the server's clock, in seconds since 1970.
    pub(crate) started_at: i64,
    /// How long ago that was; nothing where nobody can know, because no server has brought the question.
    pub(crate) started_ago_seconds: Option<u32>,
    /// What the approval is for.
    pub(crate) reason: QuestionReason,
    /// What is asked of the person.
    pub(crate) mode: QuestionMode,
    /// Whether the page's code was scanned, with modes `scan` and `offline`.
    pub(crate) scanned: bool,
    /// How many digits the number has.
    pub(crate) digits: Option<u8>,
    /// How long the question still lives.
    pub(crate) left_ms: u32,
    /// How long it lives in all.
    pub(crate) lifetime_ms: u32,
    /// Which answers are open.
    pub(crate) answerable: Answerable,
    /// How the device makes sure of the person.
    pub(crate) uv: UserVerification,
    /// Whether an answer is on its way.
    pub(crate) sending: SendingState,
    /// How it ended; it stays in the list until it is dismissed.
    pub(crate) ended: Option<EndedView>,
}

/// How a question ended, and by whom.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct EndedView {
    /// How.
    pub(crate) how: EndedAs,
    /// The device that decided.
    pub(crate) by: Option<String>,
    /// When, in seconds since 1970.
    pub(crate) at: Option<i64>,
}

/// The person's decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Decision {
    /// YES.
    Approve,
    /// NO.
    Decline,
}

/// What the server made of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum AnswerOutcome {
    /// YES counts.
    Approved,
    /// NO counts.
    Declined,
    /// The number is another one.
    WrongNumber,
    /// The question had ended before.
    Ended,
}

/// How a question ended without this answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum EndedAs {
    /// Another device said YES.
    Approved,
    /// Another device said NO.
    Declined,
    /// The page gave up.
    Cancelled,
    /// Its time was over.
    Expired,
    /// Too many wrong numbers.
    Failed,
}

/// What became of an answer.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AnswerView {
    /// What the server made of it.
    pub(crate) outcome: AnswerOutcome,
    /// How many numbers may still be tried.
    pub(crate) tries_left: Option<u32>,
    /// How the question had ended.
    pub(crate) ended_as: Option<EndedAs>,
    /// The device that ended it.
    pub(crate) by: Option<String>,
    /// When that was, in seconds since 1970.
    pub(crate) at: Option<i64>,
}
