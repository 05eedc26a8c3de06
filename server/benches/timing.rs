//! Whether replies take longer for somebody who exists, or for a code that is nearly right: Welch's t over interleaved
//! tries, and the measured difference. `cargo bench -p countersign-server --bench timing`.
//!
//! As in dudect (Reparaz, Balasch, Verbauwhede 2017), |t| below 4.5 is no evidence of a difference, and the slowest
//! tries of both kinds are left out at one common limit: they are the machine's other work.

#![expect(
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::cast_precision_loss,
    reason = "a benchmark measures real time and says so"
)]

#[expect(dead_code, reason = "the stories of the tests, of which this needs the beginning")]
#[path = "../tests/http/people.rs"]
mod people;

use std::net::{IpAddr, Ipv6Addr};
use std::time::{Duration, Instant};

use countersign_protocol::message::Otp;
use countersign_server::hashing::HashingCost;
use countersign_server::testing::{TestBrowser, TestServer};

use people::{NAME, Story, code_of, first_account, sign_in};

/// Of each kind.
const TRIES: u32 = 2_000;
const LIMIT: f64 = 4.5;
/// The part of all tries that is looked at.
const KEPT: f64 = 0.95;

fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let told = runtime.block_on(async { [users().await, codes("code").await, codes("backup-code").await] });
    assert!(told.into_iter().all(|is_silent| is_silent), "a reply's time tells something");
}

/// A wrong password of somebody who exists, against a name that nobody has.
async fn users() -> bool {
    let HashingCost { memory_kib, passes, lanes } = HashingCost::default();
    let lines =
        format!("hashing_memory_kib = {memory_kib}\nhashing_passes = {passes}\nhashing_lanes = {lanes}\n");
    let server = TestServer::with(&lines).await;
    first_account(&server).await;
    let mut tries = Tries::default();
    for nth in 0..TRIES {
        for is_first in in_random_order() {
            let name = if is_first { NAME } else { "eve" };
            let mut browser = stranger(&server, nth * 2 + u32::from(is_first));
            let page = browser.get("/sign-in").await;
            let fields = [("name", name), ("password", "not the password at all")];
            let began = Instant::now();
            let reply = browser.submit(&page, "/sign-in", &fields).await;
            tries.add(is_first, began.elapsed());
            assert_eq!(reply.path, "/sign-in");
        }
        server.clock.advance(1);
    }
    tries.tell("a wrong password: of a user, of nobody")
}

/// A code that is wrong in its last digit only, against one that is wrong in all of them.
async fn codes(way: &str) -> bool {
    let mut story = Story::begin().await;
    let otp = story.phone.account().await.otp.expect("just linked");
    let backup: String = story.codes[0].clone();
    let mut tries = Tries::default();
    for nth in 0..TRIES {
        story.server.clock.advance(31);
        let now = code_of(&otp, story.server.clock.now());
        let right = if way == "code" { &now } else { &backup };
        let mut browser = stranger(&story.server, nth);
        sign_in(&mut browser).await;
        for is_first in in_random_order() {
            let guess = if is_first { wrong_at_the_end(right) } else { wrong_everywhere(right) };
            let took = type_in(&mut browser, way, &guess).await;
            tries.add(is_first, took);
        }
        let_in(&mut browser, &otp, &story.server).await;
    }
    tries.tell(&format!("a wrong {way}: in its last digit, in all"))
}

async fn type_in(browser: &mut TestBrowser, way: &str, code: &str) -> Duration {
    let path = format!("/sign-in/{way}");
    let page = browser.get(&path).await;
    let began = Instant::now();
    let reply = browser.submit(&page, &path, &[("code", code)]).await;
    let took = began.elapsed();
    assert_eq!(reply.path, path, "{}", reply.text());
    took
}

/// A success, so that the wrong ones before it close nothing.
async fn let_in(browser: &mut TestBrowser, otp: &Otp, server: &TestServer) {
    let page = browser.get("/sign-in/code").await;
    let code = code_of(otp, server.clock.now());
    let reply = browser.submit(&page, "/sign-in/code", &[("code", &code)]).await;
    assert_eq!(reply.path, "/account", "{}", reply.text());
    // Or the list of sessions on that page would grow with each round.
    browser.submit(&reply, "/sign-out", &[]).await;
}

/// A browser of a network of its own: guesses are counted by network.
fn stranger(server: &TestServer, nth: u32) -> TestBrowser {
    let mut browser = server.browser();
    let [high, low] = [nth >> 16, nth & 0xffff].map(|half| u16::try_from(half).expect("half a number"));
    browser.address = IpAddr::V6(Ipv6Addr::new(0x2a00 + high, low, 0, 0, 0, 0, 0, 1));
    browser
}

fn wrong_at_the_end(code: &str) -> String {
    let (start, last) = code.split_at(code.len() - 1);
    format!("{start}{}", other(last.chars().next().expect("a code has a last digit")))
}

fn wrong_everywhere(code: &str) -> String {
    code.chars().map(other).collect()
}

/// Another character of the same alphabet.
fn other(character: char) -> char {
    match character {
        '0'..='4' => char::from(character as u8 + 5),
        '5'..='9' => char::from(character as u8 - 5),
        'A' => 'B',
        _ => 'A',
    }
}

fn in_random_order() -> [bool; 2] {
    let is_first = getrandom::u32().expect("the system has random numbers") & 1 == 0;
    [is_first, !is_first]
}

#[derive(Default)]
struct Tries {
    first: Vec<f64>,
    second: Vec<f64>,
}

impl Tries {
    fn add(&mut self, is_first: bool, took: Duration) {
        let side = if is_first { &mut self.first } else { &mut self.second };
        side.push(took.as_secs_f64() * 1e6);
    }

    /// Prints what was measured; whether nothing can be told from it.
    fn tell(mut self, what: &str) -> bool {
        let mut all: Vec<f64> = self.first.iter().chain(&self.second).copied().collect();
        all.sort_by(f64::total_cmp);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place in the list")]
        let limit = all[(all.len() as f64 * KEPT) as usize];
        self.first.retain(|took| *took < limit);
        self.second.retain(|took| *took < limit);
        let [(mean, error), (other_mean, other_error)] =
            [&self.first, &self.second].map(|side| mean_and_error(side));
        let t = (mean - other_mean) / (error + other_error).sqrt();
        println!(
            "{what}: {mean:.1} µs, {other_mean:.1} µs, ratio {:.4}; Welch's t {t:.2} over {} and {} tries",
            mean / other_mean,
            self.first.len(),
            self.second.len(),
        );
        t.abs() < LIMIT
    }
}

/// The mean, and the variance of the mean.
fn mean_and_error(all: &[f64]) -> (f64, f64) {
    let count = all.len() as f64;
    let mean = all.iter().sum::<f64>() / count;
    let variance = all.iter().map(|took| (took - mean).powi(2)).sum::<f64>() / (count - 1.0);
    (mean, variance / count)
}
