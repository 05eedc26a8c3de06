//! Questions and their answers.

use countersign_authenticator as core;

use super::units::{millis, seconds, unix};
use crate::dto::{
    AnswerOutcome, AnswerView, Answerable, Decision, EndedAs, EndedView, QuestionMode, QuestionReason,
    QuestionView, SendingState, UserVerification,
};

impl From<core::QuestionView> for QuestionView {
    fn from(view: core::QuestionView) -> Self {
        let (mode, digits) = match view.mode {
            core::QuestionMode::Tap => (QuestionMode::Tap, None),
            core::QuestionMode::Number { digits } => (QuestionMode::Number, Some(digits)),
            core::QuestionMode::Scan { .. } => (QuestionMode::Scan, None),
            core::QuestionMode::Offline { .. } => (QuestionMode::Offline, None),
            core::QuestionMode::Unknown => (QuestionMode::Unknown, None),
        };
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
            started_ago_seconds: view.started_ago.map(seconds),
            reason: view.reason.into(),
            mode,
            scanned: matches!(
                view.mode,
                core::QuestionMode::Scan { scanned: true } | core::QuestionMode::Offline { scanned: true }
            ),
            digits,
            left_ms: millis(view.left),
            lifetime_ms: millis(view.lifetime),
            answerable: match view.answerable {
                core::Answerable::YesNo => Answerable::YesNo,
                core::Answerable::NoOnly => Answerable::NoOnly,
                core::Answerable::Doubted => Answerable::Doubted,
            },
            uv: match view.uv {
                core::Verification::None => UserVerification::None,
                core::Verification::Pin => UserVerification::Pin,
                core::Verification::Biometric => UserVerification::Biometric,
            },
            sending: match view.sending {
                core::Sending::Idle => SendingState::Idle,
                core::Sending::Now => SendingState::Sending,
                core::Sending::WaitingForNetwork => SendingState::WaitingForNetwork,
            },
            ended: view.ended.map(EndedView::from),
        }
    }
}

impl From<core::Reason> for QuestionReason {
    fn from(reason: core::Reason) -> Self {
        match reason {
            core::Reason::SignIn => Self::SignIn,
            core::Reason::StepUp => Self::StepUp,
            core::Reason::AddMethod => Self::AddMethod,
            core::Reason::RemoveMethod => Self::RemoveMethod,
            core::Reason::NewCodes => Self::NewCodes,
            core::Reason::ChangePassword => Self::ChangePassword,
            core::Reason::ChangeAddress => Self::ChangeAddress,
            core::Reason::ChangePolicy => Self::ChangePolicy,
            core::Reason::SwitchOff => Self::SwitchOff,
            core::Reason::Test => Self::Test,
            core::Reason::Other(_) => Self::Unknown,
        }
    }
}

impl From<core::EndedView> for EndedView {
    fn from(view: core::EndedView) -> Self {
        Self { how: view.how.into(), by: view.by, at: view.at.map(unix) }
    }
}

impl From<core::EndedAs> for EndedAs {
    fn from(how: core::EndedAs) -> Self {
        match how {
            core::EndedAs::Approved => Self::Approved,
            core::EndedAs::Declined => Self::Declined,
            core::EndedAs::Cancelled => Self::Cancelled,
            core::EndedAs::Expired => Self::Expired,
            core::EndedAs::Failed => Self::Failed,
        }
    }
}

impl From<Decision> for core::Decision {
    fn from(decision: Decision) -> Self {
        match decision {
            Decision::Approve => Self::Approve,
            Decision::Decline => Self::Decline,
        }
    }
}

impl From<core::AnswerView> for AnswerView {
    fn from(view: core::AnswerView) -> Self {
        let ended = view.ended.map(EndedView::from);
        Self {
            outcome: match view.outcome {
                core::AnswerOutcome::Approved => AnswerOutcome::Approved,
                core::AnswerOutcome::Declined => AnswerOutcome::Declined,
                core::AnswerOutcome::WrongNumber => AnswerOutcome::WrongNumber,
                core::AnswerOutcome::Ended => AnswerOutcome::Ended,
            },
            tries_left: view.tries_left,
            ended_as: ended.as_ref().map(|ended| ended.how),
            by: ended.as_ref().and_then(|ended| ended.by.clone()),
            at: ended.and_then(|ended| ended.at),
        }
    }
}
