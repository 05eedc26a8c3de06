//! Where a sign-in stands, for its page and for the script on it.

use countersign_protocol::ChallengeState;

use crate::domain::{AttemptState, AttemptView};

/// Where a sign-in stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stand {
    /// Another question comes first.
    Waiting,
    /// The devices have the question.
    Pending,
    /// YES.
    Approved,
    /// NO.
    Declined,
    /// Nobody answered in time.
    Expired,
    /// Three wrong numbers.
    Failed,
    /// It was ended: by the person, a new password, or its time; or it is complete.
    Over,
    /// Nobody can be asked now.
    NotNow,
}

impl Stand {
    /// Where this attempt stands.
    pub(super) fn of(attempt: &AttemptView) -> Self {
        let question = attempt.challenge.as_ref().map(|question| question.state);
        match (attempt.state, question) {
            (_, Some(ChallengeState::Declined)) => Self::Declined,
            (_, Some(ChallengeState::Failed)) => Self::Failed,
            (AttemptState::Ended | AttemptState::Done, _) | (_, Some(ChallengeState::Consumed)) => Self::Over,
            (AttemptState::Waiting, None | Some(ChallengeState::Cancelled)) => Self::Waiting,
            (_, Some(ChallengeState::Pending)) => Self::Pending,
            (_, Some(ChallengeState::Approved)) => Self::Approved,
            (_, Some(ChallengeState::Cancelled)) => Self::Over,
            (_, Some(ChallengeState::Expired)) | (AttemptState::Asked, None) => Self::Expired,
        }
    }

    /// Its name, as the script gets it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Pending => "pending",
            Self::Approved => "approved",
            Self::Declined => "declined",
            Self::Expired => "expired",
            Self::Failed => "failed",
            Self::Over => "over",
            Self::NotNow => "not-now",
        }
    }

    /// State and question together: a question that was made again is another page.
    pub(super) fn mark(self, attempt: &AttemptView) -> String {
        match question(attempt) {
            Some(cid) => format!("{} {cid}", self.name()),
            None => self.name().to_owned(),
        }
    }

    /// What the script gets.
    pub(super) fn json(self, attempt: &AttemptView) -> serde_json::Value {
        serde_json::json!({ "state": self.name(), "question": question(attempt) })
    }
}

fn question(attempt: &AttemptView) -> Option<String> {
    attempt.challenge.as_ref().map(|question| question.cid.to_string())
}
