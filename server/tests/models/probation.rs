//! A thief who got one YES adds a method of their own; then owner and thief try to be rid of each other.

use countersign_protocol::message::Reason;
use countersign_server::domain::{Joined, lifetimes};
use stateright::{Model, Property};

use crate::{holds, notices};

const STEP: u64 = 24 * 3600;
const LATEST: u64 = 6 * STEP;

/// A rule that is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Broken {
    Nothing,
    /// A new method may do all that an old one may.
    Probation,
    /// The first method waits, too.
    FirstIsFree,
}

struct World {
    broken: Broken,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Who {
    Owner,
    Thief,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Method {
    whose: Who,
    joined: Joined,
    is_suspended: bool,
    is_gone: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct State {
    now: u64,
    methods: Vec<Method>,
    /// What a thief's method took from the owner, and how old that method was then.
    taken_after: Option<u64>,
    /// The owner wanted to be rid of the thief's method within its 72 hours and could not.
    is_helpless: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Event {
    /// Proved by any method that counts: whoever says YES once.
    Add(Who),
    /// One method proves that another goes.
    Remove {
        by: usize,
        which: usize,
    },
    /// The link in the mail about a new method.
    Suspend(usize),
    Pass,
}

impl World {
    fn may(&self, method: &Method, now: u64) -> bool {
        let counts = !method.is_gone && !method.is_suspended;
        let joined = match self.broken {
            Broken::FirstIsFree => Joined { is_first: false, ..method.joined },
            Broken::Nothing | Broken::Probation => method.joined,
        };
        counts && (self.broken == Broken::Probation || joined.may_prove(&Reason::RemoveMethod, now))
    }
}

impl Model for World {
    type State = State;
    type Action = Event;

    fn init_states(&self) -> Vec<State> {
        let first = Joined { is_first: true, at: 0 };
        let phone = Method { whose: Who::Owner, joined: first, is_suspended: false, is_gone: false };
        vec![State { now: 0, methods: vec![phone], taken_after: None, is_helpless: false }]
    }

    fn actions(&self, state: &State, events: &mut Vec<Event>) {
        if state.methods.len() < 3 {
            events.extend([Event::Add(Who::Owner), Event::Add(Who::Thief)]);
        }
        for by in 0..state.methods.len() {
            for which in 0..state.methods.len() {
                if by != which {
                    events.push(Event::Remove { by, which });
                }
            }
            events.push(Event::Suspend(by));
        }
        if state.now < LATEST {
            events.push(Event::Pass);
        }
    }

    fn next_state(&self, last: &State, event: Event) -> Option<State> {
        let mut state = last.clone();
        let now = state.now;
        match event {
            Event::Add(whose) => {
                // Adding takes nothing away: a method that is new itself may prove it.
                let proves =
                    |method: &Method| !method.is_gone && method.joined.may_prove(&Reason::AddMethod, now);
                if !last.methods.iter().any(proves) {
                    return None;
                }
                let joined = Joined { is_first: false, at: now };
                state.methods.push(Method { whose, joined, is_suspended: false, is_gone: false });
            }
            Event::Remove { by, which } => {
                let (mine, other) = (&last.methods[by], &last.methods[which]);
                if other.is_gone || mine.whose == other.whose {
                    return None;
                }
                let may = self.may(mine, now);
                let is_new_thief = other.whose == Who::Thief && other.joined.new_until(now).is_some();
                if mine.whose == Who::Owner && mine.joined.is_first && !mine.is_gone && !mine.is_suspended {
                    state.is_helpless |= is_new_thief && !may;
                }
                if may {
                    state.methods[which].is_gone = true;
                    if mine.whose == Who::Thief {
                        let age = now - mine.joined.at;
                        state.taken_after = Some(last.taken_after.map_or(age, |before| before.min(age)));
                    }
                }
            }
            Event::Suspend(which) => {
                // The link goes to the owner's mailbox, and only a method on probation has one.
                last.methods[which].joined.new_until(now)?;
                state.methods[which].is_suspended = true;
            }
            Event::Pass => state.now += STEP,
        }
        (state != *last).then_some(state)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![
            Property::always("nothing is taken from the owner for 72 hours", |_, state: &State| {
                state.taken_after.is_none_or(|age| age >= lifetimes::PROBATION)
            }),
            Property::always("the owner's first method can remove what is new", |_, state: &State| {
                !state.is_helpless
            }),
            Property::sometimes("a thief whom nobody stops for 72 hours gets through", |_, state: &State| {
                state.taken_after.is_some()
            }),
            Property::sometimes("the owner is rid of the thief", |_, state: &State| {
                state.methods.iter().any(|method| method.whose == Who::Thief && method.is_gone)
            }),
        ]
    }
}

#[test]
fn a_new_method_takes_nothing_away_for_72_hours() {
    holds(World { broken: Broken::Nothing });
}

#[test]
fn a_new_method_that_takes_away_would_be_noticed() {
    notices(World { broken: Broken::Probation }, "nothing is taken from the owner for 72 hours");
}

#[test]
fn a_first_method_that_has_to_wait_would_be_noticed() {
    notices(World { broken: Broken::FirstIsFree }, "the owner's first method can remove what is new");
}
