//! Small worlds in which everything that can happen does, in every order. The rules that decide are the server's own
//! (`countersign_server::domain`); around them stand people, devices, thieves and time. Each world is also run with one
//! rule broken on purpose, to show that it would be noticed.
//!
//! That the statements of the storage do what these rules say is shown by `storage/interleavings.rs`.

#[path = "models/challenge.rs"]
mod challenge;
#[path = "models/enrollment.rs"]
mod enrollment;
#[path = "models/ledger.rs"]
mod ledger;
#[path = "models/probation.rs"]
mod probation;
#[path = "models/trust.rs"]
mod trust;

use std::fmt::Debug;
use std::hash::Hash;

use stateright::{Checker, HasDiscoveries, Model};

/// Visits every state, and says how many there were.
#[expect(clippy::print_stdout, reason = "for people who ask")]
fn holds<M>(model: M)
where
    M: Model + Send + Sync + 'static,
    M::State: Clone + Debug + Hash + PartialEq + Send + Sync + 'static,
    M::Action: Clone + Debug + PartialEq,
{
    let checked = model.checker().threads(2).spawn_bfs().join();
    println!("{} states, {} of them different", checked.state_count(), checked.unique_state_count());
    checked.assert_properties();
}

/// With a rule broken, this property is seen to fail.
fn notices<M>(model: M, property: &'static str)
where
    M: Model + Send + Sync + 'static,
    M::State: Clone + Debug + Hash + PartialEq + Send + Sync + 'static,
    M::Action: Clone + Debug + PartialEq,
{
    let checked =
        model.checker().threads(2).finish_when(HasDiscoveries::AnyOf([property].into())).spawn_bfs().join();
    assert!(checked.discovery(property).is_some(), "nobody noticed that {property:?} was broken");
}
