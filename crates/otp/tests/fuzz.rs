//! Texts of secrets, PINs and names that somebody made to hurt. `cargo test` runs a bounded number of random inputs; a
//! fuzzer runs it for as long as it likes (CONTRIBUTING.md).

use countersign_otp::{Algorithm, Kind, Pin, Secret, Yandex};

#[test]
fn any_text_of_a_secret() {
    bolero::check!().with_iterations(3_000).with_max_len(2_100).for_each(|bytes: &[u8]| {
        let text = String::from_utf8_lossy(bytes);
        let pin = Pin::parse(&text).or_else(|_| Pin::parse("7586")).expect("a PIN");
        let _ = (Algorithm::from_name(&text), Kind::from_name(&text), Secret::from_hex(&text));
        if let Ok(secret) = Secret::from_base32(&text) {
            let again = Secret::from_base32(&secret.reveal_base32()).expect("its own text");
            assert!(again.is_same_as(&secret));
        }
        if let Ok(secret) = Secret::from_base32_in_use(&text) {
            let _ = Yandex::new(secret, pin);
        }
        if let Ok(secret) = Secret::from_bytes(bytes.to_vec()) {
            let again = Secret::from_base32(&secret.reveal_base32()).expect("its own text");
            assert!(again.is_same_as(&secret));
        }
    });
}
