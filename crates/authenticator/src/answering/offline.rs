//! Answers without network: YES is eight digits that the person types on the page (OCRA, RFC 6287), NO gives nothing
//! out, and tells the server when it can.

use std::time::Duration;

use countersign_otp::{Ocra, Secret};
use countersign_protocol::ChallengeId;
use countersign_protocol::message::{Mode, Verification};
use countersign_vault::AccountId;
use tokio::time::sleep;
use zeroize::Zeroizing;

use super::{is_about_the_way, sign};
use crate::Authenticator;
use crate::backoff::Backoff;
use crate::error::Error;
use crate::history::Said;
use crate::listening::Paired;
use crate::questions::{Open, is_answerable};
use crate::view::{AnswerOutcome, AnswerView, EndedAs, EndedView};

impl Authenticator {
    /// YES to a question that was read from its page: the digits to type there. They belong to this question and
    /// nothing else, and are the same each time. Warning: the digits themselves.
    ///
    /// # Errors
    /// [`Error::QuestionUnknown`], also for one that has ended, [`Error::OnlyNo`], [`Error::ScanFirst`],
    /// [`Error::NoOfflineKey`], [`Error::ServerWentBack`], [`Error::Locked`].
    pub async fn reveal_offline_digits(
        &self,
        account: AccountId,
        cid: ChallengeId,
    ) -> Result<Zeroizing<String>, Error> {
        self.inner.questions.expire(self.since_boot());
        let open = self.inner.questions.find(account, cid).filter(|open| open.ended.is_none());
        let open = open.ok_or(Error::QuestionUnknown)?;
        if open.challenge.challenge().mode != Mode::Offline || !is_answerable(&open.challenge) {
            return Err(Error::OnlyNo);
        }
        if !open.is_read {
            return Err(Error::ScanFirst);
        }
        let paired = self.paired(account).await?;
        let stored = self.vault()?.account(account).await?;
        let pairing = stored.pairing.filter(|pairing| pairing.device == paired.device);
        let pairing = pairing.ok_or(Error::NotLinked)?;
        if pairing.doubt.is_some() {
            return Err(Error::ServerWentBack);
        }
        let key = pairing.offline_key.ok_or(Error::NoOfflineKey)?;
        let secret = Secret::from_bytes(key.reveal().to_vec()).map_err(|_| Error::NoOfflineKey)?;
        self.inner.questions.set_said(cid, Said::Digits);
        self.write_history_soon();
        Ok(Ocra::new(secret).reveal_response(open.challenge.digest().as_bytes()))
    }

    /// NO to a question that no server has brought: it is over here and now, and the server hears of it if there is
    /// network before its time is over.
    pub(super) async fn refuse_without_network(
        &self,
        account: AccountId,
        open: &Open,
    ) -> Result<AnswerView, Error> {
        let paired = self.paired(account).await?;
        let cid = open.challenge.challenge().cid;
        let answer = open.challenge.refusal(&paired.device, None, Verification::None);
        let message = sign(&answer, &*paired.pop(), &paired)?;
        let ended = EndedView { how: EndedAs::Declined, by: None, at: None };
        self.inner.questions.set_said(cid, Said::No);
        self.end_question(cid, ended.clone());
        let (this, until) = (self.clone(), open.until);
        self.spawn(async move { this.tell_no(&paired, cid, &message, until).await });
        Ok(AnswerView { outcome: AnswerOutcome::Declined, tries_left: None, ended: Some(ended) })
    }

    async fn tell_no(&self, paired: &Paired, cid: ChallengeId, message: &str, until: Duration) {
        let mut backoff = Backoff::default();
        let mut wake = self.inner.wake.subscribe();
        loop {
            let sent = self.ask(paired, |device| async move { device.answer(cid, message).await }).await;
            let left = until.saturating_sub(self.since_boot());
            match sent {
                Err(error) if is_about_the_way(&error) && !left.is_zero() => {
                    tokio::select! {
                        () = sleep(backoff.next(error.retry_after()).min(left)) => {}
                        _ = wake.changed() => backoff.reset(),
                    }
                }
                Ok(_) | Err(_) => return,
            }
        }
    }
}
