//! Keys as words: there and back, and every slip is noticed.

use countersign_backup::{
    Identity, NotWords, identity_from_words, identity_words, recovery_key_from_words, recovery_key_words,
};
use proptest::prelude::*;

/// The first test vectors of BIP-39.
#[test]
fn words_are_those_of_the_standard() {
    let abandon =
        "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about";
    assert_eq!(*recovery_key_words(&[0; 16]), abandon);
    let legal = "legal winner thank year wave sausage worth useful legal winner thank yellow";
    assert_eq!(*recovery_key_words(&[0x7f; 16]), legal);
}

#[test]
fn slips_are_told_apart() {
    let check = |typed: &str| recovery_key_from_words(typed).expect_err("a slip");
    let right = "legal winner thank year wave sausage worth useful legal winner thank yellow";
    assert_eq!(check(&right[..right.len() - 7]), NotWords::Count { found: 11, wanted: 12 });
    assert_eq!(check(&right.replace("sausage", "sausages")), NotWords::Unknown { place: 6 });
    assert_eq!(check(&right.replace("sausage worth", "worth sausage")), NotWords::Checksum);
    assert_eq!(check(""), NotWords::Count { found: 0, wanted: 12 });
    assert_eq!(identity_from_words(right).expect_err("too few"), NotWords::Count { found: 12, wanted: 24 });
}

proptest! {
    #[test]
    fn recovery_keys_come_back(key in any::<[u8; 16]>()) {
        let words = recovery_key_words(&key);
        let typed = format!("  {} ", words.to_uppercase().replace(' ', " \n\t"));
        prop_assert_eq!(*recovery_key_from_words(&typed).expect("reads"), key);
    }
}

#[test]
fn identities_come_back() {
    for _ in 0..32 {
        let identity = Identity::generate();
        let back = identity_from_words(&identity_words(&identity)).expect("reads");
        assert_eq!(*back.reveal_text(), *identity.reveal_text());
    }
}
