//! What is written is read back the same, and what was not written by us never panics.

use countersign_protocol::message::{Answer, Challenge, Context, Enroll, Instance, Mode, Reason, Request};
use countersign_protocol::{
    AccountId, ChallengeId, DeviceId, Digest, EnrollLink, EnrollmentCode, JournalHead, Jws, LINK_LIMIT, Link,
    OfflineLink, Origin, PersonText, RequestId, SetupCode, Signer, SigningKey, Unverified, encoding,
};
use proptest::prelude::*;

proptest! {
    #[test]
    fn setup_codes_survive_typing(bytes: [u8; 5], lower: bool) {
        let code = SetupCode::from_random(bytes);
        let shown = code.expose_halves();
        let typed = if lower { shown.to_lowercase().replace('-', " ") } else { shown };
        prop_assert_eq!(SetupCode::parse(&typed).map(|read| read.expose_text()), Ok(code.expose_text()));
    }

    #[test]
    fn base64url_has_one_spelling(bytes: Vec<u8>) {
        let text = encoding::encode(&bytes);
        prop_assert_eq!(encoding::decode(&text), Ok(bytes));
        let padded = encoding::decode(&(text + "="));
        prop_assert!(padded.is_err());
    }

    #[test]
    fn enrollment_links_are_read_back(code: [u8; 16], key: [u8; 32], port in 1024_u16.., name in "[a-z][a-z0-9]{0,20}") {
        let server = Origin::parse(&format!("https://{name}.example:{port}")).expect("an origin");
        let link = EnrollLink { server, code: EnrollmentCode::from_bytes(code), key: Digest::from_bytes(key) };
        for text in [link.expose_link(), link.expose_page()] {
            let Ok(Link::Enroll(read)) = Link::parse(&text) else { return Err(TestCaseError::fail(text)) };
            prop_assert_eq!(read.expose_link(), link.expose_link());
        }
    }

    #[test]
    fn keys_are_read_back(bytes: [u8; 32]) {
        if let Ok(key) = SigningKey::from_bytes(&bytes) {
            prop_assert_eq!(*key.expose_bytes(), bytes);
            let json = serde_json::to_string(key.public()).expect("a JWK");
            prop_assert_eq!(&serde_json::from_str::<countersign_protocol::PublicJwk>(&json).expect("ours"), key.public());
        }
    }

    #[test]
    fn messages_are_read_back_and_no_flipped_character_is(
        path in "/[a-z0-9/]{0,40}", jti: [u8; 16], nonce in "[ -~]{0,64}", body: Option<[u8; 32]>, place: prop::sample::Index,
    ) {
        let key = SigningKey::from_bytes(&[3; 32]).expect("a key");
        let request = Request {
            iss: DeviceId::from_random(jti),
            htm: "POST".into(),
            htu: format!("https://auth.example{path}"),
            jti: RequestId::from_bytes(jti),
            nonce,
            body_sha256: body.map(Digest::from_bytes),
            step: None,
        };
        let text = Jws::sign(&request, &key).expect("software keys sign").into_string();
        let read = Unverified::<Request>::parse(&text).and_then(|read| read.verify(key.public()));
        prop_assert_eq!(read.map(countersign_protocol::Verified::into_message), Ok(request));
        let mut flipped = text.into_bytes();
        let place = place.index(flipped.len());
        flipped[place] = if flipped[place] == b'A' { b'B' } else { b'A' };
        let flipped = String::from_utf8(flipped).expect("ASCII");
        prop_assert!(Unverified::<Request>::parse(&flipped).and_then(|read| read.verify(key.public())).is_err());
    }

    #[test]
    fn origins_are_read_back(name in "[a-z][a-z0-9]{0,9}(\\.[a-z][a-z0-9]{0,9}){0,4}", port in 1_u16.., tail in "/[a-zA-Z/?#]{0,9}") {
        let origin = Origin::from_typed(&format!("https://{name}:{port}{tail}")).expect("an address");
        prop_assert_eq!(Origin::parse(origin.as_str()), Ok(origin.clone()));
        prop_assert_eq!(origin.host(), &*name);
        let longer = Origin::parse(&(origin.to_string() + &tail));
        prop_assert!(longer.is_err());
    }

    #[test]
    fn cleaned_text_is_acceptable_text(text in "\\PC*|.*") {
        if let Some(clean) = PersonText::cleaned(&text) {
            prop_assert!(PersonText::parse(clean.as_str()).is_ok(), "{:?}", clean);
        }
    }

    #[test]
    fn no_text_makes_a_reader_panic(text in ".*", link in "countersign://(enroll|open|offline|approve)#.{0,80}") {
        let _ = (Link::parse(&text), Link::parse(&link), Origin::parse(&text), Origin::from_typed(&text));
        let _ = (SetupCode::parse(&text), PersonText::parse(&text));
        for each in [&text, &format!("{text}.{text}.{text}")] {
            let _ = (Unverified::<Answer>::parse(each).is_ok(), Unverified::<Challenge>::parse(each).is_ok());
            let _ = (Unverified::<Enroll>::parse(each).is_ok(), Unverified::<Instance>::parse(each).is_ok());
            let _ = Unverified::<Request>::parse(each).is_ok();
        }
    }
}

#[test]
fn typed_addresses_become_origins() {
    let cases = [
        ("auth.example", Some("https://auth.example")),
        (" https://Auth.Example/sign-in?x=1 ", Some("https://auth.example")),
        ("auth.example:8443", Some("https://auth.example:8443")),
        ("localhost:8400", Some("http://localhost:8400")),
        ("127.0.0.1:8400", Some("http://127.0.0.1:8400")),
        ("http://auth.example", None),
        ("täst.example", Some("https://xn--tst-qla.example")),
        ("", None),
        ("ftp://auth.example", None),
    ];
    for (typed, origin) in cases {
        assert_eq!(Origin::from_typed(typed).ok().as_ref().map(Origin::as_str), origin, "{typed}");
    }
}

#[test]
fn private_addresses_are_told_apart() {
    for (origin, private) in [
        ("https://192.168.1.4", true),
        ("https://[fd00::1]:8443", true),
        ("https://nas.local", true),
        ("http://localhost:8400", true),
        ("https://auth.example", false),
        ("https://198.51.100.7", false),
    ] {
        assert_eq!(Origin::parse(origin).expect(origin).is_private(), private, "{origin}");
    }
}

/// What a server writes into a question for a page's QR code, as long as it can be: an origin of 255 characters, a
/// service whose name has 64 of four bytes.
#[test]
fn the_longest_question_without_network_fits_into_its_link() {
    let label = "a".repeat(60);
    let host = format!("{label}.{label}.{label}.{}", &label[..58]);
    let server = Origin::parse(&format!("https://{host}:65535")).expect("an origin");
    assert!(server.as_str().len() >= 250, "{}", server.as_str().len());
    let challenge = Challenge {
        iss: server.clone(),
        aud: AccountId::from_random([7; 16]),
        cid: ChallengeId::from_bytes([9; 16]),
        iat: 1_800_000_000,
        exp: 1_800_000_300,
        ctx: Context {
            application: "\u{10348}".repeat(64),
            ip: "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff".into(),
            place: None,
            page: None,
            browser_last_at: Some(1_800_000_000),
            usual_place: None,
            unusual: vec!["browser".into(), "system".into(), "ip".into()],
            browser: "Some Browser with a Name".into(),
            system: "Some System with a Name".into(),
            browser_known: false,
            started_at: 1_800_000_000,
            reason: Reason::SignIn,
        },
        mode: Mode::Offline,
        digits: None,
        must_show: None,
        epoch: Some(u64::from(u32::MAX)),
        journal_head: Some(JournalHead { number: u64::from(u32::MAX), sha256: Digest::of(b"entry") }),
    };
    let key = SigningKey::generate(|bytes| bytes.fill(7));
    let challenge = Jws::sign(&challenge, &key).expect("software keys sign").into_string();
    let link = OfflineLink { server, challenge: challenge.clone() }.to_link();
    assert!(link.len() <= LINK_LIMIT, "{}", link.len());
    let Ok(Link::Offline(read)) = Link::parse(&link) else { panic!("{link}") };
    assert_eq!(read.challenge, challenge);
}
