//! Web Push as both ends need it: the published vector, what is refused, and where messages may go.

use countersign_protocol::encoding::{decode, decode_array};
use countersign_protocol::push::{
    PushAuth, PushEndpoint, PushReceiver, PushSubscription, Sealing, VapidKey, WakeUp,
};
use countersign_protocol::{DeviceId, PublicJwk};

/// RFC 8291, appendix A.
const MESSAGE: &[u8] = b"When I grow up, I want to be a watermelon";
const SENDER: &str = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw";
const RECEIVER: &str = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94";
const P256DH: &str =
    "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
const AUTH: &str = "BTBZMqHH6r4Tts7J_aSIgg";
const SALT: &str = "DGv6ra1nlYgDCS1FRnbzlw";
const SEALED: &str = "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN";

fn subscription() -> PushSubscription {
    let json = serde_json::json!({
        "kind": "webpush", "endpoint": "https://push.example/one", "p256dh": P256DH, "auth": AUTH, "later": 1,
    });
    serde_json::from_value(json).expect("a subscription")
}

fn receiver() -> PushReceiver {
    let auth = PushAuth::from_bytes(decode_array(AUTH).expect("16 bytes"));
    PushReceiver::new(&decode_array(RECEIVER).expect("32 bytes"), auth).expect("a key")
}

#[test]
fn the_published_message_is_sealed_and_opened() {
    let sealing =
        Sealing::new(&decode_array(SENDER).expect("32"), decode_array(SALT).expect("16")).expect("a key");
    assert_eq!(sealing.seal(MESSAGE, &subscription()), decode(SEALED).expect("base64url"));
    assert_eq!(*receiver().open(&decode(SEALED).expect("base64url")).expect("ours"), MESSAGE);
    assert_eq!(receiver().public(), subscription().p256dh);
}

#[test]
fn what_was_changed_or_is_for_somebody_else_does_not_open() {
    let good = decode(SEALED).expect("base64url");
    for at in 0..good.len() {
        let mut changed = good.clone();
        changed[at] ^= 1;
        // The record's size may be said otherwise, as long as the one record fits.
        assert!((16..20).contains(&at) || receiver().open(&changed).is_err(), "byte {at}");
        assert!(receiver().open(&good[..at]).is_err(), "{at} bytes");
    }
    let other =
        PushReceiver::new(&[7; 32], PushAuth::from_bytes(decode_array(AUTH).expect("16"))).expect("a key");
    assert!(other.open(&good).is_err());
    let stranger = PushReceiver::new(&decode_array(RECEIVER).expect("32"), PushAuth::from_bytes([7; 16]));
    assert!(stranger.expect("a key").open(&good).is_err());
    assert!(receiver().open(&vec![0; 5_000]).is_err());
}

#[test]
fn a_wake_up_says_whom_and_nothing_else() {
    let device = DeviceId::parse("oYTtsrfzNfoM9mrwvvGgTA").expect("an id");
    let said = WakeUp::of(device.clone()).to_json();
    assert_eq!(said, r#"{"v":1,"device":"oYTtsrfzNfoM9mrwvvGgTA"}"#);
    assert_eq!(WakeUp::read(said.as_bytes()).expect("ours").device(), &device);
    for other in
        ["", "[]", "{}", r#"{"v":2,"device":"a"}"#, r#"{"v":1,"device":""}"#, r#"{"v":1,"v":1,"device":"a"}"#]
    {
        assert!(WakeUp::read(other.as_bytes()).is_none(), "{other}");
    }
}

#[test]
fn endpoints_are_https_without_user_info_and_short() {
    let long = |length: usize| format!("https://push.example/{}", "a".repeat(length - 21));
    for good in [
        "https://push.example/wpush/v2/gAAA?x=1",
        "https://push.example:8443/",
        "https://[2001:db8::1]/x",
        "https://xn--bcher-kva.example/",
        "http://127.0.0.1:8000/push",
        "http://localhost:8000/push",
        "http://[::1]:8000/",
        &long(1_000),
    ] {
        assert!(PushEndpoint::parse(good).is_ok(), "{good}");
    }
    for bad in [
        "",
        "push.example",
        "/push",
        "http://push.example/",
        "http://10.0.0.1/",
        "http://127.0.0.1.example/",
        "ftp://push.example/",
        "file:///etc/passwd",
        "gopher://push.example/",
        "https://ada@push.example/",
        "https://ada:secret@push.example/",
        "https://@push.example/",
        "https://:@push.example/",
        "https://good.example\\@push.example/",
        "https://push.example/#there",
        "https://push.example/ü",
        "https://push.example/a b",
        "https://push.example/\r\nhost: x",
        "https://",
        "https://:443/",
        "https://push.example:99999/",
        &long(1_001),
    ] {
        assert!(PushEndpoint::parse(bad).is_err(), "{bad}");
    }
    // However an address is written, it is seen as one.
    for (written, meant) in [
        ("https://127.0.0.1/", "127.0.0.1"),
        ("https://2130706433/", "127.0.0.1"),
        ("https://0x7f.1/", "127.0.0.1"),
        ("https://0177.0.0.1/", "127.0.0.1"),
        ("https://[::ffff:127.0.0.1]/", "::ffff:127.0.0.1"),
    ] {
        let ip = PushEndpoint::parse(written).expect("an address").ip().expect("literal");
        assert_eq!(ip, meant.parse::<std::net::IpAddr>().expect("an address"), "{written}");
    }
    let endpoint = PushEndpoint::parse("https://push.example/secret?token=x").expect("good");
    assert_eq!((endpoint.origin().as_str(), endpoint.port()), ("https://push.example", 443));
    assert!(!format!("{:?} {:?}", endpoint, subscription()).contains("secret"));
    assert!(!format!("{:?}", subscription()).contains("one"), "the address is in no log");
}

#[test]
fn a_subscription_with_anything_wrong_is_none() {
    let good = serde_json::to_value(subscription()).expect("plain");
    for (member, values) in [
        ("kind", vec!["", "apns", "WebPush"]),
        ("endpoint", vec!["", "http://push.example/"]),
        (
            "p256dh",
            vec![
                "",
                &P256DH[1..],
                "BAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            ],
        ),
        ("auth", vec!["", &AUTH[1..], "BTBZMqHH6r4Tts7J_aSIgh", "BTBZMqHH6r4Tts7J_aSIgg=="]),
    ] {
        for value in values {
            let mut bad = good.clone();
            bad[member] = value.into();
            assert!(serde_json::from_value::<PushSubscription>(bad).is_err(), "{member} {value}");
        }
        let mut bad = good.clone();
        bad.as_object_mut().expect("an object").remove(member);
        assert!(serde_json::from_value::<PushSubscription>(bad).is_err(), "without {member}");
    }
    let point = PublicJwk::from_sec1(&decode(P256DH).expect("base64url")).expect("a point");
    assert_eq!(serde_json::from_value::<PushSubscription>(good).expect("good").p256dh, point);
}

#[test]
fn a_servers_key_for_push_services_is_a_point_of_the_curve() {
    let key = VapidKey::parse(P256DH).expect("a point");
    assert_eq!(key.as_str(), P256DH);
    assert_eq!(serde_json::to_value(&key).expect("plain"), P256DH);
    let not_on_the_curve = format!("BA{}", "A".repeat(85));
    for bad in ["", &P256DH[1..], AUTH, &not_on_the_curve, &format!("{P256DH}=")] {
        assert!(VapidKey::parse(bad).is_err(), "{bad}");
        assert!(serde_json::from_value::<VapidKey>(bad.into()).is_err(), "{bad}");
    }
}
