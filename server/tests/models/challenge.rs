//! Two sign-ins of one account, two devices, answers that come twice, late, and in two halves; removal, cancelling,
//! time.

use std::collections::BTreeMap;

use countersign_protocol::ChallengeState;
use countersign_protocol::message::{Mode, Reason};
use countersign_server::domain::{
    Again, ModeFacts, Policy, Question, Said, Turn, Verdict, Wants, Way, again, choose_mode, turn,
};
use stateright::{Model, Property};

use crate::{holds, notices};

/// The clock moves by this, so that a question ends with the second step and an unused approval with the third.
const STEP: u64 = 100;
const LIFETIME: u64 = 120;
const LATEST: u64 = 500;
const DEVICES: usize = 2;
const SIGN_INS: usize = 2;
/// The first sign-in comes from a trusted browser.
const TRUSTED: usize = 0;

/// A rule that is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Broken {
    Nothing,
    /// An answer decides whatever was decided before.
    PendingOnly,
    /// A removal leaves the device's approvals, and nobody asks who gave them.
    Removal,
    /// A number is compared without being counted.
    CountFirst,
    /// Everybody asks at once.
    OneAtATime,
}

struct World {
    broken: Broken,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct State {
    now: u64,
    is_active: [bool; DEVICES],
    sign_ins: [SignIn; SIGN_INS],
    questions: Vec<Asked>,
    /// A state of a question that came after one it cannot come after.
    went_back: bool,
    /// A session that came of an approval by a device that did not count any more.
    by_nobody: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum SignIn {
    Away,
    Waiting,
    Asked,
    In,
    Over,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Asked {
    whose: usize,
    question: Question,
    by: Option<usize>,
    decisions: u8,
    comparisons: u32,
    sessions: u8,
    /// Each message that was counted, and whether it was compared since.
    counted: BTreeMap<Message, bool>,
}

/// What a device sends; the same again is the same message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Message {
    Yes { device: usize, number: Number },
    No { device: usize },
    NotMe,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Number {
    Right,
    Wrong(u8),
}

/// Whatever arrives may arrive again, later, or never.
const MESSAGES: [Message; 6] = [
    Message::Yes { device: 0, number: Number::Wrong(1) },
    Message::Yes { device: 0, number: Number::Wrong(2) },
    Message::Yes { device: 1, number: Number::Right },
    Message::Yes { device: 1, number: Number::Wrong(1) },
    Message::No { device: 0 },
    Message::NotMe,
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Event {
    SignIn(usize),
    AskForTurn(usize),
    /// The first transaction of a YES with a number.
    Count(usize, Message),
    /// The transaction that decides; a crash in between means that it comes later or not at all.
    Decide(usize, Message),
    Complete(usize),
    Cancel(usize),
    Remove(usize),
    Pass,
}

impl Model for World {
    type State = State;
    type Action = Event;

    fn init_states(&self) -> Vec<State> {
        vec![State {
            now: 0,
            is_active: [true; DEVICES],
            sign_ins: [SignIn::Away; SIGN_INS],
            questions: Vec::new(),
            went_back: false,
            by_nobody: false,
        }]
    }

    fn actions(&self, state: &State, events: &mut Vec<Event>) {
        for whose in 0..SIGN_INS {
            match state.sign_ins[whose] {
                SignIn::Away => events.push(Event::SignIn(whose)),
                SignIn::Waiting | SignIn::Asked => {
                    events.extend([Event::AskForTurn(whose), Event::Complete(whose), Event::Cancel(whose)]);
                }
                SignIn::In | SignIn::Over => {}
            }
        }
        for at in 0..state.questions.len() {
            for message in MESSAGES {
                events.extend([Event::Count(at, message), Event::Decide(at, message)]);
            }
        }
        // One device stays: the last one is not removed but switched off.
        if state.is_active[1] {
            events.push(Event::Remove(1));
        }
        if state.now < LATEST {
            events.push(Event::Pass);
        }
    }

    fn next_state(&self, last: &State, event: Event) -> Option<State> {
        let mut state = last.clone();
        match event {
            Event::SignIn(whose) => {
                state.sign_ins[whose] = SignIn::Waiting;
                self.ask(&mut state, whose);
            }
            Event::AskForTurn(whose) => self.ask(&mut state, whose),
            Event::Count(at, message) => state.count(at, message),
            Event::Decide(at, message) => self.decide(&mut state, at, message),
            Event::Complete(whose) => self.complete(&mut state, whose),
            Event::Cancel(whose) => {
                state.sign_ins[whose] = SignIn::Over;
                state.take_back(whose);
            }
            Event::Remove(device) => {
                state.is_active[device] = false;
                for asked in &mut state.questions {
                    let is_left = self.broken == Broken::Removal;
                    if !is_left
                        && asked.by == Some(device)
                        && asked.question.state_at(state.now) == ChallengeState::Approved
                    {
                        asked.question = asked.question.cancelled(state.now);
                    }
                }
            }
            Event::Pass => state.now += STEP,
        }
        state.went_back |= went_back(last, &state);
        state.forget_what_is_over();
        (state != *last).then_some(state)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![
            Property::always("a question is decided once", |_, state: &State| {
                state.questions.iter().all(|asked| asked.decisions <= 1)
            }),
            Property::always("a state never goes back", |_, state: &State| !state.went_back),
            Property::always("one question is pending at a time", |_, state: &State| {
                state.questions.iter().filter(|asked| asked.question.is_open(state.now)).count() <= 1
            }),
            Property::always("each approval lets in once, its own sign-in", |_, state: &State| {
                (0..SIGN_INS).all(|whose| {
                    let sessions = state.of(whose).map(|asked| asked.sessions).sum::<u8>();
                    let used = |asked: &&Asked| {
                        asked.question.state == ChallengeState::Consumed && asked.by.is_some()
                    };
                    sessions <= 1
                        && usize::from(sessions) == state.of(whose).filter(used).count()
                        && (sessions == 1) == (state.sign_ins[whose] == SignIn::In)
                })
            }),
            Property::always("nobody is let in by a device that does not count", |_, state: &State| {
                !state.by_nobody
            }),
            Property::always("what is compared was counted", |_, state: &State| {
                state.questions.iter().all(|asked| asked.comparisons <= Question::TRIES)
            }),
            Property::always("a NO is the last word", |_, state: &State| {
                (0..SIGN_INS).all(|whose| {
                    let refused = |asked: &Asked| asked.question.state == ChallengeState::Declined;
                    !state.of(whose).any(refused) || state.sign_ins[whose] != SignIn::In
                })
            }),
            Property::sometimes("both are let in", |_, state: &State| {
                state.sign_ins == [SignIn::In; SIGN_INS]
            }),
            Property::sometimes("three wrong numbers end a question", |_, state: &State| {
                state.questions.iter().any(|asked| asked.question.state == ChallengeState::Failed)
            }),
            Property::sometimes("an approval is forgotten", |_, state: &State| {
                state.questions.iter().any(|asked| {
                    asked.by.is_some() && asked.question.state_at(state.now) == ChallengeState::Expired
                })
            }),
            Property::sometimes("a plain question is asked again with a number", |_, state: &State| {
                let wants: Vec<_> = state.of(TRUSTED).map(|asked| asked.question.wants).collect();
                wants == [Wants::Nothing, Wants::ThePage]
            }),
        ]
    }
}

impl State {
    fn of(&self, whose: usize) -> impl Iterator<Item = &Asked> {
        self.questions.iter().filter(move |asked| asked.whose == whose)
    }

    /// Of a question that is over only how it ended is looked at: fewer states, and the same ones.
    fn forget_what_is_over(&mut self) {
        for asked in &mut self.questions {
            let state = asked.question.state_at(self.now);
            if state == ChallengeState::Pending {
                continue;
            }
            asked.counted.clear();
            asked.comparisons = 0;
            (asked.question.state, asked.question.tries, asked.question.expires_at) = (state, 0, 0);
            if state != ChallengeState::Approved {
                asked.question.decided_at = None;
                asked.by =
                    asked.by.filter(|_| matches!(state, ChallengeState::Consumed | ChallengeState::Expired));
            }
        }
    }

    fn count(&mut self, at: usize, message: Message) {
        let Message::Yes { device, .. } = message else { return };
        let (now, is_active) = (self.now, self.is_active[device]);
        let asked = &mut self.questions[at];
        if !is_active || !asked.question.counts(now) || asked.counted.contains_key(&message) {
            return;
        }
        asked.question.tries += 1;
        asked.counted.insert(message, false);
    }

    fn take_back(&mut self, whose: usize) {
        for asked in self.questions.iter_mut().filter(|asked| asked.whose == whose) {
            asked.question = asked.question.cancelled(self.now);
        }
    }

    fn insert(&mut self, whose: usize, wants: Wants) {
        let question = Question {
            state: ChallengeState::Pending,
            wants,
            tries: 0,
            expires_at: self.now + LIFETIME,
            decided_at: None,
        };
        let counted = BTreeMap::new();
        self.questions.push(Asked {
            whose,
            question,
            by: None,
            decisions: 0,
            comparisons: 0,
            sessions: 0,
            counted,
        });
        self.sign_ins[whose] = SignIn::Asked;
    }
}

impl World {
    fn ask(&self, state: &mut State, whose: usize) {
        let now = state.now;
        let latest = state.of(whose).last().map(|asked| asked.question.state_at(now));
        if again(latest) != Again::New || state.questions.len() > 2 {
            return;
        }
        let pending = state.questions.iter().position(|asked| asked.question.is_open(now));
        match turn(pending.map(|at| state.questions[at].question.wants), 0) {
            Turn::OthersWithNumber => {
                let first = pending.expect("somebody's");
                let whose_first = state.questions[first].whose;
                state.questions[first].question = state.questions[first].question.cancelled(now);
                state.insert(whose_first, Wants::ThePage);
            }
            Turn::Others if self.broken != Broken::OneAtATime => {}
            Turn::Mine | Turn::Others => {
                let other = state.sign_ins[1 - whose];
                let facts = ModeFacts {
                    policy: Policy::Adaptive,
                    trusted: whose == TRUSTED,
                    unusual: false,
                    alarmed: false,
                    second: matches!(other, SignIn::Waiting | SignIn::Asked),
                    way: Way::Usual,
                };
                let wants = match choose_mode(&Reason::SignIn, facts) {
                    Mode::Tap => Wants::Nothing,
                    _ => Wants::ThePage,
                };
                state.insert(whose, wants);
            }
        }
    }

    fn decide(&self, state: &mut State, at: usize, message: Message) {
        let now = state.now;
        let (device, said) = match message {
            Message::Yes { device, .. } => (device, Said::Yes),
            Message::No { device } => (device, Said::No),
            Message::NotMe => (0, Said::NotMe),
        };
        if !state.is_active[device] {
            return;
        }
        let asked = &mut state.questions[at];
        let mut nth_try = match asked.counted.get(&message) {
            // It was decided upon: the same reply again.
            Some(true) if self.broken != Broken::CountFirst => return,
            Some(_) => Some(asked.question.tries),
            None => None,
        };
        if self.broken == Broken::CountFirst {
            nth_try = Some(1);
        }
        match asked.question.wants.answered(said, nth_try) {
            Verdict::Decides(decision) => self.end(asked, decision, device, now),
            Verdict::Compare { .. } => {
                asked.comparisons += 1;
                asked.counted.insert(message, true);
                let uncompared = asked.counted.values().filter(|is_compared| !**is_compared).count();
                if matches!(message, Message::Yes { number: Number::Right, .. }) {
                    self.end(asked, ChallengeState::Approved, device, now);
                } else if asked.question.is_failed(u32::try_from(uncompared).expect("few")) {
                    self.end(asked, ChallengeState::Failed, device, now);
                }
            }
            Verdict::Protects => {
                if asked.question.is_open(now) {
                    self.end(asked, ChallengeState::Declined, device, now);
                }
                asked.question = asked.question.protected(now);
                let whose = asked.whose;
                if state.sign_ins[whose] != SignIn::In {
                    state.sign_ins[whose] = SignIn::Over;
                }
                return;
            }
            Verdict::NotThisQuestion | Verdict::Over => return,
        }
        if asked.question.state == ChallengeState::Declined && state.sign_ins[asked.whose] != SignIn::In {
            state.sign_ins[asked.whose] = SignIn::Over;
        }
    }

    fn end(&self, asked: &mut Asked, decision: ChallengeState, device: usize, now: u64) {
        let before = asked.question;
        asked.question = if self.broken == Broken::PendingOnly {
            Question { state: decision, decided_at: Some(now), ..before }
        } else {
            before.decided(decision, now)
        };
        if asked.question != before {
            asked.by = Some(device);
            asked.decisions += 1;
        }
    }

    fn complete(&self, state: &mut State, whose: usize) {
        let (now, is_active) = (state.now, state.is_active);
        for asked in state.questions.iter_mut().filter(|asked| asked.whose == whose) {
            let counts = asked.by.is_some_and(|device| is_active[device]);
            let Some(used) = asked.question.used(counts || self.broken == Broken::Removal, now) else {
                continue;
            };
            asked.question = used;
            asked.sessions += 1;
            state.by_nobody |= !counts;
            state.sign_ins[whose] = SignIn::In;
            state.take_back(whose);
            return;
        }
    }
}

/// How far a state is on its way.
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

fn went_back(last: &State, next: &State) -> bool {
    last.questions.iter().zip(&next.questions).any(|(before, after)| {
        let (was, is) = (before.question.state_at(last.now), after.question.state_at(next.now));
        rank(is) < rank(was) || (rank(was) == 2 && is != was)
    })
}

#[test]
fn every_order_of_answers_decides_once() {
    holds(World { broken: Broken::Nothing });
}

#[test]
fn an_answer_that_decides_again_would_be_noticed() {
    notices(World { broken: Broken::PendingOnly }, "a question is decided once");
}

#[test]
fn a_guess_that_is_not_counted_would_be_noticed() {
    notices(World { broken: Broken::CountFirst }, "what is compared was counted");
}

#[test]
fn two_questions_at_once_would_be_noticed() {
    notices(World { broken: Broken::OneAtATime }, "one question is pending at a time");
}

#[test]
fn a_removed_device_that_lets_in_would_be_noticed() {
    notices(World { broken: Broken::Removal }, "nobody is let in by a device that does not count");
}
