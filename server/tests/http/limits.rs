//! How much and how fast: large requests, a full queue, the end of the server.

use std::time::Duration;

use axum::http::{Method, StatusCode};
use countersign_server::testing::TestServer;
use sqlx::ConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::people::{PASSWORD, Story, first_account, is_problem, sign_in_with};

#[tokio::test]
async fn a_body_that_is_too_large_is_refused_and_said_to_be() {
    let Story { server, mut browser, mut phone, .. } = Story::begin().await;
    let page = browser.get("/sign-in?fresh=1").await;
    let name = "x".repeat(17_000);
    let page = browser.submit(&page, "/sign-in", &[("name", &name), ("password", "y")]).await;
    assert_eq!(page.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(page.text().contains("larger than any of ours"), "{}", page.text());
    let reply = phone.post_jwt("/api/v1/devices", &"x".repeat(17_000)).await;
    is_problem(&reply, 413, "too-large");
    let headers = [("cookie", "x".repeat(25_000))];
    let headers: Vec<_> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let reply = server.device("Other").send(Method::GET, "/.well-known/countersign", None, &headers).await;
    assert_eq!(reply.status, StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE);
    assert_eq!(reply.header("content-type"), "application/problem+json");
}

#[tokio::test]
async fn when_too_many_passwords_are_checked_people_are_asked_to_come_back() {
    let server =
        TestServer::with("hashing_memory_kib = 65536\nhashing_permits = 1\nhashing_queue = 1\n").await;
    let browser = first_account(&server).await;
    let mut others = [server.browser(), server.browser(), server.browser(), server.browser()];
    for (last, other) in (10..).zip(&mut others) {
        other.address = [198, 51, 100, last].into();
    }
    let [a, b, c, d] = &mut others;
    let (a, b, c, d) = tokio::join!(
        sign_in_with(a, "ada", "wrong"),
        sign_in_with(b, "ada", "wrong"),
        sign_in_with(c, "nobody", "wrong"),
        sign_in_with(d, "nobody", "wrong"),
    );
    let pages = [a, b, c, d];
    let busy: Vec<_> = pages.iter().filter(|page| page.status == StatusCode::SERVICE_UNAVAILABLE).collect();
    assert!((1..4).contains(&busy.len()), "one is checked, one waits: {busy:?}");
    for page in busy {
        assert_eq!(page.header("retry-after"), "2");
        assert!(page.text().contains("Busy at the moment"), "{}", page.text());
        assert!(page.text().contains(page.header("x-request-id")), "the page names the request");
    }
    drop(browser);
}

#[tokio::test]
async fn plain_text_past_the_proxies_is_for_nobody() {
    let server = TestServer::secure().await;
    for (address, status) in [
        ([127, 0, 0, 1], StatusCode::OK),
        ([203, 0, 113, 7], StatusCode::OK),
        ([198, 51, 100, 2], StatusCode::FORBIDDEN),
        ([192, 168, 0, 9], StatusCode::FORBIDDEN),
    ] {
        let mut browser = server.browser();
        browser.address = address.into();
        let page = browser.get("/sign-in").await;
        assert_eq!(page.status, status, "{address:?}");
        assert!(page.header("set-cookie").is_empty() || status == StatusCode::OK, "{address:?}");
    }
    let server = TestServer::new().await;
    let mut developed = server.browser();
    developed.address = [203, 0, 113, 9].into();
    assert_eq!(developed.get("/sign-in").await.status, StatusCode::OK, "its listener is on loopback only");
}

/// Writes a request as it is and gives the connection.
async fn raw(server: &std::net::SocketAddr, request: &str) -> TcpStream {
    let mut stream = TcpStream::connect(server).await.expect("it listens");
    stream.write_all(request.as_bytes()).await.expect("it reads");
    stream
}

async fn rest(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes).await;
    String::from_utf8_lossy(&bytes).into_owned()
}

#[tokio::test]
async fn while_another_process_holds_the_database_people_are_asked_to_come_back() {
    let server = TestServer::new().await;
    first_account(&server).await;
    let file = server.folder().join("data/countersign.db");
    let mut other = SqliteConnectOptions::new().filename(&file).connect().await.expect("it opens");
    sqlx::query("BEGIN IMMEDIATE").execute(&mut other).await.expect("free");
    let page = sign_in_with(&mut server.browser(), "ada", PASSWORD).await;
    assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(page.header("retry-after"), "5");
    assert!(page.text().contains("cannot reach its data. Nothing was changed."), "{}", page.text());
    assert_eq!(server.browser().get("/sign-in").await.status, StatusCode::OK, "reading goes on");
    let mut phone = server.device("Phone");
    let code = countersign_protocol::EnrollmentCode::from_bytes([1; 16]);
    let reply = phone.enroll(countersign_protocol::message::Grant::Code { code }).await;
    is_problem(&reply, 503, "unavailable");
    assert_eq!(reply.header("retry-after"), "5");
    sqlx::query("ROLLBACK").execute(&mut other).await.expect("given back");
    assert_eq!(sign_in_with(&mut server.browser(), "ada", PASSWORD).await.path, "/account");
}

#[tokio::test]
async fn a_server_that_stops_ends_waits_and_lets_requests_finish() {
    let Story { server, mut browser, .. } = Story::begin().await;
    let page = browser.get("/sign-in?fresh=1").await;
    browser.submit(&page, "/sign-in", &[("name", "ada"), ("password", PASSWORD)]).await;
    let login = browser.cookie("login").expect("a sign-in is on its way").to_owned();
    let listening = server.listen().await;
    let at = listening.address;
    let head = format!("Host: localhost\r\nCookie: cs_dev_8400_login={login}\r\nConnection: close\r\n\r\n");
    let mut stream = raw(&at, &format!("GET /sign-in/wait/events HTTP/1.1\r\n{head}")).await;
    let mut poll = raw(&at, &format!("GET /sign-in/wait?wait=25 HTTP/1.1\r\n{head}")).await;
    let mut first = [0; 15];
    stream.read_exact(&mut first).await.expect("the stream begins");
    assert_eq!(&first, b"HTTP/1.1 200 OK");
    let state = server.app().state();
    let account = state.storage.accounts().await.expect("it works").remove(0).id;
    let stopped = async {
        while state.wake.waiters(&account) < 2 {
            tokio::task::yield_now().await;
        }
        listening.stop().await;
        (rest(&mut stream).await, rest(&mut poll).await)
    };
    let (_, polled) = tokio::time::timeout(Duration::from_secs(8), stopped)
        .await
        .expect("well within the ten seconds of grace");
    assert!(polled.contains("200 OK") && polled.contains("\"state\":\"pending\""), "{polled}");
    assert!(TcpStream::connect(at).await.is_err(), "nobody listens any more");
}

#[tokio::test]
async fn a_connection_that_says_nothing_is_closed_in_the_end() {
    let server = TestServer::new().await;
    let listening = server.listen().await;
    let mut stream = raw(&listening.address, "GET / HTTP/1.1\r\nHost: local").await;
    let read = tokio::time::timeout(Duration::from_secs(30), rest(&mut stream)).await;
    let told = read.expect("it is closed");
    assert!(told.is_empty() || told.contains("408"), "{told}");
}

#[tokio::test]
async fn without_tls_it_speaks_no_other_http() {
    let server = TestServer::new().await;
    let listening = server.listen().await;
    let mut stream = raw(&listening.address, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").await;
    let read = tokio::time::timeout(Duration::from_secs(10), rest(&mut stream)).await;
    let told = read.expect("it is closed at once");
    assert!(told.is_empty() || told.starts_with("HTTP/1.1 "), "{told:?}");
    listening.stop().await;
}
