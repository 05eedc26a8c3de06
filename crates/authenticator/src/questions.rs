//! Questions.
use crate::{Authenticator, ChallengeId, Error, QuestionView};

impl Authenticator {
    /// The questions, oldest first; those that have ended stay until they are dismissed.
    pub fn questions(&self) -> Vec<QuestionView> {
        todo!()
    }
    /// Drops a question whose end the person has seen.
    pub fn dismiss_question(&self, _cid: ChallengeId) -> Result<(), Error> {
        todo!()
    }
}
