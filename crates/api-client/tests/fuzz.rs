//! Servers, or whatever is on the way, that answer to hurt: every reply ends with an answer, and nothing is believed
//! that no key has signed. `cargo test` runs each target over its corpus and a bounded number of random inputs; a
//! fuzzer runs it for as long as it likes (CONTRIBUTING.md).

use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex};

use countersign_api_client::{ApiError, Client, DeviceClient, Pairing, PlainHttp, Polled, Wait, ask_time};
use countersign_protocol::{
    AccountId, ChallengeId, DeviceId, KeptKeys, Origin, Signer as _, SigningKey, Thumbprint,
};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;

const ITERATIONS: usize = 60;
const MOST_BYTES: usize = 4_096;
const STATUSES: [u16; 14] = [200, 201, 202, 204, 304, 400, 401, 403, 404, 409, 410, 429, 500, 503];
const MEDIA_TYPES: [&str; 4] =
    ["application/jwt", "application/json", "application/problem+json", "text/html"];
const DATE: &str = "Fri, 15 Jan 2027 08:00:00 GMT";

#[test]
fn any_body() {
    let talk = AssertUnwindSafe(Talk::new());
    let target = bolero::check!().with_iterations(ITERATIONS).with_max_len(MOST_BYTES);
    target.for_each(|bytes: &[u8]| {
        let Some((&[status, media_type], body)) = bytes.split_first_chunk() else { return };
        let status = STATUSES[usize::from(status) % STATUSES.len()];
        let media_type = MEDIA_TYPES[usize::from(media_type) % MEDIA_TYPES.len()];
        let length = body.len();
        let head = format!(
            "HTTP/1.1 {status} X\r\nDate: {DATE}\r\nContent-Type: {media_type}\r\nContent-Length: {length}\r\n\
             ETag: \"abc\"\r\nCs-Nonce: fresh\r\nConnection: close\r\n\r\n"
        );
        talk.hear([head.as_bytes(), body].concat());
    });
}

#[test]
fn any_reply() {
    let talk = AssertUnwindSafe(Talk::new());
    let target = bolero::check!().with_iterations(ITERATIONS).with_max_len(MOST_BYTES);
    target.for_each(|bytes: &[u8]| {
        talk.hear([b"HTTP/1.1 ", bytes].concat());
        let date = String::from_utf8_lossy(bytes);
        let date = date.lines().next().unwrap_or_default();
        talk.hear(format!("HTTP/1.1 200 X\r\nDate: {date}\r\nContent-Length: 0\r\n\r\n").into_bytes());
    });
}

#[test]
fn any_stream() {
    let talk = AssertUnwindSafe(Talk::new());
    let target = bolero::check!().with_iterations(ITERATIONS).with_max_len(MOST_BYTES);
    target.for_each(|bytes: &[u8]| {
        let head = format!(
            "HTTP/1.1 200 X\r\nDate: {DATE}\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"
        );
        *talk.reply.lock().expect("one at a time") = [head.as_bytes(), bytes].concat();
        talk.runtime.block_on(async {
            let mut events = talk.device.events().await.expect("a stream");
            let mut hints = 0;
            while let Ok(Some(_)) = events.next().await {
                hints += 1;
            }
            assert!(hints <= 2 * bytes.len(), "more hints than bytes");
        });
    });
}

/// A server that says the same to everybody, and a device that asks it everything.
struct Talk {
    runtime: Runtime,
    reply: Arc<Mutex<Vec<u8>>>,
    server: Origin,
    client: Client,
    device: DeviceClient,
    pinned: Thumbprint,
}

impl Talk {
    fn new() -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
        let runtime = runtime.expect("a runtime");
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let reply = Arc::<Mutex<Vec<u8>>>::default();
        runtime.spawn(serve(listener, Arc::clone(&reply)));
        let server = Origin::parse(&format!("http://127.0.0.1:{port}")).expect("an origin");
        let client =
            || Client::new(server.clone(), PlainHttp::OnLoopback, |bytes| bytes.fill(7)).expect("a client");
        let device = client().as_device(Pairing {
            device: DeviceId::parse("device-1").expect("an id"),
            account: AccountId::parse("account-1").expect("an id"),
            kept: kept(&server),
            pop: Arc::new(SigningKey::from_bytes(&[2; 32]).expect("a key")),
        });
        let client = client();
        let pinned = SigningKey::from_bytes(&[1; 32]).expect("a key").public().thumbprint();
        Self { runtime, reply, server, client, device, pinned }
    }

    /// Asks everything that has a reply of its own, and hears this.
    fn hear(&self, reply: Vec<u8>) {
        *self.reply.lock().expect("one at a time") = reply;
        let cid = ChallengeId::from_bytes([7; 16]);
        self.runtime.block_on(async {
            let _ = ask_time(&self.server, PlainHttp::OnLoopback).await;
            assert!(self.client.meet(None).await.is_err());
            assert!(self.client.meet(Some(self.pinned)).await.is_err());
            assert!(self.client.renew(&kept(&self.server)).await.is_err());
            let account = self.device.account(Wait::NONE, None).await;
            assert!(!account.is_ok_and(|reply| matches!(reply.value, Polled::Now { .. })));
            let challenge = self.device.challenge(Wait::NONE, None).await;
            assert!(!challenge.is_ok_and(|reply| matches!(reply.value, Polled::Now { .. })));
            let gone = self.device.revoke(self.device.device(), "a.b.c").await;
            assert!(!matches!(gone, Err(ApiError::Revoked { .. })));
            let _ = self.device.challenge_status(cid).await;
            let _ = self.device.devices().await;
            let _ = self.device.journal(0).await;
            let _ = self.device.events().await;
        });
    }
}

async fn serve(listener: TcpListener, reply: Arc<Mutex<Vec<u8>>>) {
    while let Ok((caller, _)) = listener.accept().await {
        // Whoever hangs up early has heard enough.
        let _ = answer(caller, &reply).await;
    }
}

async fn answer(caller: TcpStream, reply: &Mutex<Vec<u8>>) -> std::io::Result<()> {
    let mut caller = BufReader::new(caller);
    let mut line = String::new();
    while caller.read_line(&mut line).await? > "\r\n".len() {
        line.clear();
    }
    let reply = reply.lock().expect("one at a time").clone();
    caller.write_all(&reply).await?;
    caller.shutdown().await
}

fn kept(server: &Origin) -> KeptKeys {
    let key = SigningKey::from_bytes(&[1; 32]).expect("a key");
    let kept = serde_json::json!({ "server": server, "keys": [key.public()] });
    serde_json::from_value(kept).expect("kept keys")
}
