//! Meeting a server, being linked by it, and everything that turns out not to be one.

use std::sync::Arc;

use crate::double::{DATE, Double, NOW, jwt, key, random, reply, with};
use axum::body::Body;
use axum::http::Response;
use countersign_api_client::{ApiError, Client, PlainHttp, ServerTime};
use countersign_protocol::{JwsError, Origin, PinError, Signer};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};

#[tokio::test]
async fn a_server_is_met_under_the_key_of_its_qr_code() {
    let server = Double::start().await;
    let (client, thumbprint) = (server.client(), server.key.public().thumbprint());
    for _ in 0..3 {
        server.will_answer(jwt(200, &server.instance(&server.key, vec![])));
    }
    let met = client.meet(Some(thumbprint)).await.expect("the key of the code");
    assert!(met.value.0.knows(thumbprint));
    assert_eq!(met.server_time, ServerTime::from_seconds(NOW));
    assert!(client.meet(None).await.is_ok(), "TLS vouches");
    let stranger = client.meet(Some(key(9).public().thumbprint())).await;
    assert!(matches!(stranger, Err(ApiError::Instance(PinError::Stranger))));
    assert_eq!(server.seen()[0].path, "/.well-known/countersign");
}

#[tokio::test]
async fn an_enrollment_that_names_another_device_is_not_believed() {
    let server = Double::start().await;
    let client = server.client();
    server.will_answer(jwt(200, &server.instance(&server.key, vec![])));
    let (kept, _) = client.meet(None).await.expect("met").value;
    server.will_answer(jwt(201, &server.account_message(&server.pop)));
    let ours = server.pop.public().thumbprint();
    assert_eq!(client.enroll("a.b.c", &kept, ours).await.expect("linked").value.aud, server.device);
    server.will_answer(jwt(201, &server.account_message(&key(9))));
    let swapped = client.enroll("a.b.c", &kept, ours).await;
    assert!(matches!(swapped, Err(ApiError::Message(JwsError::Member("cnf")))));
    let asked = &server.seen()[1];
    assert_eq!((&*asked.method, &*asked.path, &*asked.body), ("POST", "/api/v1/devices", "a.b.c"));
    assert_eq!(asked.header("authorization"), "", "there is no device yet to prove it");
}

async fn check(answer: Response<Body>, expected: fn(&ApiError) -> bool) {
    let server = Double::start().await;
    server.will_answer(answer);
    let error = server.client().meet(None).await.expect_err("no server of ours");
    assert!(expected(&error), "{error:?}");
    assert_eq!(server.seen().len(), 1, "asked once");
}

#[tokio::test]
async fn what_is_no_countersign_server_is_told_apart() {
    let foreign: fn(&ApiError) -> bool = |error| matches!(error, ApiError::NotCountersign { .. });
    check(reply(200, "text/html", "<!doctype html><p>Hello"), foreign).await;
    check(reply(404, "text/html", "<p>Not found"), foreign).await;
    check(reply(200, "application/json", "{}"), foreign).await;
    check(with(302, &[("location", "/elsewhere"), ("date", DATE)], ""), foreign).await;
    check(reply(200, "application/jwt", "x".repeat(70_000)), foreign).await;
    let packed = [("content-type", "application/jwt"), ("content-encoding", "gzip"), ("date", DATE)];
    check(with(200, &packed, "x"), foreign).await;
    check(with(200, &[("content-type", "application/jwt"), ("date", "yesterday")], "x"), foreign).await;
    check(jwt(200, "a.b.c"), |error| matches!(error, ApiError::Instance(PinError::Jws(_)))).await;
}

#[tokio::test]
async fn a_fault_on_the_way_is_worth_another_try() {
    let temporary: fn(&ApiError) -> bool =
        |error| matches!(error, ApiError::Failed { .. }) && error.is_temporary();
    check(reply(502, "text/html", "<p>Bad gateway"), temporary).await;
    check(reply(500, "text/plain", ""), temporary).await;
    check(reply(429, "text/html", "<p>Slow down"), temporary).await;
}

#[tokio::test]
async fn a_server_that_is_not_there_is_unreachable() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let port = listener.local_addr().expect("an address").port();
    drop(listener);
    let server = Origin::parse(&format!("http://127.0.0.1:{port}")).expect("an origin");
    let client = Client::new(server, PlainHttp::OnLoopback, random).expect("loopback is allowed");
    let error = client.meet(None).await.expect_err("nobody listens");
    assert!(matches!(error, ApiError::Unreachable(_)) && error.is_temporary(), "{error:?}");
}

#[tokio::test]
async fn a_certificate_that_nobody_vouches_for_is_told_apart() {
    // Made for this test and trusted by nobody.
    let provider = Arc::new(aws_lc_rs::default_provider());
    let key = PrivatePkcs8KeyDer::from(include_bytes!("certificate/key.der").as_slice());
    let certificate = CertificateDer::from(include_bytes!("certificate/certificate.der").as_slice());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("TLS 1.3")
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key.into())
        .expect("the key of the certificate");
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let port = listener.local_addr().expect("an address").port();
    tokio::spawn(async move {
        let acceptor = TlsAcceptor::from(Arc::new(config));
        while let Ok((stream, _)) = listener.accept().await {
            let _ = acceptor.accept(stream).await;
        }
    });
    let server = Origin::parse(&format!("https://localhost:{port}")).expect("an origin");
    let client = Client::new(server, PlainHttp::Refused, random).expect("https is always allowed");
    let error = client.meet(None).await.expect_err("nobody vouches for it");
    assert!(matches!(error, ApiError::Certificate(_)) && !error.is_temporary(), "{error:?}");
}

#[test]
fn plain_http_is_for_development_only() {
    let server = Origin::parse("http://127.0.0.1:8400").expect("an origin");
    assert!(matches!(Client::new(server, PlainHttp::Refused, random), Err(ApiError::PlainHttp)));
    assert!(Origin::parse("http://auth.example").is_err(), "no origin at all");
}

#[test]
fn the_clocks_difference_has_a_sign() {
    let server = ServerTime::from_seconds(NOW);
    assert_eq!((server.offset_of(NOW + 90), server.offset_of(NOW - 90)), (90, -90));
}
