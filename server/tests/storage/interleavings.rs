//! Any interleaving of answers, time and completion decides a question once, and as the rules say that the models of
//! `tests/models` run through: here the statements of the storage are held against them.

use countersign_protocol::{ChallengeId, ChallengeState, DeviceId, Digest};
use countersign_server::domain::{Hashed, Question, Reason, Said, Verdict, Wants};
use countersign_server::storage::{AnswerOutcome, Asked};
use proptest::prelude::*;
use tokio::task::JoinSet;

use crate::fixture::{FIRST, Person, Place, Says, firefox, from};

/// What may happen to one question.
#[derive(Debug, Clone, Copy)]
enum Event {
    Answer { laptop: bool, what: What },
    Complete { right_cookie: bool },
    Cancel,
    Pass(u64),
    RemoveLaptop,
    Restart,
    SecondSignIn,
}

#[derive(Debug, Clone, Copy)]
enum What {
    Right,
    Wrong,
    No,
    NotMe,
}

fn event() -> impl Strategy<Value = Event> {
    let what = prop_oneof![
        Just(What::Right),
        Just(What::Right),
        Just(What::Wrong),
        Just(What::No),
        Just(What::NotMe)
    ];
    prop_oneof![
        6 => (any::<bool>(), what).prop_map(|(laptop, what)| Event::Answer { laptop, what }),
        4 => any::<bool>().prop_map(|right_cookie| Event::Complete { right_cookie }),
        1 => Just(Event::Cancel),
        2 => (0..400_u64).prop_map(Event::Pass),
        1 => Just(Event::RemoveLaptop),
        1 => Just(Event::Restart),
        1 => Just(Event::SecondSignIn),
    ]
}

/// How far a state is on its way; it never goes back.
fn rank(state: ChallengeState) -> u8 {
    match state {
        ChallengeState::Pending => 0,
        ChallengeState::Approved => 1,
        ChallengeState::Declined
        | ChallengeState::Cancelled
        | ChallengeState::Expired
        | ChallengeState::Failed
        | ChallengeState::Consumed => 2,
    }
}

/// An answer that is counted, compared and decided upon at once.
fn answered(before: Question, what: What, now: u64) -> Question {
    let said = match what {
        What::Right | What::Wrong => Said::Yes,
        What::No => Said::No,
        What::NotMe => Said::NotMe,
    };
    let is_counted = said == Said::Yes && before.counts(now);
    let counted = Question { tries: before.tries + u32::from(is_counted), ..before };
    match counted.wants.answered(said, is_counted.then_some(counted.tries)) {
        Verdict::Decides(state) => counted.decided(state, now),
        Verdict::Compare { .. } if matches!(what, What::Right) => {
            counted.decided(ChallengeState::Approved, now)
        }
        Verdict::Compare { .. } if counted.is_failed(0) => counted.decided(ChallengeState::Failed, now),
        Verdict::Protects => counted.protected(now),
        Verdict::Compare { .. } | Verdict::NotThisQuestion | Verdict::Over => counted,
    }
}

struct Story {
    place: Place,
    person: Person,
    phone: DeviceId,
    laptop: DeviceId,
    login: Hashed,
    stranger: Option<Hashed>,
    cid: ChallengeId,
    digest: Digest,
    number: Option<String>,
    codes: Vec<String>,
    approvals: usize,
    refusals: usize,
    sessions: usize,
    last: ChallengeState,
    /// The same question by the rules alone.
    by_the_rules: Question,
    laptop_is_gone: bool,
    by_laptop: bool,
}

impl Story {
    async fn begin(is_trusted: bool) -> Self {
        let place = Place::new().await;
        let (person, phone) = place.person_with_device("ada").await;
        let codes = place.backup_codes(&person).await;
        place.prove(&person, Reason::AddMethod, &codes[0]).await;
        let (laptop, _) = place.link(&person, "Laptop", None).await;
        let known = is_trusted.then_some(person.known.as_str());
        let (login, asked) = place.begin(&person, firefox(), known).await;
        let Asked::Asked(cid) = asked else { panic!("{asked:?}") };
        let pending =
            place.storage.pending_challenge(&person.account, FIRST, place.now).await.expect("it works");
        let digest = Digest::of(pending.expect("asked").0.as_bytes());
        let number =
            place.attempt(login).await.challenge.expect("asked").number.map(|number| number.to_string());
        let by_the_rules = Question {
            state: ChallengeState::Pending,
            wants: if number.is_some() { Wants::ThePage } else { Wants::Nothing },
            tries: 0,
            expires_at: place.now + place.rules().challenge_seconds,
            decided_at: None,
        };
        Self {
            place,
            person,
            phone,
            laptop,
            login,
            stranger: None,
            cid,
            digest,
            number,
            codes,
            approvals: 0,
            refusals: 0,
            sessions: 0,
            last: ChallengeState::Pending,
            by_the_rules,
            laptop_is_gone: false,
            by_laptop: false,
        }
    }

    /// What the rules alone say of the same event.
    fn by_the_rules(&mut self, event: Event) {
        let (now, before) = (self.place.now, self.by_the_rules);
        self.by_the_rules = match event {
            Event::Answer { laptop: true, .. } if self.laptop_is_gone => before,
            Event::Answer { laptop, what } => {
                let after = answered(before, what, now);
                if after.state != before.state_at(now) {
                    self.by_laptop = laptop;
                }
                after
            }
            Event::Complete { right_cookie: true } => before.used(true, now).unwrap_or(before),
            Event::Cancel => before.cancelled(now),
            Event::RemoveLaptop if self.codes.is_empty() => before,
            Event::RemoveLaptop => {
                self.laptop_is_gone = true;
                let takes_back = self.by_laptop && before.state_at(now) == ChallengeState::Approved;
                if takes_back { before.cancelled(now) } else { before }
            }
            // A plain question is asked again with a number.
            Event::SecondSignIn if before.wants == Wants::Nothing && before.is_open(now) => {
                before.cancelled(now)
            }
            Event::SecondSignIn
            | Event::Complete { right_cookie: false }
            | Event::Pass(_)
            | Event::Restart => before,
        };
    }

    async fn happens(&mut self, event: Event) {
        self.by_the_rules(event);
        match event {
            Event::Answer { laptop, what } => self.answer(laptop, what).await,
            Event::Complete { right_cookie } => {
                let login = if right_cookie { Some(self.login) } else { self.stranger };
                let Some(login) = login else { return };
                let keep = self.place.keep();
                if self.place.complete(login, keep).await.is_some() {
                    assert_eq!(login, self.login, "another cookie completed");
                    assert_eq!(self.last, ChallengeState::Approved, "completed without an approval");
                    assert!(self.place.is_signed_in(keep).await);
                    self.sessions += 1;
                }
            }
            Event::Cancel => {
                self.place.storage.cancel_attempt(self.login, self.place.now).await.expect("it works");
            }
            Event::Pass(seconds) => self.place.pass(seconds),
            Event::RemoveLaptop => {
                let Some(code) = self.codes.pop() else { return };
                self.place.prove(&self.person, Reason::RemoveMethod, &code).await;
                let storage = &self.place.storage;
                storage
                    .remove_device(&self.person.session, &self.laptop, self.place.now)
                    .await
                    .expect("it works");
            }
            Event::Restart => self.place.reopen().await,
            Event::SecondSignIn => {
                let (login, _) = self.place.begin(&self.person, from([198, 51, 100, 7]), None).await;
                self.stranger = Some(login);
            }
        }
        self.look().await;
    }

    async fn answer(&mut self, laptop: bool, what: What) {
        let device = if laptop { &self.laptop } else { &self.phone };
        let says = match (what, self.number.as_deref()) {
            (What::Right, Some(number)) => Says::Number(number),
            (What::Right, None) => Says::Yes,
            (What::Wrong, _) => Says::Number("no number"),
            (What::No, _) => Says::No,
            (What::NotMe, _) => Says::NotMe,
        };
        let answer = self.place.answer_to(&self.person, device, self.cid, self.digest, says);
        let was = self.last;
        match (self.place.send(answer).await, what) {
            (AnswerOutcome::Taken(ChallengeState::Approved), _) => self.approvals += 1,
            (AnswerOutcome::Taken(ChallengeState::Declined), What::No) => self.refusals += 1,
            (AnswerOutcome::Taken(_), What::NotMe) if was == ChallengeState::Pending => self.refusals += 1,
            _ => {}
        }
    }

    /// Nothing has gone back, and nothing was decided twice.
    async fn look(&mut self) {
        let seen = self.place.storage.challenge(&self.person.account, self.cid, self.place.now).await;
        let state = seen.expect("it works").expect("it is remembered").state;
        assert!(rank(state) >= rank(self.last), "{:?} became {state:?}", self.last);
        assert!(rank(self.last) < 2 || state == self.last, "{:?} became {state:?}", self.last);
        self.last = state;
        assert_eq!(state, self.by_the_rules.state_at(self.place.now), "the rules say otherwise");
        assert!(self.approvals + self.refusals <= 1, "decided twice");
        assert!(self.approvals <= 1 && self.sessions <= self.approvals);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn any_interleaving_decides_once(is_trusted: bool, events in prop::collection::vec(event(), 1..14)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let mut story = Story::begin(is_trusted).await;
            for event in events {
                story.happens(event).await;
            }
        });
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn answers_that_arrive_together_decide_once() {
    for _ in 0..8 {
        let story = Story::begin(true).await;
        let mut answers = JoinSet::new();
        for round in 0..12_u8 {
            let device = if round % 2 == 0 { &story.phone } else { &story.laptop };
            let says = if round % 3 == 0 { Says::No } else { Says::Yes };
            let answer = story.place.answer_to(&story.person, device, story.cid, story.digest, says);
            let (storage, now) = (story.place.storage.clone(), story.place.now);
            answers.spawn(async move { storage.answer(answer, now).await.expect("it works") });
        }
        let outcomes = answers.join_all().await;
        let taken = outcomes.iter().filter(|outcome| matches!(outcome, AnswerOutcome::Taken(_))).count();
        assert_eq!(taken, 1, "{outcomes:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_approval_that_is_completed_together_many_times_lets_in_once() {
    let story = Story::begin(true).await;
    assert_eq!(
        story.place.says(&story.person, &story.phone, Says::Yes).await,
        AnswerOutcome::Taken(ChallengeState::Approved)
    );
    let mut completions = JoinSet::new();
    for _ in 0..8 {
        let (storage, now, keep, login) =
            (story.place.storage.clone(), story.place.now, story.place.keep(), story.login);
        completions.spawn(async move {
            storage.complete_sign_in(login, firefox(), keep, now).await.expect("it works")
        });
    }
    let done = completions.join_all().await;
    assert_eq!(done.iter().filter(|done| done.is_some()).count(), 1);
}
