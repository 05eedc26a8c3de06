//! Questions of the past, as they were shown.

use serde::Serialize;
use specta::Type;

use super::{QuestionMode, QuestionReason};

/// How a question of the past ended, seen from this device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum HistoryEnd {
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
    /// The page gave up.
    Cancelled,
    /// Its time was over.
    Expired,
    /// Too many wrong numbers.
    Failed,
    /// Nobody has told this device.
    Unknown,
}

/// One question of the past.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct HistoryView {
    /// The account that was asked; it may be gone.
    pub(crate) account_id: String,
    /// The challenge.
    pub(crate) cid: String,
    /// The service's name.
    pub(crate) service: String,
    /// The user's name.
    pub(crate) user: String,
    /// The server's origin.
    pub(crate) origin: String,
    /// What was signed in to.
    pub(crate) application: String,
    /// The host of the page.
    pub(crate) page: Option<String>,
    /// The browser.
    pub(crate) browser: String,
    /// Its system.
    pub(crate) system: String,
    /// Its address.
    pub(crate) ip: String,
    /// Where that address was.
    pub(crate) place: Option<String>,
    /// Where it usually was.
    pub(crate) usual_place: Option<String>,
    /// Whether the account had used this browser before.
    pub(crate) browser_known: bool,
    /// When it last had, in seconds since 1970.
    pub(crate) browser_last_at: Option<i64>,
    /// The facts that were not like usual, by the names of the challenge's members.
    pub(crate) unusual: Vec<String>,
    /// When the sign-in began, by the server's clock, in seconds since 1970.
    pub(crate) started_at: i64,
    /// When this device heard of it, in seconds since 1970.
    pub(crate) asked_at: i64,
    /// What the approval was for.
    pub(crate) reason: QuestionReason,
    /// What was asked of the person.
    pub(crate) mode: QuestionMode,
    /// How it ended.
    pub(crate) end: HistoryEnd,
    /// The device that decided.
    pub(crate) by: Option<String>,
    /// When it ended, in seconds since 1970.
    pub(crate) ended_at: Option<i64>,
    /// Whether *It wasn't me* was said.
    pub(crate) is_reported: bool,
    /// Whether it can still be said.
    pub(crate) may_report: bool,
}
