//! The canary: the whole story over real TCP, logged at its most talkative; then no log line, error, address,
//! header, journal, printed value or database file may hold a secret, in any of its usual shapes.

use countersign_server::testing::{TestBrowser, TestDevice, TestServer};

#[path = "canary/administration.rs"]
mod administration;
#[path = "canary/changes.rs"]
mod changes;
#[path = "canary/ending.rs"]
mod ending;
#[path = "canary/heard.rs"]
mod heard;
#[path = "http/key.rs"]
#[expect(dead_code, reason = "this story needs only some of it")]
mod key;
#[path = "http/people.rs"]
#[expect(dead_code, reason = "this story needs only some of it")]
mod people;
#[path = "http/post_office.rs"]
#[expect(dead_code, reason = "this story needs only some of it")]
mod post_office;
#[path = "canary/secrets.rs"]
mod secrets;
#[path = "canary/sign_ins.rs"]
mod sign_ins;

use heard::Heard;
use post_office::PostOffice;
use secrets::Secrets;

const PASSWORD: &str = "canary kettle orbit 4100";
const WRONG: &str = "canary kettle orbit 4111";
const NEW: &str = "canary lantern drift 4122";
const VERIFIER: &str = "canary-verifier-that-is-long-enough-for-the-rule-4133";

struct Story {
    server: TestServer,
    office: PostOffice,
    browser: TestBrowser,
    phone: TestDevice,
    /// What nobody may repeat.
    secrets: Secrets,
    /// The same, but that the database knows it for a while.
    passing: Secrets,
    /// What was printed for a developer on the way.
    printed: Vec<String>,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_secret_is_in_a_log_an_error_an_address_a_header_or_the_database() {
    let heard = Heard::default();
    tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .without_time()
        .with_ansi(false)
        .with_writer(heard.clone())
        .init();
    let office = PostOffice::open();
    let server = TestServer::with(&office.lines()).await;
    let listening = server.listen().await;
    let routes = heard.routes(listening.address);
    let (browser, phone) =
        (server.browser_through(routes.clone()), server.device_through(routes.clone(), "Phone"));
    let (secrets, passing, printed) = (Secrets::default(), Secrets::default(), Vec::new());
    let mut story = Story { server, office, browser, phone, secrets, passing, printed };
    for (name, value) in
        [("password", PASSWORD), ("wrong password", WRONG), ("new password", NEW), ("verifier", VERIFIER)]
    {
        story.secrets.text(name, value);
    }
    story.begins().await;
    story.links().await;
    story.is_woken().await;
    story.signs_in().await;
    story.changes(&routes).await;
    story.meets_bad_requests().await;
    let exchanges = heard.exchanges();
    let found = story.looks_inside(&exchanges).await;
    listening.stop().await;
    story.ends(&exchanges, &heard.log(), found);
}
