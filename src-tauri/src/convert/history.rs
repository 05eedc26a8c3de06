//! Questions of the past.

use countersign_authenticator as core;

use super::units::unix;
use crate::dto::{HistoryEnd, HistoryView, QuestionMode, QuestionReason};

impl From<core::HistoryView> for HistoryView {
    fn from(view: core::HistoryView) -> Self {
        Self {
            account_id: view.account.to_string(),
            cid: view.cid.to_string(),
            service: view.service,
            user: view.user,
            origin: view.origin.to_string(),
            application: view.application,
            page: view.page,
            browser: view.browser,
            system: view.system,
            ip: view.ip,
            place: view.place,
            usual_place: view.usual_place,
            browser_known: view.browser_known,
            browser_last_at: view.browser_last_at.map(unix),
            unusual: view.unusual,
            started_at: unix(view.started_at),
            asked_at: unix(view.asked_at),
            // What could not be shown whole was shown as unknown.
            reason: if view.only_no { QuestionReason::Unknown } else { view.reason.into() },
            mode: match view.mode {
                core::QuestionMode::Tap => QuestionMode::Tap,
                core::QuestionMode::Number { .. } => QuestionMode::Number,
                core::QuestionMode::Scan { .. } => QuestionMode::Scan,
                core::QuestionMode::Offline { .. } => QuestionMode::Offline,
                core::QuestionMode::Unknown => QuestionMode::Unknown,
            },
            end: view.end.into(),
            by: view.by,
            ended_at: view.ended_at.map(unix),
            is_reported: view.is_reported,
            may_report: view.may_report,
        }
    }
}

impl From<core::HistoryEnd> for HistoryEnd {
    fn from(end: core::HistoryEnd) -> Self {
        match end {
            core::HistoryEnd::Open => Self::Open,
            core::HistoryEnd::Yes => Self::Yes,
            core::HistoryEnd::No => Self::No,
            core::HistoryEnd::Digits => Self::Digits,
            core::HistoryEnd::YesElsewhere => Self::YesElsewhere,
            core::HistoryEnd::NoElsewhere => Self::NoElsewhere,
            core::HistoryEnd::Cancelled => Self::Cancelled,
            core::HistoryEnd::Expired => Self::Expired,
            core::HistoryEnd::Failed => Self::Failed,
            core::HistoryEnd::Unknown => Self::Unknown,
        }
    }
}
