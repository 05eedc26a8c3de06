//! The clock, checked with two hosts on the person's word.

use std::time::Duration;

use axum::Router;
use axum::http::{HeaderValue, Response, header};
use countersign_authenticator::{Authenticator, Origin, UnixTime};
use tokio::net::TcpListener;
use zeroize::Zeroizing;

use crate::device::{Device, START};
use crate::importing::all;
use crate::linking::link;
use crate::verifier::Verifier;

/// When all tests begin, as the value of `Date`, and 42 seconds later.
const NOW: &str = "Fri, 15 Jan 2027 08:00:00 GMT";
const LATER: &str = "Fri, 15 Jan 2027 08:00:42 GMT";

async fn host(date: &'static str) -> Origin {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let reply = move || async move {
        let date = (!date.is_empty()).then(|| HeaderValue::from_static(date));
        let mut response = Response::new(axum::body::Body::empty());
        response.headers_mut().extend(date.map(|date| (header::DATE, date)));
        response
    };
    let router = Router::new().fallback(reply);
    tokio::spawn(async move { axum::serve(listener, router).await });
    Origin::parse(&format!("http://127.0.0.1:{port}")).unwrap()
}

async fn add_code(app: &Authenticator) {
    let text = "otpauth://totp/Mail?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&digits=8";
    let shown = app.preview_texts(vec![Zeroizing::new(text.into())]).await.unwrap();
    app.confirm_import(shown.id, &all(&shown)).await.unwrap();
}

async fn left(app: &Authenticator) -> u64 {
    app.codes().await.unwrap()[0].valid_for.as_secs()
}

#[tokio::test]
async fn what_two_hosts_agree_on_corrects_the_codes_until_the_clock_is_set() {
    let device = Device::new();
    let app = device.start().await;
    add_code(&app).await;
    let before = left(&app).await;
    let hosts = [host(LATER).await, host(LATER).await];
    let checked = app.check_clock(&hosts).await.unwrap();
    assert_eq!((checked.offset_seconds, checked.checked_at), (-42, UnixTime::from_seconds(START)));
    assert_eq!(left(&app).await, (before + 60 - 42) % 30, "42 seconds later in the period");
    app.close().await;

    let app = device.start().await;
    assert_eq!(app.clock_correction(), Some(checked), "it outlives the app");
    device.clock.advance(Duration::from_hours(2));
    assert_eq!(app.clock_correction(), Some(checked));
    device.clock.set(START + 2 * 3_600 + 42);
    assert_eq!(app.clock_correction(), None, "somebody has set the clock");
}

#[tokio::test]
async fn a_right_clock_is_said_to_be_right_and_a_correction_can_be_dropped() {
    let device = Device::new();
    let app = device.start().await;
    let right = [host(NOW).await, host(NOW).await];
    assert_eq!(app.check_clock(&right).await.unwrap().offset_seconds, 0);
    app.check_clock(&[host(LATER).await, host(LATER).await]).await.unwrap();
    app.drop_clock_correction().await.unwrap();
    assert_eq!(app.clock_correction(), None);
}

#[tokio::test]
async fn hosts_that_disagree_or_do_not_answer_change_nothing() {
    let device = Device::new();
    let app = device.start().await;
    let refused = app.check_clock(&[host(NOW).await, host(LATER).await]).await.unwrap_err();
    assert_eq!(refused.code(), "hosts_disagree");
    let gone = Origin::parse("http://127.0.0.1:9").unwrap();
    let refused = app.check_clock(&[host(NOW).await, gone]).await.unwrap_err();
    assert_eq!(refused.code(), "server_unreachable");
    assert_eq!(app.clock_correction(), None);
}

#[tokio::test]
async fn a_linked_account_keeps_to_its_own_server() {
    let (device, verifier) = (Device::new(), Verifier::start().await);
    let app = device.start().await;
    link(&device, &app, &verifier).await;
    let before = left(&app).await;
    app.check_clock(&[host(LATER).await, host(LATER).await]).await.unwrap();
    assert_eq!(left(&app).await, before);
}
