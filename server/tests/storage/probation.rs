//! Probation in a small world: an intruder who got one method in, and every order in which things can happen then. The
//! rule that decides here is the server's own.

use std::collections::HashSet;

use countersign_server::domain::{Joined, Reason, lifetimes};

const DAY: u64 = 86400;
/// When the intruder's first method comes, by a proof that was talked out of the owner once.
const BREAK_IN: u64 = 10 * DAY;
/// How many methods the intruder has at most.
const MOST: usize = 3;
/// How many things happen after it.
const DEPTH: usize = 8;

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct World {
    now: u64,
    /// How many of the owner's methods are left; they are older.
    owners: u8,
    /// When each of the intruder's began to count.
    intruders: Vec<u64>,
    /// The intruder has new backup codes, another policy, or has switched it all off.
    is_lost: bool,
}

impl World {
    fn intruder_may(&self, reason: &Reason) -> bool {
        let joined = self.intruders.iter().map(|at| Joined { is_first: false, at: *at });
        joined.into_iter().any(|method| method.may_prove(reason, self.now))
    }

    /// All that the intruder can do next, and a day that passes.
    fn next(&self) -> Vec<Self> {
        let mut next = vec![Self { now: self.now + DAY, ..self.clone() }];
        if self.intruders.len() < MOST && self.intruder_may(&Reason::AddMethod) {
            let mut intruders = self.intruders.clone();
            intruders.push(self.now);
            next.push(Self { intruders, ..self.clone() });
        }
        if self.owners > 0 && self.intruder_may(&Reason::RemoveMethod) {
            next.push(Self { owners: self.owners - 1, ..self.clone() });
        }
        for reason in [Reason::NewCodes, Reason::ChangePolicy, Reason::ChangeAddress, Reason::SwitchOff] {
            if self.intruder_may(&reason) {
                next.push(Self { is_lost: true, ..self.clone() });
            }
        }
        next
    }
}

#[test]
fn whoever_gets_one_method_in_takes_nothing_away_for_72_hours_in_any_order() {
    let mut seen = HashSet::new();
    let mut worlds = vec![World { now: BREAK_IN, owners: 2, intruders: vec![BREAK_IN], is_lost: false }];
    for _ in 0..DEPTH {
        worlds = worlds.iter().flat_map(World::next).filter(|world| seen.insert(world.clone())).collect();
    }
    let harmed = |world: &&World| world.owners < 2 || world.is_lost;
    let first = seen.iter().filter(harmed).map(|world| world.now).min();
    // Not a second before, and then it can: otherwise this world would show nothing.
    assert_eq!(first, Some(BREAK_IN + lifetimes::PROBATION));
    assert!(seen.len() > 100, "{}", seen.len());
}

#[test]
fn the_owner_s_older_method_takes_the_intruder_s_away_at_any_moment() {
    let owner = Joined { is_first: true, at: 0 };
    let older = Joined { is_first: false, at: BREAK_IN - lifetimes::PROBATION };
    for now in (BREAK_IN..BREAK_IN + lifetimes::PROBATION).step_by(3600) {
        assert!(owner.may_prove(&Reason::RemoveMethod, now) && older.may_prove(&Reason::RemoveMethod, now));
    }
}

#[test]
fn a_first_method_is_never_new() {
    for reason in [Reason::RemoveMethod, Reason::NewCodes, Reason::SwitchOff, Reason::Other("later".into())] {
        assert!(Joined { is_first: true, at: BREAK_IN }.may_prove(&reason, BREAK_IN));
        assert!(!Joined { is_first: false, at: BREAK_IN }.may_prove(&reason, BREAK_IN));
    }
}
