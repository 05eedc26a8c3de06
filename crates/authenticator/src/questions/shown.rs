//! A question as it is shown, and the ways in which it ends.

use std::time::Duration;

use countersign_otp::UnixTime;
use countersign_protocol::message::{Mode, Verification, VerifiedChallenge};
use countersign_protocol::{ChallengeState, ChallengeStatus, PersonText, Problem};

use super::known::Question;
use crate::history::{Ended, Entry};
use crate::view::{Answerable, EndedAs, EndedView, QuestionMode, QuestionView};

/// What this version can do about a question.
const MODES: &[Mode] = &[Mode::Tap, Mode::Number, Mode::Scan, Mode::Offline];

impl Question {
    pub(super) fn view(&self, now: Duration) -> QuestionView {
        let challenge = self.challenge.challenge();
        let context = &challenge.ctx;
        let since_heard = now.saturating_sub(self.heard_at);
        let before = self.heard_date.map(|date| Duration::from_secs(date.saturating_sub(context.started_at)));
        let only_no = self.challenge.unanswerable(MODES).is_some();
        QuestionView {
            account: self.account,
            cid: challenge.cid,
            service: self.service.clone(),
            user: self.user.clone(),
            origin: challenge.iss.clone(),
            application: shown(&context.application),
            page: context.page.as_deref().map(shown),
            browser: shown(&context.browser),
            system: shown(&context.system),
            ip: shown(&context.ip),
            place: context.place.as_deref().map(shown),
            usual_place: context.usual_place.as_deref().map(shown),
            browser_known: context.browser_known,
            browser_last_at: context.browser_last_at.map(UnixTime::from_seconds),
            unusual: context.unusual.iter().map(|name| shown(name)).collect(),
            started_at: UnixTime::from_seconds(context.started_at),
            started_ago: before.map(|before| before + since_heard),
            reason: context.reason.clone(),
            mode: match (&challenge.mode, challenge.digits) {
                (Mode::Tap, _) => QuestionMode::Tap,
                (Mode::Number, Some(digits)) => QuestionMode::Number { digits },
                (Mode::Scan, _) => QuestionMode::Scan { scanned: self.scanned.is_some() },
                (Mode::Offline, _) => QuestionMode::Offline { scanned: self.is_read },
                (Mode::Number | Mode::Other(_), _) => QuestionMode::Unknown,
            },
            left: self.until.saturating_sub(now),
            lifetime: Duration::from_secs(challenge.exp - challenge.iat),
            answerable: if only_no { Answerable::NoOnly } else { Answerable::YesNo },
            uv: Verification::None,
            sending: self.sending,
            ended: self.ended.clone(),
        }
    }
}

impl Question {
    /// The question for the history. It ended by the time that it was to live, however much later it is written down.
    pub(super) fn entry(&self, now: UnixTime) -> Entry {
        let challenge = self.challenge.challenge();
        let last = self.asked_at.duration() + self.until.saturating_sub(self.heard_at);
        let noted_at = UnixTime::from_duration(now.duration().min(last));
        let context = &challenge.ctx;
        Entry {
            account: self.account,
            cid: challenge.cid,
            challenge_sha256: self.challenge.digest(),
            service: self.service.clone(),
            user: self.user.clone(),
            origin: challenge.iss.clone(),
            application: shown(&context.application),
            page: context.page.as_deref().map(shown),
            browser: shown(&context.browser),
            system: shown(&context.system),
            ip: shown(&context.ip),
            place: context.place.as_deref().map(shown),
            usual_place: context.usual_place.as_deref().map(shown),
            browser_known: context.browser_known,
            browser_last_at: context.browser_last_at,
            unusual: context.unusual.iter().map(|name| shown(name)).collect(),
            started_at: context.started_at,
            reason: context.reason.clone(),
            mode: challenge.mode.clone(),
            digits: challenge.digits,
            only_no: self.challenge.unanswerable(MODES).is_some(),
            asked_at: self.asked_at.seconds(),
            said: self.said,
            is_reported: false,
            ended: self.ended.as_ref().map(|ended| Ended::new(ended, noted_at)),
        }
    }
}

/// Whether this version may say YES to it.
pub(crate) fn is_answerable(challenge: &VerifiedChallenge) -> bool {
    challenge.unanswerable(MODES).is_none()
}

/// How a challenge ended, if it has.
pub(crate) fn ended(status: &ChallengeStatus) -> Option<EndedView> {
    let at = status.at.map(UnixTime::from_seconds);
    ended_as(status.state).map(|how| EndedView { how, by: status.by.as_deref().map(shown), at })
}

/// How a challenge ended, as a refused answer tells.
pub(crate) fn ended_by(problem: &Problem) -> EndedView {
    let how = problem.state.and_then(ended_as).unwrap_or(EndedAs::Expired);
    EndedView { how, by: problem.by.as_deref().map(shown), at: problem.at.map(UnixTime::from_seconds) }
}

fn ended_as(state: ChallengeState) -> Option<EndedAs> {
    match state {
        ChallengeState::Pending => None,
        ChallengeState::Approved | ChallengeState::Consumed => Some(EndedAs::Approved),
        ChallengeState::Declined => Some(EndedAs::Declined),
        ChallengeState::Cancelled => Some(EndedAs::Cancelled),
        ChallengeState::Expired => Some(EndedAs::Expired),
        ChallengeState::Failed => Some(EndedAs::Failed),
    }
}

/// The server's words without what could turn or hide others.
fn shown(text: &str) -> String {
    PersonText::cleaned(text).map(String::from).unwrap_or_default()
}
