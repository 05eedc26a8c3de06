//! No vector is skipped in silence: what `vectors.json` holds is what the tests beside this one run, by name and number.

use countersign_protocol::{Digest, EnrollmentCode, Link};
use serde_json::Value;

fn vectors() -> Value {
    serde_json::from_str(include_str!("vectors.json")).expect("the vectors are JSON")
}

fn names<'a>(list: &'a Value, member: &str) -> Vec<&'a str> {
    list.as_array().expect("a list").iter().map(|each| each[member].as_str().expect("a name")).collect()
}

#[test]
fn the_parts_are_those_that_are_run() {
    let all = vectors();
    // Which order an object keeps depends on the features that other crates ask for.
    let mut parts: Vec<_> = all.as_object().expect("parts").keys().map(String::as_str).collect();
    parts.sort_unstable();
    let mut known = [
        "about",
        "hashes",
        "jws",
        "jws_refused",
        "keys",
        "links",
        "links_refused",
        "nonce",
        "offline",
        "origins",
        "otp",
        "typed_codes",
        "values",
    ];
    known.sort_unstable();
    assert_eq!(parts, known);
    for (part, number) in
        [("jws_refused", 18), ("links", 6), ("links_refused", 26), ("typed_codes", 7), ("origins", 7)]
    {
        assert_eq!(all[part].as_array().map(Vec::len), Some(number), "{part}");
    }
    assert_eq!(all["keys"].as_object().map(serde_json::Map::len), Some(6));
}

#[test]
fn the_messages_are_those_that_are_run() {
    let all = vectors();
    let known = [
        "key link",
        "instance document",
        "instance document after rotation",
        "uv proof",
        "enrollment by QR",
        "account, unconfirmed",
        "account, active",
        "request without body",
        "request with body",
        "challenge, tap",
        "challenge, number",
        "challenge, offline",
        "challenge, scan",
        "answer, tap",
        "answer, number",
        "answer, scan",
        "answer, no",
        "answer, not me",
        "new pop proof",
        "new uv proof",
        "new keys",
        "revoke another device",
        "revoked",
        "freeze",
        "unlock",
    ];
    assert_eq!(names(&all["jws"], "name"), known);
    let digests = all["hashes"].as_object().expect("digests").len();
    assert_eq!(digests, 7);
}

/// The server stores this of an enrollment code, and nothing else.
#[test]
fn a_code_as_it_is_stored_is_the_digest_of_its_text() {
    let all = vectors();
    let code = EnrollmentCode::parse(all["values"]["code"].as_str().expect("text")).expect("a code");
    let stored = Digest::of(code.expose_text().as_bytes()).to_string();
    assert_eq!(stored, all["hashes"]["code as stored"].as_str().expect("text"));
}

#[test]
fn the_offline_link_holds_its_question_and_is_made_again_as_it_was_read() {
    let all = vectors();
    let text = all["offline"]["link"].as_str().expect("text");
    let Ok(Link::Offline(link)) = Link::parse(text) else { panic!("{text}") };
    let question =
        all["jws"].as_array().expect("a list").iter().find(|each| each["name"] == "challenge, offline");
    assert_eq!(link.challenge, question.expect("the question")["jws"].as_str().expect("text"));
    assert_eq!(link.to_link(), text);
}

/// RFC 7636, appendix B: the challenge is the digest of the verifier as ASCII.
#[test]
fn a_code_challenge_is_the_digest_of_its_verifier() {
    let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    assert_eq!(Digest::of(verifier.as_bytes()).to_string(), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
}
