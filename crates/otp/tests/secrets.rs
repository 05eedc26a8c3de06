//! How secrets are read from what people and services write.

use countersign_otp::{Secret, SecretError, Strength};
use proptest::prelude::*;

fn read(text: &str) -> Result<Vec<u8>, SecretError> {
    Secret::from_base32(text).map(|secret| secret.reveal_bytes().to_vec())
}

#[test]
fn base32_is_read_in_every_dress() {
    for text in [
        "JBSWY3DPEHPK3PXP",
        "jbswy3dpehpk3pxp",
        "JBSW Y3DP EHPK 3PXP",
        "jbsw-y3dp-ehpk-3pxp",
        "  JBSWY3DP\tEHPK\n3PXP  ",
        "JBSWY3DPEHPK3PXP====",
        "JBSWY3DPEHPK3PXP = = ",
    ] {
        assert_eq!(read(text), Ok(b"Hello!\xde\xad\xbe\xef".to_vec()), "{text:?}");
    }
}

#[test]
fn lengths_that_are_no_multiple_of_eight_are_read() {
    for (text, bytes) in [("ME", "a"), ("MFRA", "ab"), ("MFRGG", "abc"), ("MFRGGZA", "abcd"), ("MF", "a")] {
        assert_eq!(read(text), Ok(bytes.as_bytes().to_vec()), "{text}");
    }
}

#[test]
fn what_is_no_base32_is_refused_without_repeating_it() {
    for (text, error) in [
        ("", SecretError::Empty),
        (" - = ", SecretError::Empty),
        ("JBSW0", SecretError::NotBase32 { position: 5 }),
        ("JB 1W", SecretError::NotBase32 { position: 4 }),
        ("JBSW=Y3D", SecretError::NotBase32 { position: 5 }),
        ("ÄBSW", SecretError::NotBase32 { position: 1 }),
        ("JBS", SecretError::CutOff),
        ("J", SecretError::CutOff),
    ] {
        assert_eq!(read(text), Err(error), "{text:?}");
        assert!(!error.to_string().contains("JB"));
    }
    assert_eq!(read(&"A".repeat(3_000)), Err(SecretError::TooLong));
}

#[test]
fn short_secrets_work_and_are_called_weak() {
    let strength = |length: usize| Secret::from_bytes(vec![7; length]).expect("not empty").strength();
    assert_eq!((strength(15), strength(16)), (Strength::Weak, Strength::Sufficient));
}

proptest! {
    #[test]
    fn what_is_written_is_read_again(bytes in proptest::collection::vec(any::<u8>(), 1..=512)) {
        let secret = Secret::from_bytes(bytes).expect("not empty");
        let text = secret.reveal_base32();
        let again = Secret::from_base32(&text).expect("its own text");
        prop_assert!(secret.is_same_as(&again));
        let spaced: String = text.to_lowercase().chars().flat_map(|c| [c, ' ']).collect();
        prop_assert!(secret.is_same_as(&Secret::from_base32(&spaced).expect("in another dress")));
    }

    #[test]
    fn no_text_makes_the_reader_fail_hard(text in ".{0,200}") {
        let _ = Secret::from_base32(&text);
    }
}
