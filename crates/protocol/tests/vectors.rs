//! CS/1 against the published vectors: what is accepted, what is refused, and what comes out.

use countersign_protocol::message::{
    Account, Answer, AnswerError, Challenge, Decision, Enroll, Freeze, Instance, KeyLink, Keys, Proof,
    Request, Revoke, Revoked, Unlock,
};
use countersign_protocol::{
    AccountId, DeviceId, Digest, Jws, JwsError, KeptKeys, Link, LinkError, Message, NonceMaker, Origin,
    PinError, PublicJwk, SetupCode, Signer, SigningKey, Unverified, Verified, encoding,
};
use serde_json::Value;
use zeroize::Zeroizing;

fn vectors() -> Value {
    serde_json::from_str(include_str!("vectors.json")).expect("the vectors are JSON")
}

fn public(name: &str) -> PublicJwk {
    let mut jwk = vectors()["keys"][name]["jwk"].clone();
    jwk.as_object_mut().expect("a JWK").remove("d");
    serde_json::from_value(jwk).expect("a public key")
}

fn private(name: &str) -> SigningKey {
    let d = vectors()["keys"][name]["jwk"]["d"].as_str().expect("d").to_owned();
    SigningKey::from_bytes(&encoding::decode_array(&d).expect("32 bytes")).expect("a private key")
}

fn jws(name: &str) -> String {
    let all = vectors();
    let found = all["jws"].as_array().expect("a list").iter().find(|each| each["name"] == name).cloned();
    found.unwrap_or_else(|| panic!("no vector {name}"))["jws"].as_str().expect("text").to_owned()
}

fn origin() -> Origin {
    Origin::parse("https://auth.example").expect("an origin")
}

fn verify<M: Message>(name: &str, key: &str) -> Verified<M> {
    let text = jws(name);
    let unverified = Unverified::<M>::parse(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
    unverified.verify(&public(key)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

#[test]
fn thumbprints_are_those_of_rfc_7638() {
    for (name, key) in vectors()["keys"].as_object().expect("keys") {
        assert_eq!(
            public(name).thumbprint().to_string(),
            key["thumbprint"].as_str().expect("text"),
            "{name}"
        );
        assert_eq!(private(name).public(), &public(name), "{name}");
    }
}

#[test]
fn a_private_key_is_refused_where_a_public_one_belongs() {
    let jwk = vectors()["keys"]["pop"]["jwk"].clone();
    assert!(serde_json::from_value::<PublicJwk>(jwk).is_err());
}

#[test]
fn every_message_of_the_loop_is_accepted_under_its_key() {
    verify::<KeyLink>("key link", "instance");
    verify::<Instance>("instance document", "instance");
    verify::<Instance>("instance document after rotation", "instance-next");
    verify::<Proof>("uv proof", "uv");
    verify::<Enroll>("enrollment by QR", "pop");
    verify::<Account>("account, unconfirmed", "instance");
    verify::<Account>("account, active", "instance");
    verify::<Request>("request without body", "pop");
    verify::<Request>("request with body", "pop");
    for mode in ["tap", "number", "offline", "scan"] {
        verify::<Challenge>(&format!("challenge, {mode}"), "instance");
    }
    for (name, key) in [("tap", "uv"), ("number", "uv"), ("scan", "uv"), ("no", "pop"), ("not me", "uv")] {
        verify::<Answer>(&format!("answer, {name}"), key);
    }
    verify::<Revoke>("revoke another device", "uv");
    verify::<Revoked>("revoked", "instance");
    verify::<Freeze>("freeze", "uv");
    verify::<Unlock>("unlock", "uv");
}

#[test]
fn every_refused_message_is_refused() {
    for each in vectors()["jws_refused"].as_array().expect("a list") {
        let why = each["why"].as_str().expect("text");
        let accepted = Unverified::<Answer>::parse(each["jws"].as_str().expect("text"))
            .and_then(|unverified| unverified.verify(&public("uv")));
        assert!(accepted.is_err(), "accepted: {why}");
    }
}

#[test]
fn a_message_is_refused_under_another_key_and_after_any_change() {
    let text = jws("answer, number");
    let other = Unverified::<Answer>::parse(&text).expect("well formed").verify(&public("pop"));
    assert!(other.is_err());
    let payload = text.split('.').nth(1).expect("a payload");
    let forged = encoding::decode(payload).expect("base64url");
    let forged = String::from_utf8(forged).expect("text").replace(r#""number":"07""#, r#""number":"08""#);
    let forged = text.replace(payload, &encoding::encode(forged.as_bytes()));
    assert!(Unverified::<Answer>::parse(&forged).expect("well formed").verify(&public("uv")).is_err());
}

#[test]
fn signing_writes_the_segments_of_the_vectors() {
    for (name, key) in [("answer, number", "uv"), ("answer, no", "pop"), ("answer, not me", "uv")] {
        let message = verify::<Answer>(name, key).into_message();
        let ours = Jws::sign(&message, &private(key)).expect("software keys sign");
        let (signed, _) = ours.as_str().rsplit_once('.').expect("three segments");
        assert_eq!(jws(name).rsplit_once('.').expect("three segments").0, signed, "{name}");
        assert!(Unverified::<Answer>::parse(ours.as_str()).expect("ours").verify(&public(key)).is_ok());
    }
    let request = verify::<Request>("request with body", "pop").into_message();
    let ours = Jws::sign(&request, &private("pop")).expect("software keys sign");
    assert!(jws("request with body").starts_with(ours.as_str().rsplit_once('.').expect("segments").0));
}

#[test]
fn digests_are_those_of_the_vectors() {
    let all = vectors();
    let digest = |name: &str| all["hashes"][name].as_str().expect("text").to_owned();
    for mode in ["tap", "number", "scan"] {
        let challenge = verify::<Challenge>(&format!("challenge, {mode}"), "instance");
        assert_eq!(challenge.digest().to_string(), digest(&format!("challenge_sha256 {mode}")), "{mode}");
    }
    let answer = verify::<Answer>("answer, number", "uv");
    assert_eq!(answer.identity().to_string(), digest("identity of answer, number"));
    let enroll = verify::<Enroll>("enrollment by QR", "pop");
    assert_eq!(enroll.identity().to_string(), digest("identity of enrollment by QR"));
    let body = all["hashes"]["body_sha256"]["body"].as_str().expect("text");
    assert_eq!(
        Digest::of(body.as_bytes()).to_string(),
        all["hashes"]["body_sha256"]["value"].as_str().expect("text")
    );
}

#[test]
fn an_enrollment_proves_both_keys() {
    let verified = Enroll::verify(&jws("enrollment by QR"), &origin()).expect("both proofs are right");
    assert_eq!(verified.pop, public("pop"));
    assert_eq!(verified.uv, public("uv"));
    let other = Origin::parse("https://other.example").expect("an origin");
    assert!(Enroll::verify(&jws("enrollment by QR"), &other).is_err());
}

#[test]
fn new_keys_prove_themselves_under_the_old_one() {
    let device = DeviceId::parse("oYTtsrfzNfoM9mrwvvGgTA").expect("an id");
    let old = (&public("pop"), &public("uv"));
    let verified = Keys::verify_proved(&jws("new keys"), &origin(), &device, old).expect("all three signed");
    let keys = verified.message().message();
    assert_eq!((&keys.pop, &keys.uv), (&public("pop-next"), &public("uv-next")));
    let by_pop = Keys::verify_proved(&jws("new keys"), &origin(), &device, (&public("uv"), &public("pop")));
    assert_eq!(by_pop.err(), Some(AnswerError::KeyNotAllowed), "never by pop");
    let other = DeviceId::parse("another").expect("an id");
    assert!(Keys::verify_proved(&jws("new keys"), &origin(), &other, old).is_err());
}

#[test]
fn an_account_counts_for_the_device_with_its_key_only() {
    let key = public("instance").thumbprint();
    let (kept, _) = KeptKeys::pin(&jws("instance document"), &origin(), key).expect("first contact");
    let account = kept.verify_account(&jws("account, active"), public("pop").thumbprint()).expect("ours");
    let secret = all_text("otp", "secret");
    assert_eq!(account.otp.as_ref().map(|otp| &*otp.secret), Some(&*secret));
    assert!(!format!("{account:?}").contains(&secret), "secrets are not shown");
    let swapped = kept.verify_account(&jws("account, unconfirmed"), public("uv").thumbprint());
    assert_eq!(swapped.err(), Some(JwsError::Member("cnf")));
}

fn all_text(part: &str, name: &str) -> String {
    vectors()[part][name].as_str().expect("text").to_owned()
}

/// The example of RFC 7638 §3.1 is an RSA key; this is the P-256 key of RFC 7517 appendix A.1, and the hash input
/// written out as RFC 7638 §3 says.
#[test]
fn a_thumbprint_hashes_the_required_members_in_order() {
    let (x, y) =
        ("MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4", "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM");
    let jwk = format!(r#"{{"kty":"EC","crv":"P-256","x":"{x}","y":"{y}","use":"enc","kid":"1"}}"#);
    let key: PublicJwk = serde_json::from_str(&jwk).expect("a public key");
    let input = format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#);
    assert_eq!(key.thumbprint(), Digest::of(input.as_bytes()));
    assert_eq!(key.thumbprint().to_string(), "cn-I_WNMClehiVp51i_0VpOENW1upEerA8sEam5hn-s");
}

#[test]
fn a_proof_counts_for_one_method_address_and_body() {
    let with_body = verify::<Request>("request with body", "pop");
    let body = br#"{"name":"Work phone"}"#;
    assert_eq!(Request::matches(&with_body, "PATCH", &origin(), "/api/v1/self", body), Ok(()));
    assert!(Request::matches(&with_body, "PUT", &origin(), "/api/v1/self", body).is_err());
    assert!(Request::matches(&with_body, "PATCH", &origin(), "/api/v1/self/keys", body).is_err());
    assert!(Request::matches(&with_body, "PATCH", &origin(), "/api/v1/self", b"{}").is_err());
    assert!(Request::matches(&with_body, "PATCH", &origin(), "/api/v1/self", b"").is_err());
    let bare = verify::<Request>("request without body", "pop");
    assert_eq!(Request::matches(&bare, "GET", &origin(), "/api/v1/challenges", b""), Ok(()));
    assert!(Request::matches(&bare, "GET", &origin(), "/api/v1/challenges", b"x").is_err());
}

#[test]
fn nonces_are_those_of_the_vectors_and_last_two_buckets() {
    let all = vectors();
    let secret = all["nonce"]["secret"].as_str().expect("text");
    let maker = NonceMaker::new(Zeroizing::new(encoding::decode_array(secret).expect("32 bytes")));
    let (now, current) = (1_800_000_000, all["nonce"]["current"].as_str().expect("text"));
    assert_eq!(maker.current(now), current);
    assert!(
        maker.accepts(current, now)
            && maker.accepts(current, now + 300)
            && !maker.accepts(current, now + 600)
    );
    assert!(maker.accepts(all["nonce"]["previous"].as_str().expect("text"), now));
    assert!(!maker.accepts(current, now - 300), "a nonce of the future");
    assert!(!maker.accepts("", now) && !maker.accepts("AAAAAABbjYDFt1mCo1asqTrmuBzTI6yS", now));
}

#[test]
fn a_phone_that_slept_through_a_rotation_follows_the_chain() {
    let first = public("instance").thumbprint();
    let (kept, _) = KeptKeys::pin(&jws("instance document"), &origin(), first).expect("first contact");
    let (renewed, instance) =
        kept.renew(&jws("instance document after rotation")).expect("the chain leads there");
    assert!(renewed.knows(public("instance-next").thumbprint()));
    assert_eq!(instance.links.manage, "/2fa");
    assert!(KeptKeys::pin(&jws("instance document after rotation"), &origin(), first).is_ok());
    // From the next key there is no way back to a document of the older one that no longer lists it.
    let next = public("instance-next").thumbprint();
    let stranger = KeptKeys::pin(&jws("instance document"), &origin(), next);
    assert_eq!(stranger.err(), Some(PinError::Stranger));
}

#[test]
fn a_challenge_counts_for_its_server_and_account_only() {
    let key = public("instance").thumbprint();
    let (kept, _) = KeptKeys::pin(&jws("instance document"), &origin(), key).expect("first contact");
    let account = AccountId::parse("XEG1xsghai68jr7yxsJVhg").expect("an id");
    let challenge = kept.verify_challenge(&jws("challenge, number"), &account).expect("for this account");
    assert_eq!(challenge.seconds_left(1_800_000_020), 100);
    assert_eq!(challenge.seconds_left(1_700_000_000), 120, "never more than its lifetime");
    assert_eq!(challenge.seconds_left(1_900_000_000), 0);
    let other = AccountId::parse("another").expect("an id");
    assert!(kept.verify_challenge(&jws("challenge, number"), &other).is_err());
}

#[test]
fn only_a_kept_key_and_the_own_device_make_an_app_drop_an_account() {
    let key = public("instance").thumbprint();
    let (kept, _) = KeptKeys::pin(&jws("instance document"), &origin(), key).expect("first contact");
    let device = DeviceId::parse("oYTtsrfzNfoM9mrwvvGgTA").expect("an id");
    assert!(kept.verify_revoked(&jws("revoked"), &device).is_ok());
    let other = DeviceId::parse("another").expect("an id");
    assert!(kept.verify_revoked(&jws("revoked"), &other).is_err());
}

#[test]
fn links_are_read_as_in_the_vectors() {
    for each in vectors()["links"].as_array().expect("a list") {
        let text = each["text"].as_str().expect("text");
        let parsed = &each["parsed"];
        let link = Link::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        let (kind, server) = match &link {
            Link::Enroll(link) => ("enroll", &link.server),
            Link::Approve(link) => ("approve", &link.server),
            Link::Open(link) => ("open", &link.server),
            Link::Offline(link) => ("offline", &link.server),
        };
        assert_eq!(parsed["kind"], kind, "{text}");
        assert_eq!(parsed["s"], server.as_str(), "{text}");
        if let Link::Enroll(link) = link {
            assert_eq!(parsed["c"], link.code.expose_text().as_str());
            assert_eq!(parsed["k"], link.key.to_string().as_str());
            assert!(matches!(Link::parse(&link.expose_link()), Ok(Link::Enroll(_))));
            assert!(matches!(Link::parse(&link.expose_page()), Ok(Link::Enroll(_))));
        }
    }
}

#[test]
fn other_links_are_refused() {
    for each in vectors()["links_refused"].as_array().expect("a list") {
        let text = each["text"].as_str().expect("text");
        let refused = Link::parse(text).expect_err(text);
        match each["refused"].as_str().expect("text") {
            "update the app" => assert_eq!(refused, LinkError::UpdateApp, "{text}"),
            "two origins" => assert_eq!(refused, LinkError::TwoOrigins, "{text}"),
            "too long" => assert_eq!(refused, LinkError::TooLong),
            "not a Countersign code" => assert_eq!(refused, LinkError::SomethingElse, "{text}"),
            _ => assert!(matches!(refused, LinkError::Damaged(_)), "{text}: {refused}"),
        }
    }
}

#[test]
fn typed_codes_and_origins_are_read_as_in_the_vectors() {
    for each in vectors()["typed_codes"].as_array().expect("a list") {
        let read = SetupCode::parse(each["text"].as_str().expect("text")).ok().map(|code| code.expose_text());
        assert_eq!(read.as_deref(), each["parsed"].as_str(), "{each}");
    }
    for each in vectors()["origins"].as_array().expect("a list") {
        let read = Origin::parse(each["text"].as_str().expect("text")).ok();
        assert_eq!(read.as_ref().map(Origin::as_str), each["parsed"].as_str(), "{each}");
    }
}

#[test]
fn a_plain_no_is_what_the_background_key_may_sign() {
    let no = verify::<Answer>("answer, no", "pop").into_message();
    assert!(no.is_plain_no() && no.decision == Decision::Decline);
    assert!(!verify::<Answer>("answer, not me", "uv").into_message().is_plain_no());
}
