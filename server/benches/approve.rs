//! How long it takes from the moment when a YES leaves the phone until the waiting page's browser is in, against a bare
//! round trip to the same server, both over TCP. `cargo bench -p countersign-server --bench approve`.

#![expect(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a benchmark measures real time and says so"
)]

use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use countersign_protocol::SetupCode;
use countersign_protocol::message::Grant;
use countersign_server::testing::{Listening, Says, TestBrowser, TestDevice, TestServer, send_over_tcp};

const PASSWORD: &str = "plum kettle orbit 41";
const ROUNDS: usize = 300;

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let server = TestServer::new().await;
        let listening = server.listen().await;
        let (mut browser, mut phone) = person(&server, &listening).await;
        let (mut bare, mut approvals) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            bare.push(round_trip(&listening).await);
            approvals.push(approve(&server, &mut browser, &mut phone).await);
            server.clock.advance(1);
        }
        listening.stop().await;
        let bare = quantile(&mut bare, 50);
        let (usual, slowest) = (quantile(&mut approvals, 50), quantile(&mut approvals, 99));
        let ratio = usual.as_secs_f64() / bare.as_secs_f64();
        println!(
            "a bare round trip: {bare:.1?}; from YES to in: {usual:.1?}, 99 of 100 within {slowest:.1?}"
        );
        println!("from YES to in / a bare round trip: {ratio:.1}");
    });
}

fn routes(listening: &Listening) -> Router {
    let to = listening.address;
    Router::new().fallback(move |request: Request| send_over_tcp(to, request))
}

async fn person(server: &TestServer, listening: &Listening) -> (TestBrowser, TestDevice) {
    let mut browser = server.browser_through(routes(listening));
    let mut phone = server.device_through(routes(listening), "Phone");
    let token = server.app().setup_token().await.expect("it works").expect("no account yet");
    let page = browser.get("/setup").await;
    let fields = [("token", token.as_str()), ("name", "ada"), ("password", PASSWORD)];
    browser.submit(&page, "/setup", &fields).await;
    let page = browser.get("/2fa/add").await;
    let page = browser.submit(&page, "/2fa/enrollments", &[]).await;
    let (_, code) = page.body.split_once("id=\"typed-code\">").expect("the page shows the setup code");
    let halves: String = code.split("<span>").skip(1).take(2).map(|half| &half[..4]).collect();
    let setup_code = SetupCode::parse(&halves).expect("a setup code");
    phone.enroll(Grant::Typed { user: "ada".into(), setup_code }).await;
    let digits = phone.account().await.confirm.expect("six digits").expose().to_owned();
    let enrollment = page.path.clone();
    let page = browser.get(&enrollment).await;
    browser.submit(&page, &format!("{enrollment}/confirm"), &[("digits", &digits)]).await;
    (browser, phone)
}

async fn round_trip(listening: &Listening) -> Duration {
    let began = Instant::now();
    let request = Request::get("/healthz").body(Body::empty()).expect("a request");
    let reply = send_over_tcp(listening.address, request).await;
    assert_eq!(reply.status(), 200);
    began.elapsed()
}

/// One sign-in; the page waits as its script does, and goes on when it hears of the YES.
async fn approve(server: &TestServer, browser: &mut TestBrowser, phone: &mut TestDevice) -> Duration {
    let page = browser.get("/sign-in?fresh=1").await;
    let page = browser.submit(&page, "/sign-in", &[("name", "ada"), ("password", PASSWORD)]).await;
    let form = page.form("/sign-in/complete");
    let mut waiting = browser.clone();
    waiting.follows_redirects = false;
    let waiter = tokio::spawn(async move {
        let told = waiting.get("/sign-in/wait?wait=25").await;
        assert!(told.body.contains("\"approved\""), "{}", told.body);
        let reply = waiting.post("/sign-in/complete", &form.fields).await;
        assert_eq!(reply.status, 303);
        (waiting, Instant::now())
    });
    let (challenge, message) = phone.pending().await.expect("a question");
    let answer = phone.answer_message(&challenge, message.cid, Says::Yes);
    let state = server.app().state();
    while state.wake.waiters(&message.aud) == 0 {
        tokio::task::yield_now().await;
    }
    let sent = Instant::now();
    let reply = phone.post_jwt(&format!("/api/v1/challenges/{}", message.cid), &answer).await;
    assert_eq!(reply.json()["state"], "approved", "{}", reply.text());
    let (mut done, came_in) = waiter.await.expect("it goes on");
    done.follows_redirects = true;
    *browser = done;
    came_in.duration_since(sent)
}

fn quantile(all: &mut [Duration], percent: usize) -> Duration {
    all.sort();
    all[(all.len() - 1) * percent / 100]
}
