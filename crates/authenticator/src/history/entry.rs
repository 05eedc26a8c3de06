//! One question as it is written down.

use countersign_otp::UnixTime;
use countersign_protocol::message::{Decision, Mode, Reason};
use countersign_protocol::{ChallengeId, Digest, Origin};
use countersign_vault::AccountId;
use serde::{Deserialize, Serialize};

use crate::view::{EndedAs, EndedView, HistoryEnd, HistoryView, QuestionMode};

/// What was answered on this device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Said {
    /// YES.
    Yes,
    /// YES without network: its digits were shown.
    Digits,
    /// NO.
    No,
}

impl From<Decision> for Said {
    fn from(decision: Decision) -> Self {
        match decision {
            Decision::Approve => Self::Yes,
            Decision::Decline => Self::No,
        }
    }
}

/// One question. Texts are as they were shown.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Entry {
    #[serde(with = "as_text")]
    pub(crate) account: AccountId,
    pub(crate) cid: ChallengeId,
    pub(crate) challenge_sha256: Digest,
    pub(crate) service: String,
    pub(crate) user: String,
    pub(crate) origin: Origin,
    pub(crate) application: String,
    pub(crate) page: Option<String>,
    pub(crate) browser: String,
    pub(crate) system: String,
    pub(crate) ip: String,
    pub(crate) place: Option<String>,
    pub(crate) usual_place: Option<String>,
    pub(crate) browser_known: bool,
    pub(crate) browser_last_at: Option<u64>,
    pub(crate) unusual: Vec<String>,
    /// By the server's clock.
    pub(crate) started_at: u64,
    pub(crate) reason: Reason,
    pub(crate) mode: Mode,
    /// How many digits the number has; never the number.
    pub(crate) digits: Option<u8>,
    /// Whether only NO could be said, because this version could not show it whole.
    pub(crate) only_no: bool,
    /// By this device's clock.
    pub(crate) asked_at: u64,
    pub(crate) said: Option<Said>,
    pub(crate) is_reported: bool,
    pub(crate) ended: Option<Ended>,
}

/// How it ended.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Ended {
    how: How,
    by: Option<String>,
    /// By the server's clock.
    at: Option<u64>,
    /// When this device heard of it, by its own clock.
    pub(crate) noted_at: u64,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum How {
    Approved,
    Declined,
    Cancelled,
    Expired,
    Failed,
}

impl Ended {
    pub(crate) fn new(ended: &EndedView, now: UnixTime) -> Self {
        let how = match ended.how {
            EndedAs::Approved => How::Approved,
            EndedAs::Declined => How::Declined,
            EndedAs::Cancelled => How::Cancelled,
            EndedAs::Expired => How::Expired,
            EndedAs::Failed => How::Failed,
        };
        let at = ended.at.map(countersign_otp::UnixTime::seconds);
        Self { how, by: ended.by.clone(), at, noted_at: now.seconds() }
    }
}

impl Entry {
    pub(super) fn read(json: &[u8]) -> Option<Self> {
        serde_json::from_slice(json).ok()
    }

    pub(super) fn to_json(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("a plain structure")
    }

    /// The same with what another shell over this vault, or an earlier time, has written.
    pub(super) fn merged_with(self, known: Self) -> Self {
        Self {
            asked_at: known.asked_at.min(self.asked_at),
            said: self.said.or(known.said),
            is_reported: self.is_reported || known.is_reported,
            ended: self.ended.or(known.ended),
            ..self
        }
    }

    pub(super) fn ended_as(self, ended: &EndedView, now: UnixTime) -> Self {
        Self { ended: self.ended.or_else(|| Some(Ended::new(ended, now))), ..self }
    }

    pub(super) fn is_test(&self) -> bool {
        self.reason == Reason::Test
    }

    pub(super) fn view(&self, is_open: bool, may_report: bool) -> HistoryView {
        HistoryView {
            account: self.account,
            cid: self.cid,
            service: self.service.clone(),
            user: self.user.clone(),
            origin: self.origin.clone(),
            application: self.application.clone(),
            page: self.page.clone(),
            browser: self.browser.clone(),
            system: self.system.clone(),
            ip: self.ip.clone(),
            place: self.place.clone(),
            usual_place: self.usual_place.clone(),
            browser_known: self.browser_known,
            browser_last_at: self.browser_last_at.map(UnixTime::from_seconds),
            unusual: self.unusual.clone(),
            started_at: UnixTime::from_seconds(self.started_at),
            asked_at: UnixTime::from_seconds(self.asked_at),
            reason: self.reason.clone(),
            mode: match (&self.mode, self.digits) {
                (Mode::Tap, _) => QuestionMode::Tap,
                (Mode::Number, Some(digits)) => QuestionMode::Number { digits },
                (Mode::Scan, _) => QuestionMode::Scan { scanned: false },
                (Mode::Offline, _) => QuestionMode::Offline { scanned: false },
                (Mode::Number | Mode::Other(_), _) => QuestionMode::Unknown,
            },
            only_no: self.only_no,
            end: self.end(is_open),
            by: self.ended.as_ref().and_then(|ended| ended.by.clone()),
            ended_at: self
                .ended
                .as_ref()
                .map(|ended| UnixTime::from_seconds(ended.at.unwrap_or(ended.noted_at))),
            is_reported: self.is_reported,
            may_report,
        }
    }

    fn end(&self, is_open: bool) -> HistoryEnd {
        match (self.said, self.ended.as_ref().map(|ended| ended.how)) {
            (Some(Said::Yes | Said::Digits), Some(How::Approved)) => HistoryEnd::Yes,
            (Some(Said::No), Some(How::Declined)) => HistoryEnd::No,
            (_, Some(How::Approved)) => HistoryEnd::YesElsewhere,
            (_, Some(How::Declined)) => HistoryEnd::NoElsewhere,
            (_, Some(How::Cancelled)) => HistoryEnd::Cancelled,
            (Some(Said::Digits), Some(How::Expired) | None) => HistoryEnd::Digits,
            (_, Some(How::Expired)) => HistoryEnd::Expired,
            (_, Some(How::Failed)) => HistoryEnd::Failed,
            (_, None) if is_open => HistoryEnd::Open,
            (_, None) => HistoryEnd::Unknown,
        }
    }
}

/// The vault's ids have a text of their own.
mod as_text {
    use countersign_vault::AccountId;
    use serde::{Deserialize as _, Deserializer, Serializer, de};

    pub(super) fn serialize<S: Serializer>(id: &AccountId, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(id)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<AccountId, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}
