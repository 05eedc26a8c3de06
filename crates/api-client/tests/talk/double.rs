//! A server that answers from a script and writes down what it was asked.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request as HttpRequest, State};
use axum::http::{HeaderMap, Response};
use countersign_api_client::{Client, DeviceClient, Pairing, PlainHttp};
use countersign_protocol::message::{
    Account, AccountState, Approval, Challenge, Confirmation, Context, Instance, Jwks, KeyLink, Links, Mode,
    Policy, Push, Reason, Request, Revocation, Revoked, read_authorization,
};
use countersign_protocol::{
    AccountId, ChallengeId, DeviceId, Jws, KeptKeys, Message, Origin, PersonText, RequestId, Signer,
    SigningKey,
};
use tokio::net::TcpListener;

/// What the server's clock shows in the signed messages.
pub(crate) const NOW: u64 = 1_800_000_000;
/// The same as the value of `Date`.
pub(crate) const DATE: &str = "Fri, 15 Jan 2027 08:00:00 GMT";

/// One request as it came.
pub(crate) struct Seen {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) query: Option<String>,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Seen {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("ASCII"))
    }
}

type Script = Arc<Mutex<(VecDeque<Response<Body>>, Vec<Seen>)>>;

/// The server, and the device that is linked with it.
pub(crate) struct Double {
    pub(crate) origin: Origin,
    pub(crate) key: SigningKey,
    pub(crate) pop: Arc<SigningKey>,
    pub(crate) device: DeviceId,
    pub(crate) account: AccountId,
    script: Script,
}

impl Double {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let script = Script::default();
        let router = Router::new().fallback(answer).with_state(script.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self {
            origin: Origin::parse(&format!("http://127.0.0.1:{port}")).expect("an origin"),
            key: key(1),
            pop: Arc::new(key(2)),
            device: DeviceId::parse("device-1").expect("an id"),
            account: AccountId::parse("account-1").expect("an id"),
            script,
        }
    }

    /// Says what the next request is answered with.
    pub(crate) fn will_answer(&self, reply: Response<Body>) {
        self.script.lock().expect("one test").0.push_back(reply);
    }

    /// What was asked since the last time.
    pub(crate) fn seen(&self) -> Vec<Seen> {
        std::mem::take(&mut self.script.lock().expect("one test").1)
    }

    pub(crate) fn client(&self) -> Client {
        Client::new(self.origin.clone(), PlainHttp::OnLoopback, random).expect("loopback is allowed")
    }

    /// The server's keys as the device kept them at first contact.
    pub(crate) fn kept(&self) -> KeptKeys {
        KeptKeys::pin_vouched_by_tls(&self.instance(&self.key, vec![]), &self.origin).expect("ours").0
    }

    pub(crate) fn linked(&self) -> DeviceClient {
        self.client().as_device(Pairing {
            device: self.device.clone(),
            account: self.account.clone(),
            kept: self.kept(),
            pop: self.pop.clone(),
        })
    }

    pub(crate) fn instance(&self, signer: &SigningKey, chain: Vec<String>) -> String {
        let message = Instance {
            iss: self.origin.clone(),
            iat: NOW,
            name: PersonText::parse("Example").expect("a name"),
            versions: vec![1],
            jwks: Jwks { keys: vec![signer.public().clone()] },
            chain,
            push: Push::default(),
            features: vec![],
            links: Links { manage: "/2fa".into(), secure: "/secure".into() },
        };
        sign(&message, signer)
    }

    pub(crate) fn key_link(&self, newer: &SigningKey) -> String {
        let message = KeyLink { iss: self.origin.clone(), iat: NOW, jwk: newer.public().clone() };
        sign(&message, &self.key)
    }

    pub(crate) fn account_message(&self, pop: &SigningKey) -> String {
        let message = Account {
            iss: self.origin.clone(),
            aud: self.device.clone(),
            iat: NOW,
            acct: self.account.clone(),
            name: PersonText::parse("Example").expect("a name"),
            user: PersonText::parse("alice").expect("a name"),
            state: AccountState::Active,
            first_factor: true,
            cnf: Confirmation { jkt: pop.public().thumbprint() },
            policy: Policy { approval: Approval::Adaptive },
            confirm: None,
            backup_codes_left: None,
            epoch: None,
            journal_head: None,
            copied_at: None,
            otp: None,
            offline_key: None,
            backup_codes: None,
        };
        sign(&message, &self.key)
    }

    pub(crate) fn challenge(&self, signer: &SigningKey) -> String {
        let message = Challenge {
            iss: self.origin.clone(),
            aud: self.account.clone(),
            cid: cid(),
            iat: NOW,
            exp: NOW + 120,
            ctx: Context {
                application: "Example".into(),
                ip: "203.0.113.7".into(),
                place: None,
                page: None,
                browser_last_at: None,
                usual_place: None,
                unusual: vec![],
                browser: "Firefox".into(),
                system: "Linux".into(),
                browser_known: true,
                started_at: NOW - 4,
                reason: Reason::SignIn,
            },
            mode: Mode::Tap,
            digits: None,
            must_show: None,
            epoch: None,
            journal_head: None,
        };
        sign(&message, signer)
    }

    pub(crate) fn revoked(&self, signer: &SigningKey, device: &DeviceId) -> String {
        let message =
            Revoked { iss: self.origin.clone(), aud: device.clone(), iat: NOW, reason: Revocation::Removed };
        sign(&message, signer)
    }

    /// Checks a request's proof as a server does, and hands out its name.
    pub(crate) fn check_proof(&self, seen: &Seen, nonce: &str) -> RequestId {
        let proof = read_authorization(seen.header("authorization")).expect("a proof");
        let proof = proof.verify(self.pop.public()).expect("signed by pop");
        Request::matches(&proof, &seen.method, &self.origin, &seen.path, seen.body.as_bytes())
            .expect("for this very request");
        assert_eq!(proof.message().nonce, nonce);
        assert_eq!(proof.message().iss, self.device);
        proof.message().jti
    }
}

async fn answer(State(script): State<Script>, request: HttpRequest) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, 1 << 20).await.expect("the body arrives");
    let mut script = script.lock().expect("one test");
    script.1.push(Seen {
        method: parts.method.to_string(),
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().map(str::to_owned),
        headers: parts.headers,
        body: String::from_utf8(body.to_vec()).expect("text"),
    });
    script.0.pop_front().expect("the script has an answer for each request")
}

/// A reply of this status and media type.
pub(crate) fn reply(status: u16, media_type: &str, body: impl Into<Body>) -> Response<Body> {
    with(status, &[("content-type", media_type), ("date", DATE)], body)
}

/// A signed message as the reply.
pub(crate) fn jwt(status: u16, message: &str) -> Response<Body> {
    reply(status, "application/jwt", message.to_owned())
}

/// A problem as the reply.
pub(crate) fn problem(status: u16, name: &str, members: &str) -> Response<Body> {
    let body =
        format!(r#"{{"type":"urn:countersign:problem:{name}","title":"","status":{status}{members}}}"#);
    reply(status, "application/problem+json", body)
}

/// A reply with these headers.
pub(crate) fn with(status: u16, headers: &[(&str, &str)], body: impl Into<Body>) -> Response<Body> {
    let mut response = Response::builder().status(status);
    for (name, value) in headers {
        response = response.header(*name, *value);
    }
    response.body(body.into()).expect("replies of tests are well formed")
}

/// A key that is the same in every run.
pub(crate) fn key(number: u8) -> SigningKey {
    SigningKey::from_bytes(&[number; 32]).expect("a private key")
}

/// The challenge of [`Double::challenge`].
pub(crate) fn cid() -> ChallengeId {
    ChallengeId::from_bytes([7; 16])
}

/// The system's random bytes.
pub(crate) fn random(bytes: &mut [u8]) {
    getrandom::fill(bytes).expect("the system gives random bytes");
}

fn sign<M: Message>(message: &M, signer: &SigningKey) -> String {
    Jws::sign(message, signer).expect("software keys sign").into_string()
}
