//! What comes over the wire or from a person, made to hurt. `cargo test` runs a bounded number of random inputs; a
//! fuzzer runs it for as long as it likes (CONTRIBUTING.md).

use countersign_protocol::message::Request;
use countersign_protocol::{KeptKeys, Link, Origin, PersonText, PublicJwk, SetupCode, Unverified};

const ITERATIONS: usize = 2_000;

#[test]
fn any_link_address_name_or_code() {
    bolero::check!().with_iterations(ITERATIONS).with_max_len(2_100).for_each(|bytes: &[u8]| {
        let text = String::from_utf8_lossy(bytes);
        let _ = Link::parse(&text);
        let _ = Link::parse(&format!("countersign://enroll#v=1&{text}"));
        let _ = SetupCode::parse(&text);
        let _ = PublicJwk::from_sec1(bytes);
        if let Ok(origin) = Origin::from_typed(&text) {
            assert_eq!(Origin::parse(origin.as_str()).as_ref(), Ok(&origin), "an origin reads itself");
        }
        if let Some(name) = PersonText::cleaned(&text) {
            assert!(PersonText::parse(name.as_str()).is_ok(), "what was cleaned is clean");
        }
    });
}

#[test]
fn any_message() {
    bolero::check!().with_iterations(ITERATIONS).with_max_len(4_096).for_each(|bytes: &[u8]| {
        let text = String::from_utf8_lossy(bytes);
        let server = Origin::parse("https://auth.example").expect("an origin");
        let _ = Unverified::<Request>::parse(&text);
        let _ = KeptKeys::pin_vouched_by_tls(&text, &server);
        let _ = countersign_protocol::message::read_authorization(&format!("CS1 {text}"));
        let _ = countersign_protocol::read_object::<Request>(bytes);
    });
}
