//! Answers.
use crate::{AccountId, AnswerView, Authenticator, ChallengeId, Decision, Error};

impl Authenticator {
    /// Signs an answer and sends the same bytes until the server has decided or the question has expired.
    pub async fn answer_question(
        &self,
        _account: AccountId,
        _cid: ChallengeId,
        _decision: Decision,
        _number: Option<&str>,
    ) -> Result<AnswerView, Error> {
        todo!()
    }
    /// Tells the server that it was not the person, and opens its page for that.
    pub async fn report_not_me(&self, _account: AccountId, _cid: ChallengeId) -> Result<(), Error> {
        todo!()
    }
}
