//! The questions that this run of the app has heard of.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use countersign_otp::UnixTime;
use countersign_protocol::message::VerifiedChallenge;
use countersign_protocol::{ChallengeId, Digest, Origin, ScanSecret};
use countersign_vault::{Account, AccountId};

use crate::answering::NotMe;
use crate::guarded::Guarded;
use crate::history::{Entry, Said};
use crate::view::{EndedAs, EndedView, Sending};

/// How long after its end *It wasn't me* can still be said.
const REMEMBERED: Duration = Duration::from_secs(countersign_protocol::limits::NOT_ME_SECONDS);

/// After two NOs while locked, a device is left in peace for so long: whoever holds it is asked too often, and is not
/// its person, or has had enough.
const PEACE: Duration = Duration::from_mins(15);

/// So many that ended while the vault was closed wait to be written down, however long that takes.
const MOST_UNWRITTEN: usize = 200;

/// All questions that this run of the app has heard of. What is written down about them is for the person to read
/// (`history.rs`): after a restart the server asks again.
#[derive(Default)]
pub(crate) struct Questions {
    pub(super) all: Guarded<Vec<Question>>,
    /// *It wasn't me* that no server has heard yet.
    pub(crate) undelivered: Guarded<Vec<NotMe>>,
    /// The question that a link asked for, until it is there.
    pub(super) awaited: Guarded<Option<ChallengeId>>,
    /// What was scanned before its question was there.
    scanned: Guarded<Option<(ChallengeId, ScanSecret)>>,
    /// For each account, when NO was said while the app was locked, by the clock since boot: the last two.
    noes: Guarded<BTreeMap<AccountId, (Option<Duration>, Duration)>>,
}

pub(super) struct Question {
    pub(super) account: AccountId,
    pub(super) challenge: Arc<VerifiedChallenge>,
    pub(super) service: String,
    pub(super) user: String,
    /// When it was heard of, by this device's clock.
    pub(super) asked_at: UnixTime,
    /// The same by the clock since boot.
    pub(super) heard_at: Duration,
    /// When that was by the server's clock; `None` if no server brought it, but its page.
    pub(super) heard_date: Option<u64>,
    /// When it ends, by the clock since boot.
    pub(super) until: Duration,
    pub(super) sending: Sending,
    /// What was signed last; a retry sends these very bytes.
    pub(super) answer: Option<Arc<str>>,
    /// What was answered here, unless the server has refused it.
    pub(super) said: Option<Said>,
    pub(super) ended: Option<EndedView>,
    pub(super) is_dismissed: bool,
    /// It came while the device was left in peace: nobody is told of it until the app is unlocked.
    pub(super) is_quiet: bool,
    /// What the page's QR code proves, once it was scanned.
    pub(super) scanned: Option<ScanSecret>,
    /// Whether it was read from its page, to be answered without network.
    pub(super) is_read: bool,
    /// How often something has happened that belongs into the history.
    pub(super) changes: u32,
    /// How many of these it holds.
    pub(super) written: u32,
}

/// What answering a question takes.
pub(crate) struct Open {
    pub(crate) challenge: Arc<VerifiedChallenge>,
    pub(crate) ended: Option<EndedView>,
    pub(crate) scanned: Option<ScanSecret>,
    /// Whether it was read from its page.
    pub(crate) is_read: bool,
    /// When it ends for sure, by the clock since boot.
    pub(crate) until: Duration,
    /// Whether a server has brought it here.
    pub(crate) came_by_network: bool,
}

impl Questions {
    /// The code of a question's page was scanned.
    pub(crate) fn scan(&self, cid: ChallengeId, secret: ScanSecret) {
        self.change(cid, |question| question.scanned = Some(secret.clone()));
        self.scanned.with(|scanned| *scanned = Some((cid, secret)));
    }

    /// What was scanned is not this page's.
    pub(crate) fn forget_scan(&self, cid: ChallengeId) {
        self.change(cid, |question| question.scanned = None);
        self.scanned.with(|scanned| scanned.take_if(|(known, _)| *known == cid));
    }

    /// NO was said while the app was locked.
    pub(crate) fn said_no_while_locked(&self, account: AccountId, now: Duration) {
        self.noes.with(|noes| {
            let before = noes.get(&account).map(|(_, last)| *last);
            noes.insert(account, (before, now));
        });
    }

    /// Whether the locked device is left in peace about this account.
    pub(super) fn is_in_peace(&self, account: AccountId, now: Duration) -> bool {
        let is_recent = |at: Duration| now.saturating_sub(at) < PEACE;
        self.noes.with(|noes| match noes.get(&account) {
            Some((Some(first), second)) => is_recent(*first) && is_recent(*second),
            Some((None, _)) | None => false,
        })
    }

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
            let unwritten = all.iter().filter(|each| each.written != each.changes).count();
            let keep_unwritten = unwritten <= MOST_UNWRITTEN;
            all.retain(|each| {
                let is_recent = now.saturating_sub(each.until) < REMEMBERED;
                is_recent || (keep_unwritten && each.written != each.changes)
            });
            let mut any = false;
            for each in all.iter_mut() {
                if each.ended.is_none() && each.until <= now && each.sending == Sending::Idle {
                    each.end(EndedView { how: EndedAs::Expired, by: None, at: None });
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
            found.map(|each| Open {
                challenge: Arc::clone(&each.challenge),
                ended: each.ended.clone(),
                scanned: each.scanned.clone(),
                is_read: each.is_read,
                until: each.until,
                came_by_network: each.heard_date.is_some(),
            })
        })
    }

    /// What is being sent; nothing any more once the server has refused it.
    pub(crate) fn set_answer(&self, cid: ChallengeId, answer: Option<(Said, Arc<str>)>) {
        self.change(cid, |question| (question.said, question.answer) = answer.unzip());
    }

    /// What was answered here without a message to any server.
    pub(crate) fn set_said(&self, cid: ChallengeId, said: Said) {
        self.change(cid, |question| {
            question.said = Some(said);
            question.changes += 1;
        });
    }

    /// What was signed last, and how long it can still count.
    pub(crate) fn answer(&self, cid: ChallengeId, now: Duration) -> Option<(Said, Arc<str>, Duration)> {
        self.all.with(|all| {
            let question = all.iter().find(|each| each.cid() == cid && each.ended.is_none())?;
            Some((question.said?, Arc::clone(question.answer.as_ref()?), question.until.saturating_sub(now)))
        })
    }

    /// The vault is closed: what it calls the accounts is not known any more.
    pub(crate) fn hide_names(&self) {
        self.all.with(|all| all.iter_mut().for_each(Question::hide_names));
    }

    /// The vault is open again: who has opened it is the person, and hears of everything.
    pub(crate) fn show_names(&self, accounts: &[Account]) {
        self.noes.with(BTreeMap::clear);
        self.all.with(|all| {
            for question in all {
                question.is_quiet = false;
                if let Some(account) = accounts.iter().find(|each| each.id() == question.account) {
                    account.shown_service().clone_into(&mut question.service);
                    account.shown_user().clone_into(&mut question.user);
                }
            }
        });
    }

    /// How it ended.
    pub(crate) fn ending(&self, cid: ChallengeId) -> Option<EndedView> {
        self.all.with(|all| all.iter().find(|each| each.cid() == cid)?.ended.clone())
    }

    /// Whether it waits for an answer now.
    pub(crate) fn waits(&self, cid: ChallengeId) -> bool {
        self.all.with(|all| all.iter().any(|each| each.cid() == cid && each.ended.is_none()))
    }

    /// What the history does not hold yet, each with what [`wrote`](Self::wrote) wants to know.
    pub(crate) fn unwritten(&self, now: UnixTime) -> Vec<(Entry, u32)> {
        self.all.with(|all| {
            let unwritten = all.iter().filter(|each| each.written != each.changes);
            unwritten.map(|each| (each.entry(now), each.changes)).collect()
        })
    }

    /// The history holds so many changes of it.
    pub(crate) fn wrote(&self, cid: ChallengeId, changes: u32) {
        self.change(cid, |question| question.written = changes);
    }

    /// Whether a report about one of an account's questions is on its way.
    pub(crate) fn has_undelivered(&self, account: AccountId) -> bool {
        self.undelivered.with(|undelivered| undelivered.iter().any(|each| each.account == account))
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

    pub(super) fn is_being_answered(&self, cid: ChallengeId) -> bool {
        self.all.with(|all| all.iter().any(|each| each.cid() == cid && each.sending != Sending::Idle))
    }

    pub(super) fn change(&self, cid: ChallengeId, change: impl FnOnce(&mut Question)) {
        self.all.with(|all| {
            if let Some(question) = all.iter_mut().find(|each| each.cid() == cid) {
                change(question);
            }
        });
    }

    /// A question was read from its page: it is added, or the one that is known may be answered without network.
    /// Older ones of the account have ended, because at most one waits at a time.
    pub(super) fn add_from_page(&self, question: Question) {
        let (cid, account, iat) = (question.cid(), question.account, question.challenge.challenge().iat);
        self.all.with(|all| {
            for older in all.iter_mut().filter(|each| each.account == account && each.cid() != cid) {
                if waits_though_older(older, iat) && older.sending == Sending::Idle {
                    older.end(EndedView { how: EndedAs::Cancelled, by: None, at: None });
                    older.is_dismissed = true;
                }
            }
        });
        if !self.add(question) {
            self.change(cid, |known| {
                known.is_read = true;
                known.is_dismissed = false;
            });
        }
    }

    /// Adds a question, unless it is known. What ended before it is seen by now.
    pub(super) fn add(&self, mut question: Question) -> bool {
        question.scanned = self.scanned.with(|scanned| match scanned {
            Some((cid, secret)) if *cid == question.cid() => Some(secret.clone()),
            Some(_) | None => None,
        });
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
    pub(super) fn end(&mut self, ended: EndedView) {
        self.ended = Some(ended);
        self.changes += 1;
    }

    fn hide_names(&mut self) {
        self.service = address(&self.challenge.challenge().iss);
        self.user.clear();
    }

    pub(super) fn cid(&self) -> ChallengeId {
        self.challenge.challenge().cid
    }
}

/// Whether a question still waits though a later one was made.
fn waits_though_older(question: &Question, iat: u64) -> bool {
    question.ended.is_none() && question.challenge.challenge().iat <= iat
}

/// What stands in the place of a name while the vault is locked: the server's address as people read it.
pub(super) fn address(origin: &Origin) -> String {
    origin.to_string().trim_start_matches("https://").to_owned()
}
