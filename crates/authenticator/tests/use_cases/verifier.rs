//! A server in process that lies on demand: real keys and signatures, and a weather of its own. What only a real
//! server can show is proved against the real one.

mod api;
mod stream;

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::http::StatusCode;
use countersign_authenticator::Origin;
use countersign_protocol::limits::CHAIN_LINKS;
use countersign_protocol::message::{Answer, Revocation};
use countersign_protocol::message::{
    Challenge, Context, Enroll, Instance, Jwks, KeyLink, Links, Mode, Push, Reason,
};
use countersign_protocol::{
    AccountId, ChallengeId, ChallengeState, DeviceId, Digest, EnrollLink, EnrollmentCode, JournalEntry,
    JournalHead, JournalPage, Jws, PersonText, PublicJwk, Signer, SigningKey, VERSION,
};
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::device::{PATIENCE, START, random};

/// The secret of RFC 6238, appendix B; each device gets it, which a real server never does.
pub(crate) const SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

/// The server.
#[derive(Clone)]
pub(crate) struct Verifier {
    pub(crate) origin: Origin,
    state: Arc<Mutex<State>>,
    changed: watch::Sender<u64>,
}

/// What comes instead of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Weather {
    #[default]
    Fair,
    /// A web page.
    Html,
    /// Something before the server fails.
    Down,
    /// A 410 that a stranger has signed, or nobody.
    ForgedGone,
    /// The server does not know the device.
    DeviceUnknown,
    /// Somebody says that the device has another key.
    KeyUnknown,
    /// The server hears the exchange of keys, and then nothing comes back any more.
    DownAfterExchange,
}

/// How the event stream fares on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Streaming {
    /// As it should.
    Through,
    /// Something on the way keeps all of it back.
    HeldBack,
    /// It begins well and says nothing more.
    Silent,
    /// It ends as soon as it has begun.
    Cut,
}

/// What a server knows.
#[expect(clippy::struct_excessive_bools, reason = "each is one thing that this server does or leaves")]
pub(crate) struct State {
    pub(crate) weather: Weather,
    pub(crate) now: u64,
    pub(crate) keys: Vec<SigningKey>,
    pub(crate) chain: Vec<String>,
    pub(crate) account: AccountId,
    pub(crate) devices: Vec<Linked>,
    pub(crate) challenge: Option<Asked>,
    pub(crate) requests: Vec<String>,
    /// Answers as they came, each message once.
    pub(crate) answers: Vec<(Digest, Answer, bool)>,
    /// A problem for the next enrollment.
    pub(crate) refuses: Option<&'static str>,
    /// Whether the reply to an enrollment is about another key.
    pub(crate) swaps: bool,
    /// Whether the ten minutes for secrets are over.
    pub(crate) is_late: bool,
    pub(crate) is_last_method: bool,
    /// YES counts only with a word about how the person was made sure of.
    pub(crate) is_strict: bool,
    pub(crate) enrolled: Vec<(Digest, DeviceId, Enroll)>,
    /// The address that it gives as its own now.
    pub(crate) moved_to: Option<Origin>,
    /// What it says about its past, if it does.
    pub(crate) epoch: Option<u64>,
    pub(crate) journal: Vec<String>,
    /// What was asked of the journal.
    pub(crate) pages: Vec<JournalPage>,
    /// Whether it gives other entries than it has signed.
    pub(crate) gives_junk: bool,
    /// Exchanges of keys that were taken, each message once.
    pub(crate) exchanges: Vec<Digest>,
    /// What devices have told about themselves.
    pub(crate) patches: Vec<serde_json::Value>,
    /// The key by which it wakes devices, if it does.
    pub(crate) vapid: Option<String>,
    /// Where devices want to be woken, each request in its order; nothing for one that wants it no more.
    pub(crate) subscriptions: Vec<Option<serde_json::Value>>,
    /// How its event stream fares, if it offers one.
    pub(crate) streaming: Option<Streaming>,
    /// How many streams are open now.
    pub(crate) streams: usize,
    /// How many requests wait now.
    pub(crate) waits: usize,
}

/// A device as the server knows it.
pub(crate) struct Linked {
    pub(crate) id: DeviceId,
    pub(crate) pop: PublicJwk,
    pub(crate) uv: PublicJwk,
    pub(crate) is_active: bool,
    pub(crate) revoked: Option<Revocation>,
}

/// A challenge.
pub(crate) struct Asked {
    pub(crate) cid: ChallengeId,
    pub(crate) jws: String,
    pub(crate) number: Option<&'static str>,
    pub(crate) tries_left: u32,
    pub(crate) state: ChallengeState,
    pub(crate) by: Option<String>,
}

impl State {
    /// The latest entry of the journal.
    pub(crate) fn head(&self) -> Option<JournalHead> {
        let text = self.journal.last()?;
        let entry: JournalEntry = serde_json::from_str(text).unwrap();
        Some(JournalHead { number: entry.number, sha256: Digest::of(text.as_bytes()) })
    }

    /// Something happens.
    pub(crate) fn write_down(&mut self, kind: &str) {
        let head = self.head();
        let entry = JournalEntry {
            account: self.account.clone(),
            number: head.map_or(1, |head| head.number + 1),
            at: self.now,
            kind: kind.into(),
            detail: String::new(),
            device: String::new(),
            browser: String::new(),
            system: String::new(),
            ip: String::new(),
            before: head.map(|head| head.sha256),
        };
        self.journal.push(entry.to_text());
    }
}

impl Verifier {
    /// Begins to serve on a free port of this machine.
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let origin =
            Origin::parse(&format!("http://localhost:{}", listener.local_addr().unwrap().port())).unwrap();
        let verifier = Self {
            origin,
            state: Arc::new(Mutex::new(State {
                weather: Weather::Fair,
                now: START,
                keys: vec![SigningKey::generate(random)],
                chain: Vec::new(),
                account: AccountId::from_random([7; 16]),
                devices: Vec::new(),
                challenge: None,
                requests: Vec::new(),
                answers: Vec::new(),
                refuses: None,
                swaps: false,
                is_late: false,
                is_last_method: false,
                is_strict: false,
                enrolled: Vec::new(),
                moved_to: None,
                epoch: None,
                journal: Vec::new(),
                pages: Vec::new(),
                gives_junk: false,
                exchanges: Vec::new(),
                patches: Vec::new(),
                vapid: None,
                subscriptions: Vec::new(),
                streaming: None,
                streams: 0,
                waits: 0,
            })),
            changed: watch::Sender::new(0),
        };
        let app = Router::new().fallback(api::answer).with_state(verifier.clone());
        tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        verifier
    }

    /// Looks at or changes what the server knows; every wait hears of it.
    pub(crate) fn with<T>(&self, act: impl FnOnce(&mut State) -> T) -> T {
        let result = act(&mut self.state.lock().unwrap());
        self.changed.send_modify(|count| *count += 1);
        result
    }

    /// Looks without waking anybody.
    pub(crate) fn look<T>(&self, act: impl FnOnce(&mut State) -> T) -> T {
        act(&mut self.state.lock().unwrap())
    }

    /// Waits until what the server knows is so.
    pub(crate) async fn until(&self, what: &str, is_so: impl Fn(&State) -> bool) {
        let mut changed = self.changed.subscribe();
        let waiting = async {
            while !self.look(|state| is_so(state)) {
                changed.changed().await.unwrap();
            }
        };
        tokio::time::timeout(PATIENCE, waiting).await.unwrap_or_else(|_| panic!("never came: {what}"));
    }

    /// The text of the QR code.
    pub(crate) fn qr(&self) -> String {
        let key = self.look(|state| state.keys[0].public().thumbprint());
        EnrollLink { server: self.origin.clone(), code: EnrollmentCode::from_bytes([5; 16]), key }
            .expose_link()
    }

    /// The person types the six digits on the page.
    pub(crate) fn confirm(&self) {
        self.with(|state| state.devices.iter_mut().for_each(|device| device.is_active = true));
    }

    pub(crate) fn revoke(&self, reason: Revocation) {
        self.with(|state| state.devices.last_mut().unwrap().revoked = Some(reason));
    }

    /// Somebody gives the right password.
    pub(crate) fn ask(
        &self,
        change: impl FnOnce(&mut Challenge),
        number: Option<&'static str>,
    ) -> ChallengeId {
        let mut bytes = [0; 16];
        random(&mut bytes);
        let cid = ChallengeId::from_bytes(bytes);
        self.with(|state| {
            let mut challenge = Challenge {
                iss: self.origin.clone(),
                aud: state.account.clone(),
                cid,
                iat: state.now,
                exp: state.now + 120,
                ctx: Context {
                    application: "Account".into(),
                    ip: "203.0.113.7".into(),
                    place: None,
                    page: Some("localhost".into()),
                    browser_last_at: None,
                    usual_place: None,
                    unusual: Vec::new(),
                    browser: "Firefox".into(),
                    system: "Linux".into(),
                    browser_known: true,
                    started_at: state.now - 4,
                    reason: Reason::SignIn,
                },
                mode: if number.is_some() { Mode::Number } else { Mode::Tap },
                digits: number.map(|_| 2),
                must_show: None,
                epoch: state.epoch,
                journal_head: state.head(),
            };
            change(&mut challenge);
            let jws = Jws::sign(&challenge, &state.keys[0]).unwrap().into_string();
            let asked = Asked { cid, jws, number, tries_left: 3, state: ChallengeState::Pending, by: None };
            state.challenge = Some(asked);
        });
        cid
    }

    /// Another device decides, or the page gives up.
    pub(crate) fn decide(&self, decided: ChallengeState, by: Option<&str>) {
        self.with(|state| {
            let asked = state.challenge.as_mut().unwrap();
            asked.state = decided;
            asked.by = by.map(ToOwned::to_owned);
        });
    }

    /// The next key takes over, announced by the last one or not.
    pub(crate) fn rotate(&self, is_announced: bool) {
        self.with(|state| {
            let next = SigningKey::generate(random);
            if is_announced {
                let link = KeyLink { iss: self.origin.clone(), iat: state.now, jwk: next.public().clone() };
                state.chain.push(Jws::sign(&link, &state.keys[0]).unwrap().into_string());
                let too_many = state.chain.len().saturating_sub(CHAIN_LINKS);
                state.chain.drain(..too_many);
            }
            state.keys = vec![next];
        });
    }

    /// The next key takes over, and the one before is still named.
    pub(crate) fn rotate_naming_both(&self) {
        self.with(|state| {
            let next = SigningKey::generate(random);
            let link = KeyLink { iss: self.origin.clone(), iat: state.now, jwk: next.public().clone() };
            state.chain.push(Jws::sign(&link, &state.keys[0]).unwrap().into_string());
            state.keys.insert(0, next);
        });
    }

    pub(crate) fn decision(&self) -> ChallengeState {
        self.look(|state| state.challenge.as_ref().unwrap().state)
    }

    fn instance_document(&self, state: &State) -> String {
        let document = Instance {
            iss: state.moved_to.as_ref().unwrap_or(&self.origin).clone(),
            iat: state.now,
            name: PersonText::parse("Example").unwrap(),
            versions: vec![VERSION],
            jwks: Jwks { keys: state.keys.iter().map(|key| key.public().clone()).collect() },
            chain: state.chain.clone(),
            push: Push { vapid: state.vapid.clone() },
            features: state.streaming.iter().map(|_| Instance::EVENTS.to_owned()).collect(),
            links: Links { manage: "/2fa".into(), secure: "/secure".into() },
        };
        Jws::sign(&document, &state.keys[0]).unwrap().into_string()
    }
}

/// A reply as parts.
pub(crate) type Parts = (StatusCode, &'static str, String, Option<String>);
