//! Questions: what came, what is shown, and how it ended.

mod known;
mod offline;
mod shown;

use std::sync::Arc;
use std::time::Duration;

use countersign_api_client::{Polled, Reply};
use countersign_protocol::message::VerifiedChallenge;
use countersign_protocol::{ApproveLink, ChallengeId};

use crate::Authenticator;
use crate::error::Error;
use crate::listening::Paired;
use crate::ports::Event;
use crate::view::{Answerable, EndedView, QuestionView, Sending};

pub(crate) use known::{Open, Questions};
pub(crate) use shown::{ended, ended_by, is_answerable};

use known::{Question, address};

impl Authenticator {
    /// The questions, oldest first; those that have ended stay until they are dismissed.
    pub fn questions(&self) -> Vec<QuestionView> {
        let now = self.since_boot();
        self.inner.questions.expire(now);
        let doubted: Vec<_> = self
            .inner
            .pairings
            .all()
            .iter()
            .filter(|each| each.is_doubted())
            .map(|each| each.account)
            .collect();
        self.inner.questions.all.with(|all| {
            let mut shown: Vec<_> = all.iter().filter(|each| !each.is_dismissed && !each.is_quiet).collect();
            shown.sort_by_key(|each| (each.challenge.challenge().iat, each.heard_at));
            let view = |each: &Question| {
                let mut view = each.view(now);
                if doubted.contains(&each.account) {
                    view.answerable = Answerable::Doubted;
                }
                view
            };
            shown.into_iter().map(view).collect()
        })
    }

    /// Drops a question whose end the person has seen, or whose digits are read.
    ///
    /// # Errors
    /// [`Error::QuestionUnknown`], also for one that still waits for an answer of this device.
    pub fn dismiss_question(&self, cid: ChallengeId) -> Result<(), Error> {
        let found = self.inner.questions.all.with(|all| {
            let settled = |each: &&mut Question| each.cid() == cid && (each.ended.is_some() || each.is_read);
            all.iter_mut().find(settled).map(|question| question.is_dismissed = true)
        });
        found.ok_or(Error::QuestionUnknown)?;
        self.tell(Event::QuestionsChanged);
        Ok(())
    }

    /// Takes in what a long poll has brought. Whether it was news.
    pub(crate) async fn hear(&self, paired: &Paired, reply: Reply<Polled<VerifiedChallenge>>) -> bool {
        let open = self.inner.questions.open(paired.account);
        match reply.value {
            Polled::Unchanged => false,
            Polled::Nothing => {
                if let Some(cid) = open {
                    self.find_out(paired, cid).await;
                }
                open.is_some()
            }
            Polled::Now { value, .. } => {
                if let Some(cid) = open.filter(|cid| *cid != value.challenge().cid) {
                    self.find_out(paired, cid).await;
                }
                self.arrive(paired, value, reply.server_time.seconds()).await
            }
        }
    }

    /// Asks how a question ended that this device did not answer. A question that is being answered finds it out
    /// by itself.
    async fn find_out(&self, paired: &Paired, cid: ChallengeId) {
        if self.inner.questions.is_being_answered(cid) {
            return;
        }
        let status = self.ask(paired, |device| async move { device.challenge_status(cid).await }).await;
        if let Ok(reply) = status
            && let Some(ended) = ended(&reply.value)
        {
            self.end_question(cid, ended);
        }
    }

    async fn arrive(&self, paired: &Paired, challenge: VerifiedChallenge, date: u64) -> bool {
        let (service, user) = match self.vault() {
            Ok(vault) => {
                let Ok(account) = vault.account(paired.account).await else { return false };
                (account.shown_service().to_owned(), account.shown_user().to_owned())
            }
            // While the vault is locked only the server's address is known.
            Err(_) => (address(&paired.origin), String::new()),
        };
        let left = Duration::from_secs(challenge.seconds_left(date));
        let cid = challenge.challenge().cid;
        let challenge = Arc::new(challenge);
        let heard_at = self.since_boot();
        let is_quiet = self.vault().is_err() && self.inner.questions.is_in_peace(paired.account, heard_at);
        let question = Question {
            account: paired.account,
            challenge: Arc::clone(&challenge),
            service,
            user,
            asked_at: self.now(),
            heard_at,
            heard_date: Some(date),
            until: heard_at.saturating_add(left),
            sending: Sending::Idle,
            answer: None,
            said: None,
            ended: None,
            is_dismissed: false,
            is_quiet,
            scanned: None,
            is_read: false,
            changes: 1,
            written: 0,
        };
        let is_new = !left.is_zero() && self.inner.questions.add(question);
        if is_new && !is_quiet {
            self.tell(Event::QuestionsChanged);
        }
        if self.inner.questions.awaited.with(|awaited| awaited.take_if(|each| *each == cid)).is_some() {
            self.tell(Event::QuestionOpened(paired.account, cid));
        }
        if is_new {
            self.write_history_soon();
            // After it is shown: following the journal must not hold it up, and YES looks once more.
            self.compare_question(paired, challenge.challenge()).await;
        }
        is_new
    }

    /// The code on a page was scanned: its question can be said YES to, and comes to the front.
    ///
    /// # Errors
    /// [`Error::NotLinked`] if this device is not linked with that server.
    pub(crate) fn scan_question(&self, link: &ApproveLink) -> Result<(), Error> {
        if !self.inner.pairings.all().iter().any(|paired| paired.origin == link.server) {
            return Err(Error::NotLinked);
        }
        self.inner.questions.scan(link.challenge, link.secret.clone());
        self.tell(Event::QuestionsChanged);
        self.open_question(link.challenge);
        Ok(())
    }

    /// A link on a page asks for its question. It decides nothing.
    pub(crate) fn open_question(&self, cid: ChallengeId) {
        let known = self.inner.questions.all.with(|all| {
            all.iter().find(|each| each.cid() == cid && !each.is_dismissed).map(|each| each.account)
        });
        if let Some(account) = known {
            self.tell(Event::QuestionOpened(account, cid));
        } else {
            self.inner.questions.awaited.with(|awaited| *awaited = Some(cid));
            self.check_now();
        }
    }

    pub(crate) fn end_question(&self, cid: ChallengeId, ended: EndedView) {
        self.inner.questions.change(cid, |question| {
            question.sending = Sending::Idle;
            question.end(ended);
        });
        self.tell(Event::QuestionsChanged);
        self.write_history_soon();
    }

    pub(crate) fn set_sending(&self, cid: ChallengeId, sending: Sending) {
        let mut changed = false;
        self.inner.questions.change(cid, |question| {
            changed = std::mem::replace(&mut question.sending, sending) != sending;
        });
        if changed {
            self.tell(Event::QuestionsChanged);
        }
    }
}
