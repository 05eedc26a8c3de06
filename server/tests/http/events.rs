//! The event stream of a device: a hint at once, for devices that count, until they are removed.

use std::time::Duration;

use axum::body::{Body, BodyDataStream};
use axum::http::header::AUTHORIZATION;
use axum::http::{Method, Response, StatusCode};
use countersign_protocol::Jws;
use countersign_protocol::message::{Revocation, Revoked, authorization};
use countersign_server::testing::{TestDevice, TestServer};
use futures_util::StreamExt;

use crate::people::{Story, claim, first_account, is_problem, prove, sign_in, sign_out, start};

const EVENTS: &str = "/api/v1/events";
const CHANGED: &str = "event: changed\ndata:\n\n";

/// An open stream that has said hello.
struct Stream(BodyDataStream);

impl Stream {
    async fn open(phone: &mut TestDevice) -> Self {
        let response: Response<Body> = phone.stream(EVENTS).await;
        assert_eq!(response.status(), StatusCode::OK);
        for (name, value) in [
            ("content-type", "text/event-stream"),
            ("cache-control", "no-store"),
            ("x-accel-buffering", "no"),
            ("date", "Fri, 15 Jan 2027 08:00:01 GMT"),
        ] {
            assert_eq!(response.headers()[name], value, "{name}");
        }
        let mut stream = Self(response.into_body().into_data_stream());
        assert_eq!(stream.next().await.as_deref(), Some(":\n\n"), "a comment at once");
        stream
    }

    /// The next piece; `None` at the end.
    async fn next(&mut self) -> Option<String> {
        let piece = tokio::time::timeout(Duration::from_secs(15), self.0.next()).await.expect("in time");
        piece.map(|piece| String::from_utf8(piece.expect("it comes").to_vec()).expect("text"))
    }
}

#[tokio::test]
async fn a_stream_says_at_once_that_something_changed_and_never_what() {
    let Story { server: _running, mut browser, mut phone, .. } = Story::begin().await;
    let mut stream = Stream::open(&mut phone).await;
    sign_out(&mut browser).await;
    sign_in(&mut browser).await;
    assert_eq!(stream.next().await.as_deref(), Some(CHANGED));
    assert!(phone.pending().await.is_some(), "the device asks, and there it is");
}

#[tokio::test]
async fn what_another_process_did_is_noticed_all_the_same() {
    let Story { server, mut browser, mut phone, .. } = Story::begin().await;
    sign_out(&mut browser).await;
    sign_in(&mut browser).await;
    let mut stream = Stream::open(&mut phone).await;
    // Nobody is woken when a question's time is over.
    server.clock.advance(121);
    assert_eq!(stream.next().await.as_deref(), Some(CHANGED));
}

#[tokio::test]
async fn a_removal_ends_the_stream_and_the_device_hears_why_when_it_asks() {
    let mut story = Story::begin().await;
    let mut tablet = story.second_device("Tablet").await;
    let mut stream = Stream::open(&mut tablet).await;
    let path = format!("/2fa/devices/{}/remove", tablet.id.clone().expect("linked"));
    let page = story.browser.get(&path).await;
    let page = prove(&mut story.browser, &mut story.phone, &page).await;
    story.browser.submit(&page, &path, &[]).await;
    while let Some(piece) = stream.next().await {
        assert_eq!(piece, CHANGED);
    }
    let reply = tablet.get(EVENTS).await;
    assert_eq!(reply.status, StatusCode::GONE);
    assert_eq!(tablet.read::<Revoked>(&reply).reason, Revocation::Removed);
}

#[tokio::test]
async fn a_third_stream_ends_the_oldest_and_a_server_that_stops_all() {
    let Story { server, mut phone, .. } = Story::begin().await;
    let mut first = Stream::open(&mut phone).await;
    let mut second = Stream::open(&mut phone).await;
    let mut third = Stream::open(&mut phone).await;
    assert_eq!(first.next().await, None);
    server.app().state().stop.cancel();
    assert_eq!((second.next().await, third.next().await), (None, None));
}

#[tokio::test]
async fn a_stream_wants_a_proof_of_a_device_that_counts_and_writes_none_down() {
    let server = TestServer::new().await;
    let mut browser = first_account(&server).await;
    let (_, code) = start(&mut browser).await;
    let mut phone = server.device("Phone");
    claim(&mut phone, code).await;
    is_problem(&phone.get(EVENTS).await, 403, "not-confirmed");
    is_problem(&phone.send(Method::GET, EVENTS, None, &[]).await, 401, "proof-invalid");
    let elsewhere = phone.proof(&Method::GET, "/api/v1/challenges", None);
    is_problem(&phone.send_proved(&elsewhere, Method::GET, EVENTS, None, &[]).await, 401, "proof-invalid");

    let Story { server: _running, mut phone, .. } = Story::begin().await;
    phone.get("/api/v1/devices").await;
    let proof = Jws::sign(&phone.proof(&Method::GET, EVENTS, None), &phone.pop).expect("signed");
    let value = authorization(&proof);
    let headers = [(AUTHORIZATION.as_str(), value.as_str())];
    for _ in 0..2 {
        let opened = phone.open(Method::GET, EVENTS, None, &headers).await;
        assert_eq!(opened.status(), StatusCode::OK);
    }
}
