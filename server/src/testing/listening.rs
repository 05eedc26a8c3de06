//! A server that listens, and a way to it over real TCP: what only happens on the wire is tested there.

use std::fmt::Write;
use std::net::SocketAddr;

use axum::body::{Body, to_bytes};
use axum::http::header::{CONNECTION, CONTENT_LENGTH, HOST};
use axum::http::{HeaderName, HeaderValue, Request, Response, StatusCode};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::StartError;

/// A server that listens.
#[derive(Debug)]
pub struct Listening {
    /// Where.
    pub address: SocketAddr,
    pub(super) stop: CancellationToken,
    pub(super) served: JoinHandle<Result<(), StartError>>,
}

impl Listening {
    /// Tells it to stop, and waits until everybody was served.
    ///
    /// # Panics
    /// If serving failed.
    pub async fn stop(self) {
        self.stop.cancel();
        self.served.await.expect("it does not panic").expect("it serves to the end");
    }
}

/// Sends one request over a connection of its own and reads the reply to its end.
///
/// # Panics
/// If the reply is not HTTP/1.1 or comes in chunks: nothing but streams does, and they have no end.
pub async fn send_over_tcp(to: SocketAddr, request: Request<Body>) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, 1 << 20).await.expect("bodies of tests are small");
    let mut text = format!("{} {} HTTP/1.1\r\n", parts.method, parts.uri);
    for (name, value) in &parts.headers {
        let value = value.to_str().expect("headers of tests are ASCII");
        write!(text, "{name}: {value}\r\n").expect("a String can grow");
    }
    write!(text, "{HOST}: {to}\r\n{CONNECTION}: close\r\n{CONTENT_LENGTH}: {}\r\n\r\n", body.len())
        .expect("a String can grow");
    let mut stream = TcpStream::connect(to).await.expect("it listens");
    stream.write_all(text.as_bytes()).await.expect("it reads");
    stream.write_all(&body).await.expect("it reads");
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).await.expect("it answers");
    read(&bytes)
}

fn read(bytes: &[u8]) -> Response<Body> {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").expect("a head");
    let head = std::str::from_utf8(&bytes[..end]).expect("heads are text");
    let mut lines = head.split("\r\n");
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).expect("a status");
    let mut response = Response::new(Body::from(bytes[end + 4..].to_vec()));
    *response.status_mut() = StatusCode::from_bytes(status.as_bytes()).expect("a status");
    for line in lines {
        let (name, value) = line.split_once(": ").expect("a header");
        let name = HeaderName::from_bytes(name.as_bytes()).expect("a name");
        assert_ne!(name, "transfer-encoding", "a stream");
        response.headers_mut().append(name, HeaderValue::from_str(value).expect("a value"));
    }
    response
}
