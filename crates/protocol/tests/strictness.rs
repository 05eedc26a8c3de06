//! What is almost a message of CS/1 is refused: one member at a time, each signed with the right key.

use countersign_protocol::message::{
    Answer, AnswerError, ByPerson, Challenge, Decision, DeclineReason, Enroll, Instance, Mode, Proof, Reason,
    Request, Revoke, Seen, Unanswerable, Verification,
};
use countersign_protocol::{
    AccountId, ChallengeId, DeviceId, DevicePatch, Jws, JwsError, KeptKeys, Message, Origin, Signer,
    SigningKey, Unverified, encoding, read_object,
};
use serde_json::{Value, json};

fn key(number: u8) -> SigningKey {
    SigningKey::from_bytes(&[number; 32]).expect("a private key")
}

fn origin() -> Origin {
    Origin::parse("https://auth.example").expect("an origin")
}

fn device() -> DeviceId {
    DeviceId::parse("device").expect("an id")
}

fn cid() -> ChallengeId {
    ChallengeId::from_bytes([7; 16])
}

/// A JWS of this header and payload as they stand, rightly signed.
fn signed(header: &str, payload: &str, key: &SigningKey) -> String {
    let input = format!("{}.{}", encoding::encode(header.as_bytes()), encoding::encode(payload.as_bytes()));
    let signature = key.sign(input.as_bytes()).expect("software keys sign");
    format!("{input}.{}", encoding::encode(&signature))
}

fn with_kid<M: Message>(payload: &str, key: &SigningKey) -> String {
    let kid = key.public().thumbprint();
    signed(&format!(r#"{{"typ":"{}","alg":"ES256","kid":"{kid}"}}"#, M::TYP), payload, key)
}

fn challenge() -> Value {
    json!({
        "iss": "https://auth.example", "aud": "account", "cid": cid(), "iat": 1_800_000_000_u64,
        "exp": 1_800_000_120_u64, "mode": "number", "digits": 2,
        "ctx": {
            "application": "Account", "ip": "203.0.113.7", "browser": "Firefox", "system": "Linux",
            "browser_known": false, "started_at": 1_799_999_996_u64, "reason": "sign-in",
        },
    })
}

/// Changes one member (`null` here means: take it away) and asks whether the challenge is still acceptable.
fn accepts(path: &str, value: Value) -> bool {
    let mut message = challenge();
    let (parent, name) = path.rsplit_once('/').expect("a pointer");
    let members = message.pointer_mut(parent).and_then(Value::as_object_mut).expect("an object");
    if value == Value::Null {
        members.remove(name)
    } else {
        members.insert(name.into(), value)
    };
    Unverified::<Challenge>::parse(&with_kid::<Challenge>(&message.to_string(), &key(1))).is_ok()
}

#[test]
fn a_challenge_needs_its_members_in_their_types() {
    assert!(accepts("/later", json!({ "unknown": [1, null] })), "unknown members are ignored");
    assert!(accepts("/ctx/later", json!("x")));
    assert!(accepts("/must_show", json!(["ip"])));
    assert!(accepts("/mode", json!("something-newer")));
    for (path, value) in [
        ("/iss", json!("https://Auth.example")),
        ("/iss", json!(["https://auth.example"])),
        ("/aud", json!("")),
        ("/cid", json!("short")),
        ("/cid", Value::Null),
        ("/iat", json!("1800000000")),
        ("/iat", json!(-1)),
        ("/exp", json!(1_800_000_120.5)),
        ("/exp", json!(1_800_000_000_u64)),
        ("/exp", json!(1_800_001_000_u64)),
        ("/digits", json!(3)),
        ("/digits", Value::Null),
        ("/mode", json!(1)),
        ("/must_show", json!("ip")),
        ("/ctx", json!("x")),
        ("/ctx/reason", Value::Null),
        ("/ctx/browser_known", json!("no")),
        ("/ctx/place", json!(4)),
    ] {
        assert!(!accepts(path, value.clone()), "{path} = {value}");
    }
}

#[test]
fn null_and_repetition_are_no_values() {
    let text = challenge().to_string();
    for (from, to) in [
        (r#""digits":2"#, r#""digits":null"#),
        (r#""digits":2"#, r#""digits":2,"must_show":null"#),
        (r#""digits":2"#, r#""digits":2,"digits":2"#),
        (r#""ip":"203.0.113.7""#, r#""ip":"203.0.113.7","place":null"#),
        (r#""ip":"203.0.113.7""#, r#""ip":"203.0.113.7","ip":"203.0.113.8""#),
    ] {
        let changed = text.replace(from, to);
        assert_ne!(changed, text);
        let parsed = Unverified::<Challenge>::parse(&with_kid::<Challenge>(&changed, &key(1)));
        assert_eq!(parsed.err(), Some(JwsError::Payload), "{to}");
    }
    let twice = text.replace(r#""digits":2"#, r#""digits":2,"later":1,"later":2"#);
    assert!(
        Unverified::<Challenge>::parse(&with_kid::<Challenge>(&twice, &key(1))).is_ok(),
        "an unknown member"
    );
}

#[test]
fn a_header_says_neither_more_nor_less() {
    let kid = key(1).public().thumbprint();
    let parses = |header: &str| {
        Unverified::<Challenge>::parse(&signed(header, &challenge().to_string(), &key(1))).is_ok()
    };
    let typ = r#""typ":"cs-challenge+jwt""#;
    assert!(parses(&format!(r#"{{{typ},"alg":"ES256","kid":"{kid}","later":{{"x":[1]}}}}"#)));
    let jwk = serde_json::to_string(key(1).public()).expect("a JWK");
    for header in [
        format!(r#"{{{typ},"alg":"ES256"}}"#),
        format!(r#"{{{typ},"alg":"ES256","kid":null}}"#),
        format!(r#"{{{typ},"alg":"ES256","kid":"{kid}="}}"#),
        format!(r#"{{{typ},"alg":"ES256","kid":"{kid}","kid":"{kid}"}}"#),
        format!(r#"{{{typ},"alg":"ES256","jwk":{jwk}}}"#),
        format!(r#"{{{typ},"alg":"ES256K","kid":"{kid}"}}"#),
        format!(r#"{{{typ},"alg":["ES256"],"kid":"{kid}"}}"#),
        format!(r#"{{"typ":"CS-challenge+jwt","alg":"ES256","kid":"{kid}"}}"#),
        format!(r#"{{{typ},"alg":"ES256","kid":"{kid}","zip":"DEF"}}"#),
        format!(r#"{{{typ},"alg":"ES256","kid":"{kid}","x5c":[]}}"#),
        format!(r#"{{{typ},"alg":"ES256","kid":"{kid}","x5t#S256":"x"}}"#),
        format!(r#"[{typ},"ES256"]"#),
        format!(r#"{{{typ},"alg":"ES256","kid":"{kid}"}} x"#),
        format!(r#"{{{typ},"alg":"ES256","kid":"{kid}","pad":"{}"}}"#, "y".repeat(6000)),
        "[".repeat(2000),
    ] {
        assert!(!parses(&header), "{}", &header[..header.len().min(120)]);
    }
}

#[test]
fn a_proof_fits_into_an_http_header() {
    let key = key(2);
    let proof = |padding: usize| {
        let payload = json!({
            "iss": "device", "htm": "GET", "htu": "https://auth.example/api/v1/self", "jti": cid(), "nonce": "",
            "later": "y".repeat(padding),
        });
        Unverified::<Request>::parse(&with_kid::<Request>(&payload.to_string(), &key)).is_ok()
    };
    assert!(proof(2000) && !proof(3000));
}

#[test]
fn a_key_outside_the_curve_or_with_its_private_half_is_refused() {
    let jwk = serde_json::to_value(key(1).public()).expect("a JWK");
    let accepts = |change: &dyn Fn(&mut Value)| {
        let mut jwk = jwk.clone();
        change(&mut jwk);
        serde_json::from_value::<countersign_protocol::PublicJwk>(jwk).is_ok()
    };
    assert!(accepts(&|jwk| jwk["use"] = json!("sig")), "unknown members are ignored");
    assert!(!accepts(&|jwk| jwk["x"] = jwk["y"].clone()));
    assert!(!accepts(&|jwk| jwk["x"] = json!("")));
    assert!(!accepts(&|jwk| jwk["crv"] = json!("P-384")));
    assert!(!accepts(&|jwk| jwk["kty"] = json!("OKP")));
    assert!(!accepts(&|jwk| jwk["d"] = Value::Null));
}

#[test]
fn a_grant_is_exactly_one_of_three() {
    let code = json!("GSrR7l1J8YcJ8m3sLaA8VQ");
    let verifier = json!("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
    let enroll = |grant: Value| {
        let (pop, uv) = (key(2), key(3));
        let proof = Proof { aud: origin(), pop: pop.public().thumbprint(), uv: uv.public().thumbprint() };
        let payload = json!({
            "aud": "https://auth.example", "grant": grant,
            "uv_proof": Jws::sign(&proof, &uv).expect("signed").as_str(),
            "device": { "name": "Phone", "platform": "linux", "key_protection": "software",
                "app": "countersign/1", "versions": [1], "capabilities": ["tap", "something-newer"] },
        });
        let jwk = serde_json::to_string(pop.public()).expect("a JWK");
        let header = format!(r#"{{"typ":"cs-enroll+jwt","alg":"ES256","jwk":{jwk}}}"#);
        Enroll::verify(&signed(&header, &payload.to_string(), &pop), &origin()).map(|_| ())
    };
    let uri = json!("countersign://oauth/callback");
    let right = [
        json!({ "code": code }),
        json!({ "code": code, "later": 1 }),
        json!({ "user": "alice", "setup_code": "k7q2-9dmx" }),
        json!({ "authorization_code": code, "code_verifier": verifier, "redirect_uri": uri }),
    ];
    for grant in right {
        assert_eq!(enroll(grant.clone()), Ok(()), "{grant}");
    }
    let wrong = [
        json!({}),
        json!({ "code": null }),
        json!({ "code": code, "user": "alice" }),
        json!({ "user": "alice" }),
        json!({ "user": "", "setup_code": "K7Q29DMX" }),
        json!({ "user": "alice", "setup_code": "K7Q29DM" }),
        json!({ "authorization_code": code, "code_verifier": verifier }),
        json!({ "authorization_code": code, "code_verifier": "short", "redirect_uri": uri }),
    ];
    for grant in wrong {
        assert!(enroll(grant.clone()).is_err(), "{grant}");
    }
}

#[test]
fn an_enrollment_is_signed_the_way_it_is_read() {
    let (pop, uv) = (key(2), key(3));
    let device: countersign_protocol::message::DeviceDescription = serde_json::from_value(json!({
        "name": "Phone", "platform": "linux", "key_protection": "software", "app": "countersign/1",
        "versions": [1], "capabilities": ["tap"],
    }))
    .expect("a description");
    let grant = || serde_json::from_value(json!({ "code": "GSrR7l1J8YcJ8m3sLaA8VQ" })).expect("a grant");
    let message = Enroll::sign(&origin(), grant(), device.clone(), &pop, &uv).expect("signed");
    let read = Enroll::verify(message.as_str(), &origin()).expect("ours");
    assert_eq!((&read.pop, &read.uv, &read.message.message().device), (pop.public(), uv.public(), &device));
    let same = Enroll::sign(&origin(), grant(), device, &pop, &pop).expect("signed");
    assert!(Enroll::verify(same.as_str(), &origin()).is_err(), "one key for both");
}

/// The keys of a server whose only key is `key(1)`.
fn kept() -> KeptKeys {
    let instance = json!({
        "iss": "https://auth.example", "iat": 1, "name": "Example", "versions": [1],
        "jwks": { "keys": [key(1).public()] }, "chain": [], "push": {}, "features": [],
        "links": { "manage": "/2fa", "secure": "/secure" },
    });
    let document = with_kid::<Instance>(&instance.to_string(), &key(1));
    KeptKeys::pin_vouched_by_tls(&document, &origin()).expect("ours").0
}

fn shown(change: impl FnOnce(&mut Value)) -> countersign_protocol::message::VerifiedChallenge {
    let mut message = challenge();
    change(&mut message);
    let account = AccountId::parse("account").expect("an id");
    kept().verify_challenge(&with_kid::<Challenge>(&message.to_string(), &key(1)), &account).expect("ours")
}

#[test]
fn an_answer_counts_for_its_device_challenge_server_and_key() {
    let (pop, uv) = (key(2), key(3));
    let challenge = shown(|_| ());
    let read = |answer: &Answer, signer: &SigningKey| {
        let text = Jws::sign(answer, signer).expect("signed").into_string();
        Answer::verify(&text, &origin(), &device(), &cid(), (pop.public(), uv.public())).map(|_| ())
    };
    let yes = challenge.approval(&device(), Seen::Number("07".into()), Verification::Pin);
    let no = challenge.refusal(&device(), None, Verification::None);
    let not_me = challenge.refusal(&device(), Some(DeclineReason::NotMe), Verification::None);
    assert_eq!((yes.decision, yes.challenge_sha256), (Decision::Approve, challenge.digest()));
    for answer in [&yes, &no, &not_me] {
        assert_eq!(read(answer, &uv), Ok(()));
        assert_eq!(read(answer, &key(9)), Err(AnswerError::Jws(JwsError::OtherKey)));
    }
    assert_eq!(read(&no, &pop), Ok(()), "the background key may say a plain NO");
    assert_eq!(read(&yes, &pop), Err(AnswerError::KeyNotAllowed));
    assert_eq!(read(&not_me, &pop), Err(AnswerError::KeyNotAllowed));
    let other = Answer { cid: ChallengeId::from_bytes([8; 16]), ..no.clone() };
    assert_eq!(read(&other, &uv), Err(AnswerError::Jws(JwsError::Member("cid"))));
    let other = Answer { iss: DeviceId::parse("other").expect("an id"), ..no.clone() };
    assert_eq!(read(&other, &uv), Err(AnswerError::Jws(JwsError::Member("iss"))));
    let other = Answer { aud: Origin::parse("https://other.example").expect("an origin"), ..no };
    assert_eq!(read(&other, &uv), Err(AnswerError::Jws(JwsError::Member("aud"))));
    let odd = Answer { number: Some("7a".into()), ..yes };
    assert_eq!(read(&odd, &uv), Err(AnswerError::Jws(JwsError::Member("number"))));
}

#[test]
fn a_removal_is_asked_for_by_the_key_of_the_person() {
    let revoke = Revoke { iss: device(), aud: origin(), device: device() };
    let read = |signer: &SigningKey| {
        let text = Jws::sign(&revoke, signer).expect("signed").into_string();
        let (pop, uv) = (key(2), key(3));
        Revoke::verify(&text, &origin(), &device(), (pop.public(), uv.public())).map(|_| ())
    };
    assert_eq!(read(&key(3)), Ok(()));
    assert_eq!(read(&key(2)), Err(AnswerError::KeyNotAllowed));
    assert_eq!(read(&key(4)), Err(AnswerError::Jws(JwsError::OtherKey)));
}

#[test]
fn a_payload_is_an_object_in_utf_8_even_where_nobody_looks() {
    let accepts = |payload: &[u8]| {
        let key = key(3);
        let header =
            format!(r#"{{"typ":"cs-revoke+jwt","alg":"ES256","kid":"{}"}}"#, key.public().thumbprint());
        let input = format!("{}.{}", encoding::encode(header.as_bytes()), encoding::encode(payload));
        let signature = key.sign(input.as_bytes()).expect("software keys sign");
        Unverified::<Revoke>::parse(&format!("{input}.{}", encoding::encode(&signature))).is_ok()
    };
    let whole = br#"{"iss":"device","aud":"https://auth.example","device":"device","later":"x"}"#;
    assert!(accepts(whole));
    let mut broken = whole.to_vec();
    let place = broken.len() - 3;
    broken[place] = 0xff;
    assert!(!accepts(&broken));
    assert!(!accepts(br#"["device","https://auth.example","device"]"#));
}

#[test]
fn a_patch_takes_members_of_later_versions_and_no_null() {
    let read = |json: &str| read_object::<DevicePatch>(json.as_bytes()).is_ok();
    assert!(read(r#"{"name":"Work","later":1}"#) && read("{}"));
    assert!(!read(r#"{"name":null}"#) && !read("[]") && !read(r#"{"name":7}"#));
}

#[test]
fn what_an_app_does_not_know_it_cannot_approve() {
    let modes = [Mode::Tap, Mode::Number];
    let unanswerable = |change: &dyn Fn(&mut Value)| shown(|message| change(message)).unanswerable(&modes);
    assert_eq!(unanswerable(&|_| ()), None);
    assert_eq!(unanswerable(&|message| message["must_show"] = json!(["ip", "place"])), None);
    assert_eq!(unanswerable(&|message| message["mode"] = json!("dance")), Some(Unanswerable::Mode));
    assert_eq!(unanswerable(&|message| message["mode"] = json!("scan")), Some(Unanswerable::Mode));
    assert_eq!(
        unanswerable(&|message| message["ctx"]["reason"] = json!("sell-house")),
        Some(Unanswerable::Reason)
    );
    assert_eq!(
        unanswerable(&|message| message["must_show"] = json!(["amount"])),
        Some(Unanswerable::MustShow)
    );
    assert_eq!(shown(|_| ()).challenge().ctx.reason, Reason::SignIn);
}
