//! How many answers a second are decided and on the disk, and how many if each had a transaction to itself.
//! `cargo bench -p countersign-server --bench decisions`.

#![expect(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a benchmark measures real time and says so"
)]

use std::sync::Arc;
use std::time::Instant;

use countersign_protocol::ChallengeState;
use countersign_server::domain::Policy;
use countersign_server::storage::{AnswerOutcome, Asked, NewAnswer};
use tokio::task::JoinSet;

#[expect(dead_code, reason = "the storage's tests use the rest of it")]
#[path = "../tests/storage/fixture.rs"]
mod fixture;

use fixture::{FIRST, Place, Says, firefox};

/// People with one pending question each, in each round.
const TOGETHER: usize = 2000;
/// The same one after the other; fewer, because each waits for the disk.
const ALONE: usize = 200;
const ROUNDS: usize = 5;

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let place = Arc::new(Place::with(|rules| rules.approval = Policy::Tap).await);
        let (mut best_together, mut best_alone) = (0.0_f64, 0.0_f64);
        for round in 1..=ROUNDS {
            let together = at_once(&place, questions(&place, round, TOGETHER).await).await;
            let alone = one_by_one(&place, questions(&place, round + ROUNDS, ALONE).await).await;
            println!("round {round}: {together:.0} decisions a second, {alone:.0} one by one");
            (best_together, best_alone) = (best_together.max(together), best_alone.max(alone));
        }
        // Whatever else runs on the machine only takes away: the best round is the one that was disturbed least.
        println!("decisions a second, best of {ROUNDS} rounds: {best_together:.0}; one transaction for each: {best_alone:.0}");
        println!("together / one transaction for each: {:.1}", best_together / best_alone);
    });
}

/// A YES for each of so many people, ready to be sent.
async fn questions(place: &Arc<Place>, round: usize, people: usize) -> Vec<NewAnswer> {
    let mut asked = JoinSet::new();
    for number in 0..people {
        let place = place.clone();
        asked.spawn(async move {
            let (person, device) = place.person_with_device(&format!("person-{round}-{number}")).await;
            let (_, asked) = place.begin(&person, firefox(), None).await;
            let Asked::Asked(cid) = asked else { panic!("{asked:?}") };
            let pending = place.storage.pending_challenge(&person.account, FIRST, place.now).await;
            let (jws, _) = pending.expect("it works").expect("it is pending");
            let digest = countersign_protocol::Digest::of(jws.as_bytes());
            place.answer_to(&person, &device, cid, digest, Says::Yes)
        });
    }
    asked.join_all().await
}

async fn at_once(place: &Arc<Place>, answers: Vec<NewAnswer>) -> f64 {
    let count = answers.len();
    let began = Instant::now();
    let mut deciding = JoinSet::new();
    for answer in answers {
        let place = place.clone();
        deciding.spawn(async move { decide(&place, answer).await });
    }
    deciding.join_all().await;
    per_second(count, began)
}

async fn one_by_one(place: &Place, answers: Vec<NewAnswer>) -> f64 {
    let count = answers.len();
    let began = Instant::now();
    for answer in answers {
        decide(place, answer).await;
    }
    per_second(count, began)
}

async fn decide(place: &Place, answer: NewAnswer) {
    assert_eq!(place.send(answer).await, AnswerOutcome::Taken(ChallengeState::Approved));
}

#[expect(clippy::cast_precision_loss, reason = "some thousands")]
fn per_second(count: usize, began: Instant) -> f64 {
    count as f64 / began.elapsed().as_secs_f64()
}
