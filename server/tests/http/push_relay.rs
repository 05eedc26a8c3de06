//! A push service (a relay) on a port of its own: it answers from a script, keeps what it gets, and a device behind it that opens
//! it.

use std::collections::VecDeque;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Response};
use countersign_protocol::encoding::{decode, decode_array, encode};
use countersign_protocol::push::{PushAuth, PushReceiver, WakeUp};
use countersign_protocol::{PublicJwk, Thumbprint};
use tokio::net::TcpListener;
use tokio::sync::watch;

/// One message as it arrived.
#[derive(Debug, Clone)]
pub(crate) struct Pushed {
    pub(crate) path: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Pushed {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("ASCII"))
    }

    /// The claims of the token, whose signature is checked under the key beside it, and the name of that key.
    pub(crate) fn vapid(&self) -> (serde_json::Value, String) {
        let value = self.header("authorization").strip_prefix("vapid t=").expect("a token");
        let (token, key) = value.split_once(", k=").expect("a key");
        let (signed, signature) = token.rsplit_once('.').expect("a signature");
        let (header, claims) = signed.split_once('.').expect("two segments");
        assert_eq!(decode(header).expect("base64url"), br#"{"typ":"JWT","alg":"ES256"}"#);
        let point = decode_array::<65>(key).expect("a point");
        let verifying = p256::ecdsa::VerifyingKey::from_sec1_bytes(&point).expect("on the curve");
        let signature = p256::ecdsa::Signature::from_slice(&decode(signature).expect("base64url"));
        p256::ecdsa::signature::Verifier::verify(
            &verifying,
            signed.as_bytes(),
            &signature.expect("64 bytes"),
        )
        .expect("signed by the key that it names");
        (serde_json::from_slice(&decode(claims).expect("base64url")).expect("JSON"), key.to_owned())
    }
}

/// What it answers next; 201 when nothing is said.
type Script = Mutex<(VecDeque<Response<Body>>, Vec<Pushed>)>;

/// The service, and the keys of the device that listens to it.
#[derive(Clone)]
pub(crate) struct PushRelay {
    pub(crate) port: u16,
    script: Arc<Script>,
    count: watch::Sender<usize>,
    receiver: Arc<PushReceiver>,
}

const AUTH: [u8; 16] = [9; 16];

impl PushRelay {
    pub(crate) async fn open() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
        let port = listener.local_addr().expect("it is bound").port();
        let receiver = PushReceiver::new(&[8; 32], PushAuth::from_bytes(AUTH)).expect("a key");
        let service =
            Self { port, script: Arc::default(), count: watch::Sender::new(0), receiver: Arc::new(receiver) };
        let routes = Router::new().fallback(take).with_state(service.clone());
        tokio::spawn(async move { axum::serve(listener, routes).await });
        service
    }

    /// The body of `PUT /api/v1/self/push` for an endpoint of this service.
    pub(crate) fn subscription(&self, path: &str) -> serde_json::Value {
        self.subscription_at(&format!("http://127.0.0.1:{}{path}", self.port))
    }

    pub(crate) fn subscription_at(&self, endpoint: &str) -> serde_json::Value {
        let p256dh = encode(&self.receiver.public().sec1());
        serde_json::json!({ "kind": "webpush", "endpoint": endpoint, "p256dh": p256dh, "auth": encode(&AUTH) })
    }

    pub(crate) fn will_answer(&self, status: u16, headers: &[(&str, &str)], body: impl Into<Body>) {
        let mut response = Response::builder().status(status);
        for (name, value) in headers {
            response = response.header(*name, *value);
        }
        let response = response.body(body.into()).expect("replies of tests are well formed");
        self.script.lock().expect("one test").0.push_back(response);
    }

    /// Everything that came, once there is as much.
    pub(crate) async fn arrived(&self, count: usize) -> Vec<Pushed> {
        let mut counted = self.count.subscribe();
        let waiting = counted.wait_for(|so_far| *so_far >= count);
        tokio::time::timeout(Duration::from_secs(20), waiting).await.expect("in time").expect("it counts");
        self.script.lock().expect("one test").1.clone()
    }

    /// How much came up to now.
    pub(crate) fn count(&self) -> usize {
        *self.count.borrow()
    }

    /// What the device reads.
    pub(crate) fn opens(&self, pushed: &Pushed) -> WakeUp {
        let opened = self.receiver.open(&pushed.body).expect("sealed for this device");
        WakeUp::read(&opened).expect("a wake-up")
    }

    /// The name of the device's key.
    pub(crate) fn thumbprint(&self) -> Thumbprint {
        PublicJwk::thumbprint(&self.receiver.public())
    }
}

async fn take(State(service): State<PushRelay>, request: Request) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, 8_192).await.expect("wake-ups are short");
    assert_eq!(parts.method, "POST");
    let answer = {
        let mut script = service.script.lock().expect("one test");
        script.1.push(Pushed { path: parts.uri.path().to_owned(), headers: parts.headers, body });
        script.0.pop_front()
    };
    service.count.send_modify(|count| *count += 1);
    answer.unwrap_or_else(|| Response::builder().status(201).body(Body::empty()).expect("well formed"))
}
