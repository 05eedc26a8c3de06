//! A person links a phone by QR code or typed code while a thief photographs the page, types codes, and claims first.

use countersign_server::domain::{CodeSays, Enrolling, Stage};
use stateright::{Model, Property};

use crate::{holds, notices};

/// So that both times of an enrollment, five minutes each, end within a few steps.
const STEP: u64 = 150;
const LATEST: u64 = 450;
const ENROLLMENTS: usize = 2;

/// A rule that is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Broken {
    Nothing,
    /// A claimed code is claimed again, by whoever comes last.
    ClaimOnce,
    /// A device counts as soon as it has claimed.
    SixDigits,
    /// A new enrollment leaves the older one.
    OneLive,
    /// Digits are compared without being counted.
    CountFirst,
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
struct State {
    now: u64,
    enrollments: Vec<Page>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Page {
    enrolling: Enrolling,
    /// The thief has a photo of the QR code.
    is_photographed: bool,
    claimed_by: Option<Who>,
    /// The owner's phone was told that somebody else used the code.
    owner_is_warned: bool,
    active: Option<Who>,
    activations: u8,
    claims: u8,
    /// Digits that were counted and not compared yet: the right ones or not.
    counted: Option<bool>,
    confirm_comparisons: u32,
    setup_comparisons: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Event {
    Begin,
    Photograph(usize),
    Claim(usize, Who),
    /// A typed code that is wrong: whoever it is, it counts.
    GuessSetupCode(usize),
    /// The owner types digits into the page: those on the owner's phone are right if that phone claimed; a thief has
    /// digits and no page. The first transaction counts, the second compares.
    Count(usize, bool),
    Compare(usize),
    Stop(usize),
    Pass,
}

impl Model for World {
    type State = State;
    type Action = Event;

    fn init_states(&self) -> Vec<State> {
        vec![State { now: 0, enrollments: Vec::new() }]
    }

    fn actions(&self, state: &State, events: &mut Vec<Event>) {
        if state.enrollments.len() < ENROLLMENTS {
            events.push(Event::Begin);
        }
        for (at, page) in state.enrollments.iter().enumerate() {
            events.extend([Event::Photograph(at), Event::Claim(at, Who::Owner), Event::GuessSetupCode(at)]);
            if page.is_photographed {
                events.push(Event::Claim(at, Who::Thief));
            }
            events.extend([Event::Count(at, false), Event::Compare(at), Event::Stop(at)]);
            if page.claimed_by == Some(Who::Owner) {
                events.push(Event::Count(at, true));
            }
        }
        if state.now < LATEST {
            events.push(Event::Pass);
        }
    }

    fn next_state(&self, last: &State, event: Event) -> Option<State> {
        let mut state = last.clone();
        let now = state.now;
        match event {
            Event::Begin => {
                if self.broken != Broken::OneLive {
                    for page in &mut state.enrollments {
                        page.enrolling = page.enrolling.ended();
                        page.forget_tries();
                    }
                }
                state.enrollments.push(Page::begun(now));
            }
            Event::Photograph(at) => state.enrollments[at].is_photographed = true,
            Event::Claim(at, who) => self.claim(&mut state.enrollments[at], who, now),
            Event::GuessSetupCode(at) => {
                let page = &mut state.enrollments[at];
                page.enrolling = page.enrolling.setup_tried(now)?;
                page.setup_comparisons += 1;
            }
            Event::Count(at, is_right) => {
                let page = &mut state.enrollments[at];
                if page.counted.is_some() {
                    return None;
                }
                match self.broken {
                    Broken::CountFirst => {}
                    _ => page.enrolling = page.enrolling.confirm_tried(now)?,
                }
                page.counted = Some(is_right);
            }
            Event::Compare(at) => {
                let page = &mut state.enrollments[at];
                let is_right = page.counted.take()?;
                if page.confirm_comparisons > Enrolling::CONFIRM_TRIES {
                    return None;
                }
                page.confirm_comparisons += 1;
                let before = page.enrolling;
                page.enrolling = before.compared(is_right, now);
                if page.enrolling.stage == Stage::Done && before.stage != Stage::Done {
                    page.active = page.claimed_by;
                    page.activations += 1;
                }
            }
            Event::Stop(at) => state.enrollments[at].enrolling = state.enrollments[at].enrolling.ended(),
            Event::Pass => state.now += STEP,
        }
        (state != *last).then_some(state)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![
            Property::always("a thief's phone never counts", |_, state: &State| {
                state.enrollments.iter().all(|page| page.active != Some(Who::Thief))
            }),
            Property::always("a code is claimed once", |_, state: &State| {
                state.enrollments.iter().all(|page| page.claims <= 1 && page.activations <= 1)
            }),
            Property::always("one enrollment is live at a time", |_, state: &State| {
                let live =
                    |page: &&Page| matches!(page.enrolling.stage_at(state.now), Stage::Open | Stage::Claimed);
                state.enrollments.iter().filter(live).count() <= 1
            }),
            Property::always("digits are compared three times at most", |_, state: &State| {
                state.enrollments.iter().all(|page| page.confirm_comparisons <= Enrolling::CONFIRM_TRIES)
            }),
            Property::always("a typed code is compared five times at most", |_, state: &State| {
                state.enrollments.iter().all(|page| page.setup_comparisons <= Enrolling::SETUP_TRIES)
            }),
            Property::always("what is over stays over", |_, state: &State| {
                state
                    .enrollments
                    .iter()
                    .all(|page| page.active.is_none() || page.enrolling.stage == Stage::Done)
            }),
            Property::sometimes("the owner's phone is linked", |_, state: &State| {
                state.enrollments.iter().any(|page| page.active == Some(Who::Owner))
            }),
            Property::sometimes("a thief is first, and the owner's phone says so", |_, state: &State| {
                state
                    .enrollments
                    .iter()
                    .any(|page| page.claimed_by == Some(Who::Thief) && page.owner_is_warned)
            }),
        ]
    }
}

impl Page {
    /// Of what is over only what came of it is looked at: fewer states, and the same ones.
    fn forget_tries(&mut self) {
        (self.enrolling.setup_tries, self.enrolling.confirm_tries, self.enrolling.expires_at) = (0, 0, 0);
        (self.setup_comparisons, self.confirm_comparisons, self.is_photographed) = (0, 0, true);
    }

    fn begun(now: u64) -> Self {
        Self {
            enrolling: Enrolling::begun(now),
            is_photographed: false,
            claimed_by: None,
            owner_is_warned: false,
            active: None,
            activations: 0,
            claims: 0,
            counted: None,
            confirm_comparisons: 0,
            setup_comparisons: 0,
        }
    }
}

impl World {
    fn claim(&self, page: &mut Page, who: Who, now: u64) {
        let says = match self.broken {
            Broken::ClaimOnce => Enrolling { stage: Stage::Open, ..page.enrolling }.claimed(now),
            _ => page.enrolling.claimed(now),
        };
        match says {
            CodeSays::Claimed(after) => {
                // The same message again would get the same device; this is another one.
                page.enrolling = after;
                page.claimed_by = Some(who);
                page.claims = (page.claims + 1).min(2);
                if self.broken == Broken::SixDigits {
                    page.active = Some(who);
                }
            }
            CodeSays::Used if who == Who::Owner && page.claimed_by != Some(who) => {
                page.owner_is_warned = true;
            }
            CodeSays::Used | CodeSays::Invalid => {}
        }
    }
}

#[test]
fn every_order_of_claims_and_digits_links_only_the_owners_phone() {
    holds(World { broken: Broken::Nothing });
}

#[test]
fn a_code_for_two_would_be_noticed() {
    notices(World { broken: Broken::ClaimOnce }, "a code is claimed once");
}

#[test]
fn linking_without_digits_would_be_noticed() {
    notices(World { broken: Broken::SixDigits }, "a thief's phone never counts");
}

#[test]
fn two_live_enrollments_would_be_noticed() {
    notices(World { broken: Broken::OneLive }, "one enrollment is live at a time");
}

#[test]
fn digits_that_are_not_counted_would_be_noticed() {
    notices(World { broken: Broken::CountFirst }, "digits are compared three times at most");
}
