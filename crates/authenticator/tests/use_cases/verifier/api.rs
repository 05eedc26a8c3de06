//! The device API of the lying server.

use std::time::Duration;

use axum::body::{Bytes, to_bytes};
use axum::extract::{Request as HttpRequest, State as Shared};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use countersign_protocol::message::{
    Account, AccountState, Answer, Approval, ByPerson, Confirm, Confirmation, Decision, DeclineReason,
    Enroll, Keys, OfflineKey, Otp, Policy, Request, Revocation, Revoke, Revoked, Verification,
    read_authorization,
};
use countersign_protocol::{
    ChallengeState, ChallengeStatus, DeviceId, Digest, JournalPage, Jws, PersonText, Problem, ProblemKind,
    SetupCode, SigningKey, Unverified,
};

use super::stream::Counted;
use super::{Linked, Parts, State, Verifier, Weather};
use crate::device::random;

const JWT: &str = "application/jwt";
const JSON: &str = "application/json";

/// Answers everything.
pub(super) async fn answer(Shared(verifier): Shared<Verifier>, request: HttpRequest) -> Response {
    let (head, body) = request.into_parts();
    let body = to_bytes(body, 1 << 16).await.unwrap();
    let path = head.uri.path().to_owned();
    verifier.look(|state| state.requests.push(format!("{} {path}", head.method)));
    let wait: u64 =
        head.uri.query().and_then(|query| query.strip_prefix("wait=")?.parse().ok()).unwrap_or_default();
    if path == "/api/v1/journal" {
        let after: usize = head.uri.query().unwrap().strip_prefix("after=").unwrap().parse().unwrap();
        verifier.look(|state| {
            let entries = state.journal.get(after..).unwrap_or_default().to_vec();
            let entries = if state.gives_junk { vec!["{}".to_owned()] } else { entries };
            state.pages.insert(0, JournalPage { entries });
        });
    }
    let streaming = verifier.look(|state| state.streaming);
    if let Some(streaming) = streaming.filter(|_| path == "/api/v1/events") {
        return verifier.stream(streaming);
    }
    let _counted = (wait > 0).then(|| Counted::new(&verifier, |state| &mut state.waits));
    let mut changed = verifier.changed.subscribe();
    let deadline = tokio::time::Instant::now() + Duration::from_secs(wait);
    let parts = loop {
        changed.borrow_and_update();
        let parts =
            verifier.look(|state| verifier.reply(state, head.method.as_str(), &path, &head.headers, &body));
        let may_wait = matches!(parts.0, StatusCode::NOT_MODIFIED)
            || (parts.0 == StatusCode::NO_CONTENT && !head.headers.contains_key("if-none-match"));
        if !may_wait || tokio::time::timeout_at(deadline, changed.changed()).await.is_err() {
            break parts;
        }
    };
    let (status, kind, body, etag) = parts;
    let date = verifier.look(|state| http_date(state.now));
    let mut response =
        (status, [("content-type", kind), ("cs-nonce", "n"), ("date", date.as_str())], body).into_response();
    if let Some(etag) = etag {
        response.headers_mut().insert("etag", etag.parse().unwrap());
    }
    response
}

impl Verifier {
    fn reply(&self, state: &mut State, method: &str, path: &str, headers: &HeaderMap, body: &Bytes) -> Parts {
        match state.weather {
            Weather::Fair | Weather::DownAfterExchange => {}
            Weather::Html => return (StatusCode::OK, "text/html", "<!doctype html><p>Hotel".into(), None),
            Weather::Down => return (StatusCode::BAD_GATEWAY, "text/html", "bad gateway".into(), None),
            Weather::ForgedGone => {
                return self.gone(state, &SigningKey::generate(random), &Revocation::Removed);
            }
            Weather::DeviceUnknown => return problem(&Problem::new(ProblemKind::DeviceUnknown)),
            Weather::KeyUnknown => return problem(&Problem::new(ProblemKind::KeyUnknown)),
        }
        let text = std::str::from_utf8(body).unwrap();
        match (method, path) {
            ("GET", "/.well-known/countersign") => (StatusCode::OK, JWT, self.instance_document(state), None),
            ("POST", "/api/v1/devices") => self.enroll(state, text),
            _ => self.as_device(state, method, path, headers, text),
        }
    }

    fn enroll(&self, state: &mut State, text: &str) -> Parts {
        let verified = Enroll::verify(text, &self.origin).unwrap();
        let identity = verified.message.identity();
        let known = state.enrolled.iter().find(|(known, ..)| *known == identity).map(|(_, id, _)| id.clone());
        let id = if let Some(id) = known {
            id
        } else {
            if let Some(name) = state.refuses {
                return problem(&Problem::new(ProblemKind::from_name(name).unwrap()));
            }
            let mut bytes = [0; 16];
            random(&mut bytes);
            let id = DeviceId::from_random(bytes);
            let is_active = matches!(
                verified.message.message().grant,
                countersign_protocol::message::Grant::Authorization { .. }
            );
            state.devices.push(Linked {
                id: id.clone(),
                pop: verified.pop,
                uv: verified.uv,
                is_active,
                revoked: None,
            });
            state.enrolled.push((identity, id.clone(), verified.message.into_message()));
            id
        };
        let device = state.devices.iter().find(|device| device.id == id).unwrap();
        (StatusCode::CREATED, JWT, self.account(state, device, false), None)
    }

    fn as_device(
        &self,
        state: &mut State,
        method: &str,
        path: &str,
        headers: &HeaderMap,
        text: &str,
    ) -> Parts {
        let proof = read_authorization(headers["authorization"].to_str().unwrap()).unwrap();
        let claimed = proof.claimed().iss.clone();
        let Some(place) = state.devices.iter().position(|device| device.id == claimed) else {
            return problem(&Problem::new(ProblemKind::DeviceUnknown));
        };
        if proof.key() != state.devices[place].pop.thumbprint() {
            return problem(&Problem::new(ProblemKind::KeyUnknown));
        }
        let proof = proof.verify(&state.devices[place].pop).unwrap();
        Request::matches(&proof, method, &self.origin, path, text.as_bytes()).unwrap();
        if let Some(reason) = state.devices[place].revoked.clone() {
            return self.gone(state, &state.keys[0], &reason);
        }
        let known = headers.get("if-none-match").map(|value| value.to_str().unwrap());
        match (method, path) {
            ("GET", "/api/v1/self") => {
                let device = &state.devices[place];
                let etag = format!("\"{}\"", device.is_active);
                if known == Some(etag.as_str()) {
                    return (StatusCode::NOT_MODIFIED, JWT, String::new(), None);
                }
                (
                    StatusCode::OK,
                    JWT,
                    self.account(state, device, device.is_active && !state.is_late),
                    Some(etag),
                )
            }
            ("PATCH", "/api/v1/self") => {
                state.patches.push(serde_json::from_str(text).unwrap());
                (StatusCode::NO_CONTENT, JSON, String::new(), None)
            }
            ("PUT" | "DELETE", "/api/v1/self/push") if state.vapid.is_none() => {
                problem(&Problem::new(ProblemKind::NotFound))
            }
            ("PUT", "/api/v1/self/push") => {
                state.subscriptions.push(Some(serde_json::from_str(text).unwrap()));
                (StatusCode::NO_CONTENT, JSON, String::new(), None)
            }
            ("DELETE", "/api/v1/self/push") => {
                state.subscriptions.push(None);
                (StatusCode::NO_CONTENT, JSON, String::new(), None)
            }
            ("PUT", "/api/v1/self/keys") => self.exchange(state, place, text),
            ("GET", "/api/v1/devices") => (StatusCode::OK, JSON, list(state), None),
            ("GET", "/api/v1/journal") => {
                (StatusCode::OK, JSON, serde_json::to_string(&state.pages[0]).unwrap(), None)
            }
            ("GET", "/api/v1/challenges") => pending(state, known),
            ("GET", _) => match &state.challenge {
                Some(asked) if path.ends_with(&asked.cid.to_string()) => status(asked),
                _ => problem(&Problem::new(ProblemKind::NotFound)),
            },
            ("POST", _) if path.ends_with("/revoke") => {
                let keys = (&state.devices[place].pop, &state.devices[place].uv);
                Revoke::verify(text, &self.origin, &claimed, keys).unwrap();
                if state.is_last_method {
                    return problem(&Problem::new(ProblemKind::LastMethod));
                }
                state.devices[place].revoked = Some(Revocation::Removed);
                (StatusCode::NO_CONTENT, JSON, String::new(), None)
            }
            _ => self.take_answer(state, place, text),
        }
    }

    fn exchange(&self, state: &mut State, place: usize, text: &str) -> Parts {
        let identity = Unverified::<Keys>::parse(text).unwrap().identity();
        if !state.exchanges.contains(&identity) {
            let device = &mut state.devices[place];
            let keys =
                Keys::verify_proved(text, &self.origin, &device.id, (&device.pop, &device.uv)).unwrap();
            let new = keys.message().message();
            (device.pop, device.uv) = (new.pop.clone(), new.uv.clone());
            state.exchanges.push(identity);
        }
        if state.weather == Weather::DownAfterExchange {
            state.weather = Weather::Down;
            return (StatusCode::BAD_GATEWAY, "text/html", "bad gateway".into(), None);
        }
        (StatusCode::NO_CONTENT, JSON, String::new(), None)
    }

    fn take_answer(&self, state: &mut State, place: usize, text: &str) -> Parts {
        let device = &state.devices[place];
        let asked = state.challenge.as_mut().unwrap();
        let keys = (&device.pop, &device.uv);
        let verified = Answer::verify(text, &self.origin, &device.id, &asked.cid, keys).unwrap();
        let (by_uv, identity) = (verified.signer() == device.uv.thumbprint(), verified.digest());
        let answer = verified.into_message();
        assert_eq!(answer.challenge_sha256, Digest::of(asked.jws.as_bytes()));
        if answer.decision == Decision::Approve && state.is_strict && answer.uv == Verification::None {
            return problem(&Problem::new(ProblemKind::KeyNotAllowed));
        }
        let is_known = state.answers.iter().any(|(known, ..)| *known == identity);
        if !is_known {
            state.answers.push((identity, answer.clone(), by_uv));
        }
        if is_known || answer.reason == Some(DeclineReason::NotMe) {
            return status(asked);
        }
        if asked.state != ChallengeState::Pending {
            let mut ended = Problem::new(ProblemKind::ChallengeEnded);
            (ended.state, ended.by) = (Some(asked.state), asked.by.clone());
            return problem(&ended);
        }
        if answer.decision == Decision::Approve && answer.number.as_deref() != asked.number {
            asked.tries_left -= 1;
            let mut wrong = Problem::new(ProblemKind::WrongNumber);
            wrong.tries_left = Some(asked.tries_left);
            return problem(&wrong);
        }
        asked.state = match answer.decision {
            Decision::Approve => ChallengeState::Approved,
            Decision::Decline => ChallengeState::Declined,
        };
        self.changed.send_modify(|count| *count += 1);
        status(asked)
    }

    fn account(&self, state: &State, device: &Linked, with_secrets: bool) -> String {
        let pop = if state.swaps { &device.uv } else { &device.pop };
        let codes = || (0..10).map(|number| SetupCode::from_random([number; 5])).collect();
        let account = Account {
            iss: self.origin.clone(),
            aud: device.id.clone(),
            iat: state.now,
            acct: state.account.clone(),
            name: PersonText::parse("Example").unwrap(),
            user: PersonText::parse("ada").unwrap(),
            state: if device.is_active { AccountState::Active } else { AccountState::Unconfirmed },
            first_factor: true,
            cnf: Confirmation { jkt: pop.thumbprint() },
            policy: Policy { approval: Approval::Adaptive },
            confirm: (!device.is_active).then(|| Confirm::parse("482913").unwrap()),
            backup_codes_left: None,
            epoch: state.epoch.filter(|_| device.is_active),
            journal_head: state.head().filter(|_| device.is_active),
            copied_at: None,
            otp: with_secrets.then(|| Otp {
                secret: super::SECRET.into(),
                algorithm: "SHA1".into(),
                digits: 6,
                period: 30,
            }),
            offline_key: with_secrets.then(|| OfflineKey::from_bytes([8; 32])),
            backup_codes: with_secrets.then(codes),
        };
        Jws::sign(&account, &state.keys[0]).unwrap().into_string()
    }

    fn gone(&self, state: &State, key: &SigningKey, reason: &Revocation) -> Parts {
        let Some(device) = state.devices.last() else { return (StatusCode::GONE, JWT, "x".into(), None) };
        let (iss, aud) = (self.origin.clone(), device.id.clone());
        let revoked = Revoked { iss, aud, iat: state.now, reason: reason.clone() };
        (StatusCode::GONE, JWT, Jws::sign(&revoked, key).unwrap().into_string(), None)
    }
}

fn pending(state: &State, known: Option<&str>) -> Parts {
    let Some(asked) = state.challenge.as_ref().filter(|asked| asked.state == ChallengeState::Pending) else {
        return (StatusCode::NO_CONTENT, JWT, String::new(), None);
    };
    let etag = format!("\"{}\"", Digest::of(asked.jws.as_bytes()));
    if known == Some(etag.as_str()) {
        return (StatusCode::NOT_MODIFIED, JWT, String::new(), None);
    }
    (StatusCode::OK, JWT, asked.jws.clone(), Some(etag))
}

fn status(asked: &super::Asked) -> Parts {
    let status = ChallengeStatus { cid: asked.cid, state: asked.state, by: asked.by.clone(), at: None };
    (StatusCode::OK, JSON, serde_json::to_string(&status).unwrap(), None)
}

fn list(state: &State) -> String {
    let view = |device: &Linked| serde_json::json!({"id": device.id.as_str(), "name": "Test laptop", "platform": "linux", "state": "active", "linked_at": state.now});
    serde_json::json!({"devices": state.devices.iter().map(view).collect::<Vec<_>>()}).to_string()
}

fn problem(problem: &Problem) -> Parts {
    let status = StatusCode::from_u16(problem.status).unwrap();
    (status, "application/problem+json", serde_json::to_string(problem).unwrap(), None)
}

/// RFC 9110 §5.6.7, for the days around the tests' start.
fn http_date(seconds: u64) -> String {
    // 2027-01-15T08:00:00Z was a Friday.
    let since = seconds.checked_sub(crate::device::START - 8 * 3_600).unwrap();
    let (day, rest) = (since / 86_400, since % 86_400);
    let name = ["Fri", "Sat", "Sun"][usize::try_from(day).unwrap()];
    format!("{name}, {:02} Jan 2027 {:02}:{:02}:{:02} GMT", 15 + day, rest / 3_600, rest / 60 % 60, rest % 60)
}
