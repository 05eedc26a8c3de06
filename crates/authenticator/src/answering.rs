//! Answers: signed once, sent until the server has decided or the question has expired.

mod not_me;
mod offline;

use countersign_api_client::{ApiError, DeviceClient};
use countersign_protocol::message::{Decision, Mode, Seen, Verification};
use countersign_protocol::{
    ChallengeId, ChallengeState, ChallengeStatus, Jws, ProblemKind, Signer, SigningKey,
};
use countersign_vault::AccountId;
use tokio::time::sleep;

use crate::Authenticator;
use crate::backoff::Backoff;
use crate::error::Error;
use crate::history::Said;
use crate::listening::Paired;
use crate::questions::{Open, ended, ended_by, is_answerable};
use crate::renewing;
use crate::view::{AnswerOutcome, AnswerView, EndedAs, EndedView, Sending};

pub(crate) use not_me::NotMe;

impl Authenticator {
    /// Signs an answer and sends the same bytes until the server has decided or the question has expired. A NO
    /// while a YES is still on its way takes the YES's place.
    ///
    /// YES is signed by `uv`, NO by `pop`. The number is judged by the server.
    ///
    /// # Errors
    /// [`Error::QuestionUnknown`], [`Error::OnlyNo`], [`Error::NumberMalformed`], [`Error::ScanFirst`],
    /// [`Error::ServerWentBack`], [`Error::Locked`], [`Error::PersonUnverified`] and [`Error::PersonUnverifiable`] where
    /// the server wants to be sure of the person, and what it refuses otherwise; a server that cannot be reached is
    /// none.
    pub async fn answer_question(
        &self,
        account: AccountId,
        cid: ChallengeId,
        decision: Decision,
        number: Option<&str>,
    ) -> Result<AnswerView, Error> {
        self.inner.questions.expire(self.since_boot());
        let open = self.inner.questions.find(account, cid).ok_or(Error::QuestionUnknown)?;
        if let Some(ended) = open.ended {
            return Ok(over(ended));
        }
        if decision == Decision::Decline && !open.came_by_network {
            return self.refuse_without_network(account, &open).await;
        }
        let paired = self.paired(account).await?;
        let uv = self.verification();
        let message = match decision {
            Decision::Approve => {
                let seen = seen(&open, number)?;
                if self.compare_question(&paired, open.challenge.challenge()).await {
                    return Err(Error::ServerWentBack);
                }
                let answer = open.challenge.approval(&paired.device, seen, uv);
                sign(&answer, &self.uv_key(&paired).await?, &paired)?
            }
            Decision::Decline => {
                if self.vault().is_err() {
                    self.inner.questions.said_no_while_locked(account, self.since_boot());
                }
                let answer = open.challenge.refusal(&paired.device, None, Verification::None);
                sign(&answer, &*paired.pop(), &paired)?
            }
        };
        self.inner.questions.set_answer(cid, Some((Said::from(decision), message.into())));
        self.set_sending(cid, Sending::Now);
        let _on_its_way = OnItsWay { authenticator: self, cid };
        match self.send_answer(&paired, cid).await {
            Err(Error::Server { source, .. })
                if uv == Verification::None && source.problem() == Some(ProblemKind::KeyNotAllowed) =>
            {
                Err(self.person_wanted())
            }
            other => other,
        }
    }

    async fn send_answer(&self, paired: &Paired, cid: ChallengeId) -> Result<AnswerView, Error> {
        let mut backoff = Backoff::default();
        let mut wake = self.inner.wake.subscribe();
        loop {
            let Some((said, message, left)) = self.inner.questions.answer(cid, self.since_boot()) else {
                return Ok(over(self.inner.questions.ending(cid).ok_or(Error::QuestionUnknown)?));
            };
            if left.is_zero() {
                return Ok(self.give_up(paired, cid).await);
            }
            let sent = message.as_ref();
            let answer = |device: DeviceClient| async move { device.answer(cid, sent).await };
            // A plain NO waits for nothing and needs no open vault.
            let reply = if said == Said::No {
                self.ask(paired, answer).await
            } else {
                self.ask_with_step(paired, answer).await
            };
            let error = match reply {
                Ok(reply) => return Ok(self.decided(cid, &reply.value)),
                Err(error) => error,
            };
            if is_about_the_way(&error) {
                self.set_sending(cid, Sending::WaitingForNetwork);
                tokio::select! {
                    () = sleep(backoff.next(error.retry_after()).min(left)) => {}
                    _ = wake.changed() => backoff.reset(),
                }
                continue;
            }
            self.inner.questions.set_answer(cid, None);
            return self.refused(paired, cid, error).await;
        }
    }

    fn decided(&self, cid: ChallengeId, status: &ChallengeStatus) -> AnswerView {
        let outcome = match status.state {
            ChallengeState::Approved | ChallengeState::Consumed => AnswerOutcome::Approved,
            ChallengeState::Declined => AnswerOutcome::Declined,
            ChallengeState::Pending
            | ChallengeState::Cancelled
            | ChallengeState::Expired
            | ChallengeState::Failed => AnswerOutcome::Ended,
        };
        let ended = ended(status);
        if let Some(ended) = &ended {
            self.end_question(cid, ended.clone());
        }
        AnswerView { outcome, tries_left: None, ended }
    }

    async fn refused(&self, paired: &Paired, cid: ChallengeId, error: ApiError) -> Result<AnswerView, Error> {
        if let ApiError::Problem { problem, .. } = &error {
            match problem.known() {
                Some(ProblemKind::WrongNumber) => {
                    let tries_left = problem.tries_left.unwrap_or_default();
                    let ended =
                        (tries_left == 0).then_some(EndedView { how: EndedAs::Failed, by: None, at: None });
                    if let Some(ended) = &ended {
                        self.end_question(cid, ended.clone());
                    }
                    // What was scanned was another page's; it has to be scanned anew.
                    self.inner.questions.forget_scan(cid);
                    let outcome = AnswerOutcome::WrongNumber;
                    return Ok(AnswerView { outcome, tries_left: Some(tries_left), ended });
                }
                Some(ProblemKind::ChallengeEnded) => {
                    let ended = ended_by(problem);
                    self.end_question(cid, ended.clone());
                    return Ok(over(ended));
                }
                _ => {}
            }
        }
        self.draw_consequences(paired, &error).await;
        Err(Error::server(&paired.origin)(error))
    }

    /// The time is over. The answer may have arrived all the same, so the server has the last word, if it speaks.
    async fn give_up(&self, paired: &Paired, cid: ChallengeId) -> AnswerView {
        let status = self.ask(paired, |device| async move { device.challenge_status(cid).await }).await;
        let known = status.ok().map(|reply| reply.value);
        if let Some(status) = known.filter(|status| status.state != ChallengeState::Pending) {
            return self.decided(cid, &status);
        }
        let ended = EndedView { how: EndedAs::Expired, by: None, at: None };
        self.end_question(cid, ended.clone());
        over(ended)
    }

    pub(crate) async fn draw_consequences(&self, paired: &Paired, error: &ApiError) {
        match error {
            ApiError::Revoked(revoked) => {
                self.drop_account(paired, revoked.reason.clone()).await;
            }
            other => self.heed(paired, other).await,
        }
    }

    /// The key that signs what needs the person; it lies in the vault.
    pub(crate) async fn uv_key(&self, paired: &Paired) -> Result<SigningKey, Error> {
        let account = self.vault()?.account(paired.account).await?;
        let pairing =
            account.pairing.filter(|pairing| pairing.device == paired.device).ok_or(Error::NotLinked)?;
        renewing::uv_of_pair(&pairing, &paired.pop()).ok_or(Error::NotLinked)
    }
}

/// While it lives an answer is on its way, also when nobody waits for the outcome any more.
struct OnItsWay<'a> {
    authenticator: &'a Authenticator,
    cid: ChallengeId,
}

impl Drop for OnItsWay<'_> {
    fn drop(&mut self) {
        self.authenticator.set_sending(self.cid, Sending::Idle);
    }
}

/// Signs a message of this device.
pub(crate) fn sign<M: countersign_protocol::Message>(
    message: &M,
    key: &dyn Signer,
    paired: &Paired,
) -> Result<String, Error> {
    let signed = Jws::sign(message, key).map_err(|error| Error::server(&paired.origin)(error.into()))?;
    Ok(signed.into_string())
}

/// YES only to what is shown whole, and with the number or the page's QR code where that is asked for.
fn seen(open: &Open, number: Option<&str>) -> Result<Seen, Error> {
    if !is_answerable(&open.challenge) {
        return Err(Error::OnlyNo);
    }
    let challenge = open.challenge.challenge();
    match (&challenge.mode, challenge.digits, number) {
        (Mode::Number, Some(digits), Some(number)) => {
            let number = number.trim();
            let fits =
                number.len() == usize::from(digits) && number.bytes().all(|byte| byte.is_ascii_digit());
            if fits { Ok(Seen::Number(number.to_owned())) } else { Err(Error::NumberMalformed) }
        }
        (Mode::Number, _, _) => Err(Error::NumberMalformed),
        (Mode::Scan, _, _) => open.scanned.clone().map(Seen::Scan).ok_or(Error::ScanFirst),
        // Its YES is digits for its page.
        (Mode::Offline, _, _) => Err(Error::OnlyNo),
        (Mode::Tap | Mode::Other(_), _, _) => Ok(Seen::Nothing),
    }
}

/// Whether something between here and the server is the matter, so that the same bytes may arrive later.
fn is_about_the_way(error: &ApiError) -> bool {
    error.is_temporary() || matches!(error, ApiError::Certificate(_) | ApiError::NotCountersign { .. })
}

fn over(ended: EndedView) -> AnswerView {
    AnswerView { outcome: AnswerOutcome::Ended, tries_left: None, ended: Some(ended) }
}
