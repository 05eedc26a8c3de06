//! A phone without a screen: two software keys, proved requests, signed answers.

use std::net::{Ipv4Addr, SocketAddr};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::ConnectInfo;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, IF_NONE_MATCH};
use axum::http::{HeaderMap, Method, Request as HttpRequest, Response, StatusCode};
use countersign_protocol::message::{
    Account, Answer, Capability, Challenge, Decision, DeclineReason, DeviceDescription, Enroll, Grant,
    Instance, KeyProtection, Proof, Request, Revoke, Step, Verification, authorization,
};
use countersign_protocol::{
    ChallengeId, DeviceId, Digest, Jws, Message, Origin, PersonText, PublicJwk, RequestId, ScanSecret,
    Signer, SigningKey, Unverified,
};
use tower::ServiceExt;

/// A reply of the device API.
#[derive(Debug, Clone)]
pub struct ApiReply {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

impl ApiReply {
    /// A header, or an empty text.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The body as text.
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap_or_default()
    }

    /// The body as JSON; `null` if it is none.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// The name of the problem, if it is one.
    pub fn problem(&self) -> Option<String> {
        let kind = self.json()["type"].as_str()?.strip_prefix("urn:countersign:problem:")?.to_owned();
        (self.header("content-type") == "application/problem+json").then_some(kind)
    }
}

/// One device of one account. Talks to the router of a [`TestServer`](super::TestServer) in process.
#[derive(Debug)]
pub struct TestDevice {
    router: Router,
    origin: Origin,
    instance: Option<PublicJwk>,
    /// The key for requests and a plain NO.
    pub pop: SigningKey,
    /// The key for whatever needs the person.
    pub uv: SigningKey,
    /// What the server calls it, once it is linked.
    pub id: Option<DeviceId>,
    /// The last `CS-Nonce`.
    pub nonce: String,
    /// What it says about itself.
    pub description: DeviceDescription,
    /// How it makes sure of its person before a YES, as it says.
    pub verification: Verification,
    /// The step that its requests say.
    pub step: Option<Step>,
}

/// What an answer says, in a test's words.
#[derive(Debug, Clone, Copy)]
pub enum Says<'a> {
    /// YES, in mode `tap`.
    Yes,
    /// YES and what the page's QR code proves.
    YesScanned(&'a str),
    /// YES and the number of the page.
    YesNumber(&'a str),
    /// NO, signed by `pop` as from a locked phone.
    No,
    /// *It wasn't me*.
    NotMe,
}

impl TestDevice {
    pub(super) fn new(router: Router, origin: &Origin, name: &str) -> Self {
        Self {
            router,
            origin: origin.clone(),
            instance: None,
            pop: SigningKey::generate(random),
            uv: SigningKey::generate(random),
            id: None,
            nonce: String::new(),
            verification: Verification::None,
            step: None,
            description: DeviceDescription {
                name: PersonText::parse(name).expect("names of tests are for people"),
                platform: "linux".into(),
                key_protection: KeyProtection::Software,
                app: "countersign/0.1.0".into(),
                versions: vec![1],
                capabilities: vec![
                    Capability::Tap,
                    Capability::Number,
                    Capability::Scan,
                    Capability::Offline,
                ],
            },
        }
    }

    /// Fetches and checks the instance document.
    pub async fn meet(&mut self) -> Instance {
        let reply = self.send(Method::GET, "/.well-known/countersign", None, &[]).await;
        let unverified = Unverified::<Instance>::parse(reply.text()).expect("an instance document");
        let key = unverified.claimed().jwks.keys[0].clone();
        let instance = unverified.verify(&key).expect("signed by its first key").into_message();
        self.instance = Some(key);
        instance
    }

    /// The signed message that asks to be linked.
    pub fn enroll_message(&self, grant: Grant) -> Jws<Enroll> {
        let (pop, uv) = (self.pop.public().thumbprint(), self.uv.public().thumbprint());
        let proof = Proof { aud: self.origin.clone(), pop, uv };
        let uv_proof = sign(&proof, &self.uv).into_string();
        let enroll = Enroll { aud: self.origin.clone(), grant, uv_proof, device: self.description.clone() };
        sign(&enroll, &self.pop)
    }

    /// Asks to be linked, and remembers its id.
    pub async fn enroll(&mut self, grant: Grant) -> ApiReply {
        let message = self.enroll_message(grant).into_string();
        self.enroll_with(&message).await
    }

    /// Asks to be linked with a message made before.
    pub async fn enroll_with(&mut self, message: &str) -> ApiReply {
        if self.instance.is_none() {
            self.meet().await;
        }
        let headers = [(CONTENT_TYPE.as_str(), "application/jwt")];
        let reply = self.send(Method::POST, "/api/v1/devices", Some(message.to_owned()), &headers).await;
        if reply.status == StatusCode::CREATED {
            self.id = Some(self.read::<Account>(&reply).aud);
        }
        reply
    }

    /// A message of the server, checked under the key that the device met.
    ///
    /// # Panics
    /// If it is no such message or signed by another key.
    #[track_caller]
    pub fn read<M: Message>(&self, reply: &ApiReply) -> M {
        let key = self.instance.as_ref().expect("the device has met the server");
        let unverified = Unverified::<M>::parse(reply.text())
            .unwrap_or_else(|error| panic!("{} {}: {error}", reply.status, reply.text()));
        unverified.verify(key).expect("signed by the instance key").into_message()
    }

    /// A proved request without body, repeated once with a fresh nonce if the server asks for it.
    pub async fn get(&mut self, path: &str) -> ApiReply {
        self.request(Method::GET, path, None, &[]).await
    }

    /// The same with `If-None-Match`.
    pub async fn get_unless(&mut self, path: &str, etag: &str) -> ApiReply {
        self.request(Method::GET, path, None, &[(IF_NONE_MATCH.as_str(), etag)]).await
    }

    /// A proved request with a JWS as its body.
    pub async fn post_jwt(&mut self, path: &str, message: &str) -> ApiReply {
        let headers = [(CONTENT_TYPE.as_str(), "application/jwt")];
        self.request(Method::POST, path, Some(message.to_owned()), &headers).await
    }

    /// A proved request with a JSON body.
    pub async fn patch_json(&mut self, path: &str, body: &serde_json::Value) -> ApiReply {
        let headers = [(CONTENT_TYPE.as_str(), "application/json")];
        self.request(Method::PATCH, path, Some(body.to_string()), &headers).await
    }

    /// Says where its wake-ups go.
    pub async fn subscribe(&mut self, subscription: &serde_json::Value) -> ApiReply {
        let headers = [(CONTENT_TYPE.as_str(), "application/json")];
        self.request(Method::PUT, "/api/v1/self/push", Some(subscription.to_string()), &headers).await
    }

    /// Wants to be woken no more.
    pub async fn unsubscribe(&mut self) -> ApiReply {
        self.request(Method::DELETE, "/api/v1/self/push", None, &[]).await
    }

    /// The account as the server tells it now.
    pub async fn account(&mut self) -> Account {
        let reply = self.get("/api/v1/self").await;
        self.read(&reply)
    }

    /// The pending challenge as sent, and what it says.
    pub async fn pending(&mut self) -> Option<(String, Challenge)> {
        let reply = self.get("/api/v1/challenges").await;
        (reply.status == StatusCode::OK).then(|| (reply.text().to_owned(), self.read(&reply)))
    }

    /// A signed answer to the challenge as it was sent.
    pub fn answer_message(&self, challenge: &str, cid: ChallengeId, says: Says<'_>) -> String {
        let (decision, number, reason) = match says {
            Says::Yes | Says::YesScanned(_) => (Decision::Approve, None, None),
            Says::YesNumber(number) => (Decision::Approve, Some(number.to_owned()), None),
            Says::No => (Decision::Decline, None, None),
            Says::NotMe => (Decision::Decline, None, Some(DeclineReason::NotMe)),
        };
        let answer = Answer {
            iss: self.known_id(),
            aud: self.origin.clone(),
            cid,
            challenge_sha256: Digest::of(challenge.as_bytes()),
            decision,
            number,
            scan: match says {
                Says::YesScanned(secret) => Some(ScanSecret::parse(secret).expect("22 characters")),
                Says::Yes | Says::YesNumber(_) | Says::No | Says::NotMe => None,
            },
            reason,
            uv: self.verification,
        };
        let key = if matches!(says, Says::No) { &self.pop } else { &self.uv };
        sign(&answer, key).into_string()
    }

    /// Answers the pending challenge.
    ///
    /// # Panics
    /// If none is pending.
    pub async fn answer(&mut self, says: Says<'_>) -> ApiReply {
        let (challenge, message) = self.pending().await.expect("a challenge is pending");
        let answer = self.answer_message(&challenge, message.cid, says);
        self.post_jwt(&format!("/api/v1/challenges/{}", message.cid), &answer).await
    }

    /// Asks to remove a device.
    pub async fn revoke(&mut self, device: &DeviceId) -> ApiReply {
        let revoke = Revoke { iss: self.known_id(), aud: self.origin.clone(), device: device.clone() };
        let message = sign(&revoke, &self.uv).into_string();
        self.post_jwt(&format!("/api/v1/devices/{device}/revoke"), &message).await
    }

    /// The proof for one request; a test may change it before it is sent with [`Self::send`].
    pub fn proof(&self, method: &Method, path: &str, body: Option<&str>) -> Request {
        let bare = path.split_once('?').map_or(path, |(bare, _)| bare);
        let mut jti = [0; 16];
        random(&mut jti);
        Request {
            iss: self.known_id(),
            htm: method.as_str().to_owned(),
            htu: self.origin.at(bare),
            jti: RequestId::from_bytes(jti),
            nonce: self.nonce.clone(),
            body_sha256: body.map(|body| Digest::of(body.as_bytes())),
            step: self.step,
        }
    }

    /// Signs a proof and sends the request with it, once.
    pub async fn send_proved(
        &mut self,
        proof: &Request,
        method: Method,
        path: &str,
        body: Option<String>,
        headers: &[(&str, &str)],
    ) -> ApiReply {
        let value = authorization(&sign(proof, &self.pop));
        let mut all = vec![(AUTHORIZATION.as_str(), value.as_str())];
        all.extend_from_slice(headers);
        self.send(method, path, body, &all).await
    }

    /// Sends a request as it is, once, and keeps the nonce of the reply.
    pub async fn send(
        &mut self,
        method: Method,
        path: &str,
        body: Option<String>,
        headers: &[(&str, &str)],
    ) -> ApiReply {
        let (parts, body) = self.open(method, path, body, headers).await.into_parts();
        let body = axum::body::to_bytes(body, 1 << 20).await.expect("the reply arrives");
        ApiReply { status: parts.status, headers: parts.headers, body }
    }

    /// Opens a stream with a proof of its own; what it says is left to be read.
    pub async fn stream(&mut self, path: &str) -> Response<Body> {
        self.get("/api/v1/devices").await;
        let value = authorization(&sign(&self.proof(&Method::GET, path, None), &self.pop));
        self.open(Method::GET, path, None, &[(AUTHORIZATION.as_str(), &value)]).await
    }

    /// Sends a request as it is, once; what comes is left to be read.
    pub async fn open(
        &mut self,
        method: Method,
        path: &str,
        body: Option<String>,
        headers: &[(&str, &str)],
    ) -> Response<Body> {
        let address = SocketAddr::from((Ipv4Addr::new(198, 51, 100, 23), 50_000));
        let mut request = HttpRequest::builder().method(method).uri(path).extension(ConnectInfo(address));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request
            .body(body.map_or_else(Body::empty, Body::from))
            .expect("requests of tests are well-formed");
        let response = self.router.clone().oneshot(request).await.expect("the router does not fail");
        if let Some(nonce) = response.headers().get("cs-nonce").and_then(|value| value.to_str().ok()) {
            nonce.clone_into(&mut self.nonce);
        }
        response
    }

    /// A proved request, repeated once with a fresh nonce if the server asks for it.
    pub async fn request(
        &mut self,
        method: Method,
        path: &str,
        body: Option<String>,
        headers: &[(&str, &str)],
    ) -> ApiReply {
        let proof = self.proof(&method, path, body.as_deref());
        let reply = self.send_proved(&proof, method.clone(), path, body.clone(), headers).await;
        if reply.problem().as_deref() != Some("nonce-stale") {
            return reply;
        }
        let proof = self.proof(&method, path, body.as_deref());
        self.send_proved(&proof, method, path, body, headers).await
    }

    fn known_id(&self) -> DeviceId {
        self.id.clone().expect("the device is linked")
    }
}

fn sign<M: Message>(message: &M, key: &SigningKey) -> Jws<M> {
    Jws::sign(message, key).expect("software keys sign")
}

fn random(bytes: &mut [u8]) {
    getrandom::fill(bytes).expect("the system gives random bytes");
}
