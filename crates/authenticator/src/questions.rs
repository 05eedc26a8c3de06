//! Questions: what came, what is shown, and how it ended.

use std::sync::Arc;
use std::time::Duration;

use countersign_api_client::{Polled, Reply};
use countersign_otp::UnixTime;
use countersign_protocol::message::{Mode, Verification, VerifiedChallenge};
use countersign_protocol::{ChallengeId, ChallengeState, ChallengeStatus, Digest, PersonText, Problem};
use countersign_vault::AccountId;

use crate::Authenticator;
use crate::answering::NotMe;
use crate::error::Error;
use crate::guarded::Guarded;
use crate::listening::Paired;
use crate::ports::Event;
use crate::view::{Answerable, EndedAs, EndedView, QuestionMode, QuestionView, Sending};

/// What this version can do about a question.
const MODES: &[Mode] = &[Mode::Tap, Mode::Number];
/// How long after its end *It wasn't me* can still be said.
const REMEMBERED: Duration = Duration::from_secs(countersign_protocol::limits::NOT_ME_SECONDS);

/// All questions that this run of the app has heard of. Nothing of them is written down: after a restart the server
/// asks again.
#[derive(Default)]
pub(crate) struct Questions {
    all: Guarded<Vec<Question>>,
    /// *It wasn't me* that no server has heard yet.
    pub(crate) undelivered: Guarded<Vec<NotMe>>,
    /// The question that a link asked for, until it is there.
    awaited: Guarded<Option<ChallengeId>>,
}

struct Question {
    account: AccountId,
    challenge: Arc<VerifiedChallenge>,
    service: String,
    user: String,
    /// When it was heard of, by the clock since boot and by the server's.
    heard_at: Duration,
    heard_date: u64,
    /// When it ends, by the clock since boot.
    until: Duration,
    sending: Sending,
    /// What was signed last; a retry sends these very bytes.
    answer: Option<Arc<str>>,
    ended: Option<EndedView>,
    is_dismissed: bool,
}

/// What answering a question takes.
pub(crate) struct Open {
    pub(crate) challenge: Arc<VerifiedChallenge>,
    pub(crate) ended: Option<EndedView>,
}

impl Authenticator {
    /// The questions, oldest first; those that have ended stay until they are dismissed.
    pub fn questions(&self) -> Vec<QuestionView> {
        let now = self.since_boot();
        self.inner.questions.expire(now);
        self.inner.questions.all.with(|all| {
            let mut shown: Vec<_> = all.iter().filter(|each| !each.is_dismissed).collect();
            shown.sort_by_key(|each| (each.challenge.challenge().iat, each.heard_at));
            shown.into_iter().map(|each| each.view(now)).collect()
        })
    }

    /// Drops a question whose end the person has seen.
    ///
    /// # Errors
    /// [`Error::QuestionUnknown`], also for one that still waits.
    pub fn dismiss_question(&self, cid: ChallengeId) -> Result<(), Error> {
        let found = self.inner.questions.all.with(|all| {
            let ended = all.iter_mut().find(|each| each.cid() == cid && each.ended.is_some());
            ended.map(|question| question.is_dismissed = true)
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
        let Ok(vault) = self.vault() else { return false };
        let Ok(account) = vault.account(paired.account).await else { return false };
        let left = Duration::from_secs(challenge.seconds_left(date));
        let cid = challenge.challenge().cid;
        let heard_at = self.since_boot();
        let question = Question {
            account: paired.account,
            challenge: Arc::new(challenge),
            service: account.shown_service().to_owned(),
            user: account.shown_user().to_owned(),
            heard_at,
            heard_date: date,
            until: heard_at.saturating_add(left),
            sending: Sending::Idle,
            answer: None,
            ended: None,
            is_dismissed: false,
        };
        let is_new = !left.is_zero() && self.inner.questions.add(question);
        if is_new {
            self.tell(Event::QuestionsChanged);
        }
        if self.inner.questions.awaited.with(|awaited| awaited.take_if(|each| *each == cid)).is_some() {
            self.tell(Event::QuestionOpened(paired.account, cid));
        }
        is_new
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
            question.ended = Some(ended);
        });
        self.tell(Event::QuestionsChanged);
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

impl Questions {
    /// The account's question that still waits.
    pub(crate) fn open(&self, account: AccountId) -> Option<ChallengeId> {
        self.all.with(|all| {
            all.iter().find(|each| each.account == account && each.ended.is_none()).map(Question::cid)
        })
    }

    /// Its digest, to hear only of something else.
    pub(crate) fn open_digest(&self, account: AccountId) -> Option<Digest> {
        let open = |each: &&Question| each.account == account && each.ended.is_none();
        self.all.with(|all| all.iter().find(open).map(|each| each.challenge.digest()))
    }

    /// How long until the account's question ends.
    pub(crate) fn next_expiry(&self, account: AccountId, now: Duration) -> Option<Duration> {
        let open = |each: &&Question| each.account == account && each.ended.is_none();
        self.all.with(|all| all.iter().find(open).map(|each| each.until.saturating_sub(now)))
    }

    /// Ends what is over, but for a question whose answer is on its way. Whether there was any.
    pub(crate) fn expire(&self, now: Duration) -> bool {
        self.all.with(|all| {
            all.retain(|each| now.saturating_sub(each.until) < REMEMBERED);
            let mut any = false;
            for each in all.iter_mut() {
                if each.ended.is_none() && each.until <= now && each.sending == Sending::Idle {
                    each.ended = Some(EndedView { how: EndedAs::Expired, by: None, at: None });
                    any = true;
                }
            }
            any
        })
    }

    /// A question of this account, whether it has ended or not.
    pub(crate) fn find(&self, account: AccountId, cid: ChallengeId) -> Option<Open> {
        self.all.with(|all| {
            let found = all.iter().find(|each| each.account == account && each.cid() == cid);
            found.map(|each| Open { challenge: Arc::clone(&each.challenge), ended: each.ended.clone() })
        })
    }

    pub(crate) fn set_answer(&self, cid: ChallengeId, message: Option<Arc<str>>) {
        self.change(cid, |question| question.answer = message);
    }

    /// What was signed last, and how long it can still count.
    pub(crate) fn answer(&self, cid: ChallengeId, now: Duration) -> Option<(Arc<str>, Duration)> {
        self.all.with(|all| {
            let question = all.iter().find(|each| each.cid() == cid && each.ended.is_none())?;
            Some((Arc::clone(question.answer.as_ref()?), question.until.saturating_sub(now)))
        })
    }

    /// How it ended.
    pub(crate) fn ending(&self, cid: ChallengeId) -> Option<EndedView> {
        self.all.with(|all| all.iter().find(|each| each.cid() == cid)?.ended.clone())
    }

    /// Forgets an account's questions. Whether there were any.
    pub(crate) fn forget(&self, account: AccountId) -> bool {
        self.undelivered.with(|undelivered| undelivered.retain(|each| each.account != account));
        self.all.with(|all| {
            let before = all.len();
            all.retain(|each| each.account != account);
            before != all.len()
        })
    }

    fn is_being_answered(&self, cid: ChallengeId) -> bool {
        self.all.with(|all| all.iter().any(|each| each.cid() == cid && each.sending != Sending::Idle))
    }

    fn change(&self, cid: ChallengeId, change: impl FnOnce(&mut Question)) {
        self.all.with(|all| {
            if let Some(question) = all.iter_mut().find(|each| each.cid() == cid) {
                change(question);
            }
        });
    }

    /// Adds a question, unless it is known. What ended before it is seen by now.
    fn add(&self, question: Question) -> bool {
        self.all.with(|all| {
            if all.iter().any(|each| each.cid() == question.cid()) {
                return false;
            }
            for older in all.iter_mut().filter(|each| each.account == question.account) {
                older.is_dismissed |= older.ended.is_some();
            }
            all.push(question);
            true
        })
    }
}

impl Question {
    fn cid(&self) -> ChallengeId {
        self.challenge.challenge().cid
    }

    fn view(&self, now: Duration) -> QuestionView {
        let challenge = self.challenge.challenge();
        let context = &challenge.ctx;
        let since_heard = now.saturating_sub(self.heard_at);
        let before = Duration::from_secs(self.heard_date.saturating_sub(context.started_at));
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
            started_ago: before + since_heard,
            reason: context.reason.clone(),
            mode: match (&challenge.mode, challenge.digits) {
                (Mode::Tap, _) => QuestionMode::Tap,
                (Mode::Number, Some(digits)) => QuestionMode::Number { digits },
                (Mode::Number | Mode::Scan | Mode::Offline | Mode::Other(_), _) => QuestionMode::Unknown,
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
