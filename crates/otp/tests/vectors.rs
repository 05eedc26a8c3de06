//! The test vectors of RFC 4226 (appendix D) and RFC 6238 (appendix B), and ours for RFC 6287.

use countersign_otp::{Algorithm, Counter, Digits, Hotp, Ocra, Period, Secret, Totp, UnixTime};
use sha2::{Digest as _, Sha256};

fn secret_of(length: usize) -> Secret {
    let bytes: Vec<u8> = b"1234567890".iter().copied().cycle().take(length).collect();
    Secret::from_bytes(bytes).expect("not empty")
}

#[test]
fn counter_codes_are_those_of_rfc_4226() {
    let expected =
        ["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"];
    let hotp = Hotp::new(secret_of(20), Algorithm::Sha1, Digits::default());
    for (counter, code) in (0..).zip(expected) {
        assert_eq!(*hotp.reveal_at(Counter::new(counter)), code, "counter {counter}");
    }
}

#[test]
fn long_codes_keep_the_whole_truncated_number() {
    // RFC 4226 appendix D lists the truncated values in decimal; ten digits show all of them.
    let expected = ["1284755224", "1094287082", "0137359152", "1726969429", "1640338314"];
    let hotp = Hotp::new(secret_of(20), Algorithm::Sha1, Digits::new(10).expect("ten is allowed"));
    for (counter, code) in (0..).zip(expected) {
        assert_eq!(*hotp.reveal_at(Counter::new(counter)), code, "counter {counter}");
    }
}

#[test]
fn time_codes_are_those_of_rfc_6238() {
    let expected = [
        (59, "94287082", "46119246", "90693936"),
        (1_111_111_109, "07081804", "68084774", "25091201"),
        (1_111_111_111, "14050471", "67062674", "99943326"),
        (1_234_567_890, "89005924", "91819424", "93441116"),
        (2_000_000_000, "69279037", "90698825", "38618901"),
        (20_000_000_000, "65353130", "77737706", "47863826"),
    ];
    for (seconds, sha1, sha256, sha512) in expected {
        for (algorithm, length, code) in
            [(Algorithm::Sha1, 20, sha1), (Algorithm::Sha256, 32, sha256), (Algorithm::Sha512, 64, sha512)]
        {
            let digits = Digits::new(8).expect("eight is allowed");
            let totp = Totp::new(secret_of(length), algorithm, digits, Period::default());
            let made = totp.at(UnixTime::from_seconds(seconds));
            assert_eq!(made.reveal_digits(), code, "{algorithm:?} at {seconds}");
        }
    }
}

/// Our own, over the bytes 0, 1, 2 … as key: the digests of "" and "abc" (FIPS 180-4) as questions, computed with
/// another implementation.
#[test]
fn responses_to_a_digest_are_whole_and_match_only_their_question() {
    let key: Vec<u8> = (0..32).collect();
    let ocra = Ocra::new(Secret::from_bytes(key).expect("not empty"));
    let (empty, abc) = (Sha256::digest("").into(), Sha256::digest("abc").into());
    for (question, expected) in [(&empty, "95307442"), (&abc, "12555265")] {
        assert_eq!(*ocra.reveal_response(question), expected);
        let halves = format!(" {} - {}\n", &expected[..4], &expected[4..]);
        assert!(ocra.matches(&halves, question));
        for wrong in ["", &expected[1..], "00000000", &format!("{expected}0"), &expected.replace('0', "O")] {
            assert!(wrong == expected || !ocra.matches(wrong, question), "{wrong}");
        }
    }
    assert!(!ocra.matches("95307442", &abc) && !ocra.matches("12555265", &empty));
}
