//! How many sign-ins a second the server takes, against the bare argon2id of the same machine with the same cost:
//! the ratio says what everything around the hash costs. `cargo bench -p countersign-server --bench sign_ins`.

#![expect(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a benchmark measures real time and says so"
)]

use std::thread::available_parallelism;
use std::time::{Duration, Instant};

use argon2::{Algorithm, Argon2, Params, Version};
use axum::http::StatusCode;
use countersign_server::domain::{AccountName, Password};
use countersign_server::hashing::HashingCost;
use countersign_server::storage::NewAccount;
use countersign_server::testing::{TestBrowser, TestForm, TestServer};
use tokio::task::JoinSet;

const PASSWORD: &str = "plum kettle orbit 41";
/// People who sign in at once, for each core: while some wait for the disk, others have their passwords checked.
const PEOPLE: usize = 8;
/// How long each side is measured in each round: long beside its begin and its end, when not all cores have work.
const SPAN: Duration = Duration::from_secs(4);
const ROUNDS: usize = 8;

fn main() {
    let cores = available_parallelism().map_or(2, std::num::NonZero::get);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(cores)
        .enable_all()
        .build()
        .expect("a runtime");
    let HashingCost { memory_kib, passes, lanes } = HashingCost::default();
    let lines =
        format!("hashing_memory_kib = {memory_kib}\nhashing_passes = {passes}\nhashing_lanes = {lanes}\n");
    let (mut best_bare, mut best_through) = (0.0_f64, 0.0_f64);
    runtime.block_on(async {
        let server = TestServer::with(&lines).await;
        let names: Vec<_> = (1..=cores * PEOPLE).map(|number| format!("person-{number}")).collect();
        for name in &names {
            make_account(&server, name).await;
        }
        for round in 1..=ROUNDS {
            let bare = bare_hashes(cores);
            let through = sign_ins(&server, &names).await;
            println!("round {round}: {bare:.1} bare hashes a second, {through:.1} sign-ins a second");
            (best_bare, best_through) = (best_bare.max(bare), best_through.max(through));
        }
    });
    // Whatever else runs on the machine only takes away: the best round is the one that was disturbed least.
    let ratio = best_through / best_bare;
    println!("sign-ins a second / bare argon2id a second, best of {ROUNDS} rounds each: {ratio:.2}");
}

/// Hashes a second, one thread for each core, each with memory of its own that it keeps.
fn bare_hashes(cores: usize) -> f64 {
    let HashingCost { memory_kib, passes, lanes } = HashingCost::default();
    let params = Params::new(memory_kib, passes, lanes, None).expect("within the limits");
    let memories = vec![vec![argon2::Block::default(); params.block_count()]; cores];
    let began = Instant::now();
    let threads: Vec<_> = memories
        .into_iter()
        .map(|mut memory| {
            let params = params.clone();
            std::thread::spawn(move || {
                let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
                let (mut done, mut output) = (0_u32, [0; 32]);
                while began.elapsed() < SPAN {
                    argon2
                        .hash_password_into_with_memory(
                            PASSWORD.as_bytes(),
                            &[7; 16],
                            &mut output,
                            &mut memory[..],
                        )
                        .expect("argon2 takes it");
                    done += 1;
                }
                done
            })
        })
        .collect();
    let done: u32 = threads.into_iter().map(|thread| thread.join().expect("it hashes")).sum();
    f64::from(done) / began.elapsed().as_secs_f64()
}

async fn make_account(server: &TestServer, name: &str) {
    let state = server.app().state();
    let name = AccountName::parse(name).expect("a name");
    let password = Password::new_for(PASSWORD, &name).expect("good");
    let password_hash = state.hashing.hash(password).await.expect("nobody else hashes");
    let new = NewAccount { name, password_hash, is_admin: false };
    state.storage.make_account(new, state.now()).await.expect("it works");
}

/// Sign-ins a second of all these people at once, each with a page, a form and a session.
async fn sign_ins(server: &TestServer, names: &[String]) -> f64 {
    let began = Instant::now();
    let mut all = JoinSet::new();
    for name in names {
        let (browser, name) = (server.browser(), name.clone());
        all.spawn(async move { sign_in_again_and_again(browser, &name, began).await });
    }
    let done: u32 = all.join_all().await.into_iter().sum();
    f64::from(done) / began.elapsed().as_secs_f64()
}

async fn sign_in_again_and_again(mut browser: TestBrowser, name: &str, began: Instant) -> u32 {
    browser.follows_redirects = false;
    let TestForm { action, mut fields, .. } = browser.get("/sign-in").await.form("/sign-in");
    fields.retain(|(field, _)| field != "name" && field != "password");
    fields
        .extend([("name", name), ("password", PASSWORD)].map(|(field, value)| (field.into(), value.into())));
    let mut done = 0;
    while began.elapsed() < SPAN {
        let reply = browser.post(&action, &fields).await;
        match reply.status {
            StatusCode::SEE_OTHER => {
                done += 1;
                // Whoever signs in is not signed in yet.
                browser.forget_cookie("session");
            }
            // More people than places: they come back.
            StatusCode::SERVICE_UNAVAILABLE => tokio::task::yield_now().await,
            other => panic!("{other}: {}", reply.text()),
        }
    }
    done
}
