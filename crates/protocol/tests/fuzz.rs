//! What comes over the wire or from a person, made to hurt. `cargo test` runs a bounded number of random inputs; a
//! fuzzer runs it for as long as it likes (CONTRIBUTING.md).

use std::fmt::Debug;

use countersign_protocol::encoding::{decode, encode};
use countersign_protocol::message::{
    Account, Answer, ByPerson, Challenge, Confirm, Enroll, Freeze, Instance, KeyLink, Keys, OfflineKey,
    Proof, Request, Revoke, Revoked, Unlock, read_authorization,
};
use countersign_protocol::push::{PushAuth, PushEndpoint, PushReceiver, PushSubscription, VapidKey, WakeUp};
use countersign_protocol::{
    AccountId, AuthorizationCode, BUCKET_SECONDS, ChallengeId, ChallengeStatus, DeviceId, DeviceList,
    DevicePatch, Digest, EnrollmentCode, JournalPage, KeptKeys, KeyRule, Link, Message, NonceMaker, Origin,
    PersonText, Problem, PublicJwk, RequestId, ScanSecret, SetupCode, Signer as _, SigningKey, Unverified,
    follow, read_object,
};
use serde::Serialize;
use serde::de::DeserializeOwned;

const ITERATIONS: usize = 2_000;
/// Each signs twice, and is judged by everything that reads signed messages.
const SIGNED_ITERATIONS: usize = 300;
const NOW: u64 = 1_800_000_000;

#[test]
fn any_link_address_name_or_code() {
    bolero::check!().with_iterations(ITERATIONS).with_max_len(2_100).for_each(|bytes: &[u8]| {
        let text = String::from_utf8_lossy(bytes);
        let _ = Link::parse(&text);
        let _ = Link::parse(&format!("countersign://enroll#v=1&{text}"));
        let _ = Link::parse(&format!("countersign://offline#v=1&s=https://auth.example&j={text}"));
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
fn any_id_code_or_nonce() {
    let nonces = NonceMaker::new([7; 32].into());
    bolero::check!().with_iterations(ITERATIONS).with_max_len(100).for_each(|bytes: &[u8]| {
        let text = String::from_utf8_lossy(bytes);
        if let Ok(bytes) = decode(&text) {
            assert_eq!(encode(&bytes), text, "there is one way to write bytes");
        }
        assert!(DeviceId::parse(&text).map_or(true, |id| id.as_str() == text));
        assert!(AccountId::parse(&text).map_or(true, |id| id.as_str() == text));
        assert!(ChallengeId::parse(&text).map_or(true, |id| id.to_string() == text));
        assert!(RequestId::parse(&text).map_or(true, |id| id.to_string() == text));
        assert!(Digest::parse(&text).map_or(true, |digest| digest.to_string() == text));
        assert!(EnrollmentCode::parse(&text).map_or(true, |code| code.expose_text() == text));
        assert!(AuthorizationCode::parse(&text).map_or(true, |code| code.expose_text() == text));
        assert!(ScanSecret::parse(&text).map_or(true, |secret| secret.expose_text() == text));
        let _ = Confirm::parse(&text);
        let _ = OfflineKey::try_from(text.to_string());
        let (this, last) = (nonces.current(NOW), nonces.current(NOW - BUCKET_SECONDS));
        assert_eq!(nonces.accepts(&text, NOW), text == this || text == last);
    });
}

#[test]
fn any_message() {
    bolero::check!().with_iterations(ITERATIONS).with_max_len(4_096).for_each(|bytes: &[u8]| {
        let text = String::from_utf8_lossy(bytes);
        let server = Origin::parse("https://auth.example").expect("an origin");
        let _ = Unverified::<Request>::parse(&text);
        let _ = KeptKeys::pin_vouched_by_tls(&text, &server);
        let _ = read_authorization(&text);
        let _ = read_authorization(&format!("CS {text}"));
        let _ = read_object::<Request>(bytes);
    });
}

/// The first byte says which message, the rest is its payload, or header and payload in two lines: what no random
/// text gets to, because the signature is right.
#[test]
fn any_content_under_a_right_signature() {
    let keys = Pair { pop: key(1), uv: key(2) };
    bolero::check!().with_iterations(SIGNED_ITERATIONS).with_max_len(4_096).for_each(|bytes: &[u8]| {
        let Some((&kind, content)) = bytes.split_first() else { return };
        match kind % 13 {
            0 => keys.read::<Instance>(content),
            1 => keys.read::<KeyLink>(content),
            2 => keys.read::<Enroll>(content),
            3 => keys.read::<Proof>(content),
            4 => keys.read::<Account>(content),
            5 => keys.read::<Request>(content),
            6 => keys.read::<Challenge>(content),
            7 => keys.read::<Answer>(content),
            8 => keys.read::<Revoke>(content),
            9 => keys.read::<Revoked>(content),
            10 => keys.read::<Freeze>(content),
            11 => keys.read::<Unlock>(content),
            _ => keys.read::<Keys>(content),
        }
    });
}

/// JSON bodies of requests and replies: what was read is written so that it reads again.
#[test]
fn any_body() {
    bolero::check!().with_iterations(ITERATIONS).with_max_len(4_096).for_each(|bytes: &[u8]| {
        reads_itself::<DeviceList>(bytes);
        reads_itself::<DevicePatch>(bytes);
        reads_itself::<ChallengeStatus>(bytes);
        reads_itself::<Problem>(bytes);
        reads_itself::<JournalPage>(bytes);
        let account = AccountId::parse("XEG1xsghai68jr7yxsJVhg").expect("an id");
        let text = String::from_utf8_lossy(bytes);
        if let Ok(head) = follow(&account, None, text.lines()) {
            assert_eq!(head.map_or(0, |head| head.number), text.lines().count() as u64, "each entry counts");
        }
    });
}

fn reads_itself<T: DeserializeOwned + Serialize>(bytes: &[u8]) {
    let Ok(read) = read_object::<T>(bytes) else { return };
    let text = serde_json::to_vec(&read).expect("it was JSON");
    let again = read_object::<T>(&text).expect("it reads itself");
    assert_eq!(serde_json::to_vec(&again).expect("it was JSON"), text);
}

/// The keys of a device, of which one is the server's too.
struct Pair {
    pop: SigningKey,
    uv: SigningKey,
}

impl Pair {
    fn read<M: Message + Debug>(&self, content: &[u8]) {
        let lines: Vec<_> = content.splitn(2, |byte| *byte == b'\n').collect();
        for signer in [&self.pop, &self.uv] {
            let (header, payload) = match lines[..] {
                [header, payload] => (header.to_vec(), payload),
                _ => (header::<M>(signer), content),
            };
            let input = format!("{}.{}", encode(&header), encode(payload));
            let signature = signer.sign(input.as_bytes()).expect("software keys sign");
            self.judge::<M>(&format!("{input}.{}", encode(&signature)), Digest::of(input.as_bytes()));
        }
    }

    /// Everything that reads a signed message, whichever type it expects.
    fn judge<M: Message>(&self, text: &str, identity: Digest) {
        let server = Origin::parse("https://auth.example").expect("an origin");
        let device = DeviceId::parse("device-1").expect("an id");
        let account = AccountId::parse("account-1").expect("an id");
        let cid = ChallengeId::from_bytes([7; 16]);
        let both = (self.pop.public(), self.uv.public());
        if let Ok(unverified) = Unverified::<M>::parse(text) {
            let signed_by_pop = unverified.key() == self.pop.public().thumbprint();
            let key = if signed_by_pop { both.0 } else { both.1 };
            if let Ok(verified) = unverified.verify(key) {
                assert_eq!((verified.as_str(), verified.identity()), (text, identity));
            }
        }
        let _ = KeptKeys::pin_vouched_by_tls(text, &server);
        if let Ok((kept, _)) = KeptKeys::pin(text, &server, both.0.thumbprint()) {
            assert_eq!(kept.server(), &server);
        }
        let kept = serde_json::json!({ "server": server, "keys": [both.0, both.1] });
        let kept: KeptKeys = serde_json::from_value(kept).expect("kept keys");
        let _ = kept.renew(text);
        let _ = kept.verify_challenge(text, &account);
        let _ = kept.verify_account(text, both.0.thumbprint());
        let _ = kept.verify_revoked(text, &device);
        let _ = Enroll::verify(text, &server);
        let _ = Answer::verify(text, &server, &device, &cid, both);
        let _ = Revoke::verify(text, &server, &device, both);
        let _ = Freeze::verify(text, &server, &device, both);
        let _ = Unlock::verify(text, &server, &device, both);
        let _ = Keys::verify_proved(text, &server, &device, both);
        let _ = read_authorization(&format!("CS {text}"));
    }
}

/// The header that goes with a message of this type.
fn header<M: Message>(signer: &SigningKey) -> Vec<u8> {
    let public = signer.public();
    let named = match M::KEY {
        KeyRule::Known => serde_json::json!({ "typ": M::TYP, "alg": "ES256", "kid": public.thumbprint() }),
        KeyRule::Embedded => serde_json::json!({ "typ": M::TYP, "alg": "ES256", "jwk": public }),
    };
    serde_json::to_vec(&named).expect("a plain structure")
}

fn key(seed: u8) -> SigningKey {
    SigningKey::from_bytes(&[seed; 32]).expect("a key")
}
#[test]
fn any_subscription_or_push() {
    let receiver = PushReceiver::new(&[7; 32], PushAuth::from_bytes([7; 16])).expect("a key");
    bolero::check!().with_iterations(ITERATIONS).with_max_len(4_200).for_each(|bytes: &[u8]| {
        let text = String::from_utf8_lossy(bytes);
        if let Ok(endpoint) = PushEndpoint::parse(&text) {
            let address = endpoint.expose_address();
            assert_eq!(PushEndpoint::parse(address).as_ref(), Ok(&endpoint), "an endpoint reads itself");
            assert!(endpoint.is_https() || endpoint.ip().is_none_or(|ip| ip.is_loopback()));
            assert!(!endpoint.origin().contains('@'));
        }
        let _ = countersign_protocol::read_object::<PushSubscription>(bytes);
        let _ = PushEndpoint::parse(&format!("https://{text}"));
        if let Some(message) = WakeUp::read(bytes) {
            let said = message.to_json();
            assert_eq!(WakeUp::read(said.as_bytes()).as_ref(), Some(&message), "a wake-up reads itself");
            assert!(bytes.len() >= said.len(), "it names nothing that was not there");
        }
        if let Ok(key) = VapidKey::parse(&text) {
            assert_eq!(key.as_str(), text);
        }
        assert!(receiver.open(bytes).is_err(), "nobody sealed that");
    });
}
