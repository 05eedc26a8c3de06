//! A thief copies the cookie of a trusted browser at any moment; owner and thief sign in with it in any order. The
//! thief knows the password.

use countersign_protocol::message::{Mode, Reason};
use countersign_server::domain::{ModeFacts, Policy, Shown, TrustSays, Way, choose_mode};
use stateright::{Model, Property};

use crate::{holds, notices};

const STEP: u64 = 10 * 86_400;
const LATEST: u64 = 40 * 86_400;
const TRUST: u64 = 30 * 86_400;
/// New values that this world has.
const VALUES: u8 = 5;

/// A rule that is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Broken {
    Nothing,
    /// A sign-in leaves the value as it is.
    Rotation,
    /// An old value says nothing.
    Theft,
}

struct World {
    broken: Broken,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[expect(clippy::struct_excessive_bools, reason = "each is something that has happened or not")]
struct State {
    now: u64,
    /// What the server keeps: the value that holds, and whether the trust was ended.
    current: u8,
    is_ended: bool,
    trusted_until: u64,
    owners: u8,
    thiefs: Option<u8>,
    /// Both have signed in with the cookie since it was copied: now somebody must have noticed.
    owner_came_after: bool,
    thief_came_after: bool,
    /// The owner was told that the cookie was stolen.
    is_told: bool,
    /// A thief's sign-in was let in without anybody saying YES.
    is_let_in: bool,
    /// A plain YES or NO was asked for the thief, from another network than the owner's.
    is_plain_from_elsewhere: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Event {
    Copy,
    /// The owner signs in and says YES.
    OwnerSignsIn,
    /// The thief signs in from the same network or another one; a person who is not careful says YES.
    ThiefSignsIn {
        is_near: bool,
        says_yes: bool,
    },
    Pass,
}

impl State {
    fn shown(&self, value: u8) -> Shown {
        Shown {
            is_current: value == self.current,
            was_replaced: value < self.current,
            is_ended: self.is_ended,
            trusted_until: self.trusted_until,
        }
    }
}

impl World {
    /// What the server makes of a value, and the question that is asked then.
    fn present(&self, state: &mut State, value: u8, is_near: bool) -> (bool, Mode) {
        let mut says = state.shown(value).says(state.now);
        if says == TrustSays::Stolen && self.broken == Broken::Theft {
            says = TrustSays::Nothing;
        }
        if says == TrustSays::Stolen {
            state.is_ended = true;
            state.is_told = true;
        }
        let trusted = says == TrustSays::Trusted;
        let facts = ModeFacts {
            policy: Policy::Adaptive,
            trusted,
            unusual: trusted && !is_near,
            alarmed: false,
            second: false,
            way: Way::Usual,
        };
        (trusted, choose_mode(&Reason::SignIn, facts))
    }

    /// The next value for whoever was let in by a trusted browser.
    fn rotate(&self, state: &mut State) -> u8 {
        if self.broken != Broken::Rotation {
            state.current += 1;
        }
        state.current
    }
}

impl Model for World {
    type State = State;
    type Action = Event;

    fn init_states(&self) -> Vec<State> {
        vec![State {
            now: 0,
            current: 0,
            is_ended: false,
            trusted_until: TRUST,
            owners: 0,
            thiefs: None,
            owner_came_after: false,
            thief_came_after: false,
            is_told: false,
            is_let_in: false,
            is_plain_from_elsewhere: false,
        }]
    }

    fn actions(&self, state: &State, events: &mut Vec<Event>) {
        if state.thiefs.is_none() {
            events.push(Event::Copy);
        }
        if state.current < VALUES {
            events.push(Event::OwnerSignsIn);
            if state.thiefs.is_some() {
                for is_near in [true, false] {
                    for says_yes in [true, false] {
                        events.push(Event::ThiefSignsIn { is_near, says_yes });
                    }
                }
            }
        }
        if state.now < LATEST {
            events.push(Event::Pass);
        }
    }

    fn next_state(&self, last: &State, event: Event) -> Option<State> {
        let mut state = last.clone();
        match event {
            Event::Copy => state.thiefs = Some(state.owners),
            Event::OwnerSignsIn => {
                let (trusted, _) = self.present(&mut state, last.owners, true);
                state.owner_came_after |= last.thiefs.is_some() && state.now < state.trusted_until;
                if trusted {
                    state.owners = self.rotate(&mut state);
                }
            }
            Event::ThiefSignsIn { is_near, says_yes } => {
                let (trusted, mode) = self.present(&mut state, last.thiefs?, is_near);
                state.thief_came_after |= says_yes && state.now < state.trusted_until;
                state.is_plain_from_elsewhere |= mode == Mode::Tap && !is_near;
                if trusted && says_yes {
                    state.thiefs = Some(self.rotate(&mut state));
                }
            }
            Event::Pass => state.now += STEP,
        }
        (state != *last).then_some(state)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![
            Property::always(
                "when both have come, the theft is noticed or only one is trusted",
                |_, state: &State| {
                    let trusted = |value| state.shown(value).says(state.now) == TrustSays::Trusted;
                    let both = state.owner_came_after && state.thief_came_after;
                    !(both && trusted(state.owners) && state.thiefs.is_some_and(trusted))
                },
            ),
            Property::always("whoever is late ends the trust and tells the owner", |_, state: &State| {
                let late = |value| state.shown(value).says(state.now) == TrustSays::Stolen;
                // Once it was shown, the trust is over.
                !state.is_told || (state.is_ended && !late(state.owners) && !state.thiefs.is_some_and(late))
            }),
            Property::always("both cannot come after a copy without a word", |_, state: &State| {
                !(state.owner_came_after && state.thief_came_after) || state.is_told
            }),
            Property::always("from another network nobody is asked for a plain YES", |_, state: &State| {
                !state.is_plain_from_elsewhere
            }),
            Property::always("without a thief nobody is told of one", |_, state: &State| {
                state.thiefs.is_some() || !state.is_told
            }),
            Property::sometimes("the owner is told", |_, state: &State| state.is_told),
            Property::sometimes("the owner stays trusted", |_, state: &State| {
                state.owners == VALUES && !state.is_ended
            }),
        ]
    }
}

#[test]
fn a_copied_cookie_is_found_out_in_every_order() {
    holds(World { broken: Broken::Nothing });
}

#[test]
fn a_value_that_stays_would_be_noticed() {
    notices(World { broken: Broken::Rotation }, "both cannot come after a copy without a word");
}

#[test]
fn an_old_value_that_says_nothing_would_be_noticed() {
    notices(World { broken: Broken::Theft }, "both cannot come after a copy without a word");
}
