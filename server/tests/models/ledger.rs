//! Guesses at a number or code in two lanes: a thief with the right password in the shared one, the owner in that of
//! a trusted browser.

use countersign_server::domain::{Charge, Factor, Guesses, Lane};
use stateright::{Model, Property};

use crate::{holds, notices};

/// The clock is set back to this after each event, and what is kept moves with it: only differences count.
const NOW: u64 = 10_000_000;
const DAY: u64 = 86_400;
const LONGEST_PAUSE: u64 = 3600;
/// More guesses than this change nothing any more.
const GUESSES: u32 = 55;

/// A rule that is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Broken {
    Nothing,
    /// Both guess in one lane.
    Lanes,
    /// What is wrong is not written down.
    Charging,
}

struct World {
    factor: Factor,
    broken: Broken,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct State {
    thief: Guesses,
    owner: Guesses,
    /// Guesses of the thief that were compared, since the lane's last success.
    compared: u32,
    /// Wrong guesses of the owner, since the last right one.
    mistakes: u32,
    /// The owner was sent away although they had made fewer than ten mistakes in a row.
    is_shut_out: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Event {
    ThiefGuesses,
    OwnerMistypes,
    OwnerIsRight,
    /// Until the thief may guess again.
    ThiefWaits,
    ADayPasses,
}

impl World {
    fn new(factor: Factor) -> Self {
        Self { factor, broken: Broken::Nothing }
    }

    fn guess(&self, guesses: Guesses, lane: &Lane) -> Option<Guesses> {
        let charged = guesses.charge(self.factor, lane, NOW).ok()?;
        Some(if self.broken == Broken::Charging { guesses } else { charged })
    }

    /// The owner's lane, as it is kept.
    fn owners(&self, state: &State) -> (Guesses, Lane) {
        match self.broken {
            Broken::Lanes => (state.thief, Lane::shared()),
            Broken::Nothing | Broken::Charging => (state.owner, Lane::browser("trusted")),
        }
    }
}

impl Model for World {
    type State = State;
    type Action = Event;

    fn init_states(&self) -> Vec<State> {
        let none = Guesses::default();
        vec![State { thief: none, owner: none, compared: 0, mistakes: 0, is_shut_out: false }]
    }

    fn actions(&self, state: &State, events: &mut Vec<Event>) {
        events.push(Event::ThiefGuesses);
        if state.mistakes < 4 {
            events.push(Event::OwnerMistypes);
        }
        events.extend([Event::OwnerIsRight, Event::ThiefWaits, Event::ADayPasses]);
    }

    fn next_state(&self, last: &State, event: Event) -> Option<State> {
        let mut state = last.clone();
        match event {
            Event::ThiefGuesses if state.compared < GUESSES => {
                state.thief = self.guess(state.thief, &Lane::shared())?;
                state.compared += 1;
            }
            Event::ThiefGuesses => return None,
            Event::OwnerMistypes | Event::OwnerIsRight => {
                let (guesses, lane) = self.owners(last);
                match self.guess(guesses, &lane) {
                    Some(after) if event == Event::OwnerMistypes => {
                        state.mistakes += 1;
                        match self.broken {
                            Broken::Lanes => state.thief = after,
                            Broken::Nothing | Broken::Charging => state.owner = after,
                        }
                    }
                    // A success drops what is kept of its own lane.
                    Some(_) => {
                        state.mistakes = 0;
                        match self.broken {
                            Broken::Lanes => state.thief = Guesses::default(),
                            Broken::Nothing | Broken::Charging => state.owner = Guesses::default(),
                        }
                    }
                    None => state.is_shut_out |= last.mistakes < 9,
                }
            }
            Event::ThiefWaits => state.pass(last.thief.paused_until.saturating_sub(NOW)),
            Event::ADayPasses => state.pass(DAY),
        }
        (state != *last).then_some(state)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![
            Property::always("nobody shuts the owner out", |_, state: &State| !state.is_shut_out),
            Property::always("a thief has fifty guesses", |world: &Self, state: &State| {
                !matches!(world.factor, Factor::Code | Factor::Number) || state.compared <= 50
            }),
            Property::always("every pause ends within the hour", |_, state: &State| {
                state.thief.paused_until <= NOW + LONGEST_PAUSE
                    && state.owner.paused_until <= NOW + LONGEST_PAUSE
            }),
            Property::always("after the tenth in a row each guess waits", |world: &Self, state: &State| {
                let many = Guesses { paused_until: 0, ..state.thief };
                match many.charge(world.factor, &Lane::shared(), NOW) {
                    Ok(next) => next.in_a_row < 10 || next.paused_until > NOW,
                    Err(refused) => refused == Charge::Closed,
                }
            }),
            Property::always("only codes and numbers are closed", |world: &Self, state: &State| {
                let open = Guesses { paused_until: 0, ..state.thief };
                matches!(world.factor, Factor::Code | Factor::Number)
                    || open.charge(world.factor, &Lane::shared(), NOW).is_ok()
            }),
            Property::sometimes("a lane is paused", |_, state: &State| state.thief.paused_until > NOW),
        ]
    }
}

impl State {
    fn pass(&mut self, seconds: u64) {
        for guesses in [&mut self.thief, &mut self.owner] {
            if *guesses != Guesses::default() {
                // The worst for who guesses: a row is forgotten only after a whole day at once.
                guesses.last_at = if seconds < DAY { guesses.last_at } else { NOW - DAY };
                let left = guesses.paused_until.saturating_sub(NOW).saturating_sub(seconds);
                guesses.paused_until = NOW + left;
            }
        }
    }
}

#[test]
fn every_order_of_guesses_keeps_the_owners_lane_open() {
    holds(World::new(Factor::Number));
}

#[test]
fn backup_codes_are_paused_and_never_closed() {
    holds(World::new(Factor::BackupCode));
}

#[test]
fn one_lane_for_both_would_be_noticed() {
    notices(World { factor: Factor::Number, broken: Broken::Lanes }, "nobody shuts the owner out");
}

#[test]
fn guesses_that_are_not_charged_would_be_noticed() {
    notices(World { factor: Factor::Number, broken: Broken::Charging }, "a thief has fifty guesses");
}
