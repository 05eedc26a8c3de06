//! What an authenticator shows and what a verifier takes.

use std::time::Duration;

use countersign_otp::{Algorithm, Digits, ParameterError, Period, Secret, Totp, UnixTime};
use proptest::prelude::*;

fn totp(period: u64) -> Totp {
    let secret = Secret::from_bytes(b"12345678901234567890".to_vec()).expect("not empty");
    let period = Period::from_seconds(period).expect("a valid period");
    Totp::new(secret, Algorithm::Sha1, Digits::default(), period)
}

#[test]
fn a_code_says_how_long_it_is_current() {
    let code = totp(30).at(UnixTime::from_millis(59_250));
    assert_eq!((code.valid_for(), code.step().number()), (Duration::from_millis(750), 1));
}

#[test]
fn the_next_code_is_the_one_that_is_current_a_period_later() {
    let now = UnixTime::from_seconds(1_000);
    let next = totp(30).next_after(now);
    let later = totp(30).at(UnixTime::from_seconds(1_030));
    assert_eq!(next.reveal_digits(), later.reveal_digits());
    assert_eq!(next.valid_for(), Duration::from_secs(20 + 30));
}

#[test]
fn debug_shows_neither_secret_nor_digits() {
    let totp = totp(30);
    let shown = format!("{totp:?} {:?}", totp.at(UnixTime::from_seconds(59)));
    assert!(!shown.contains("287082") && !shown.contains("49, 50"), "{shown}");
}

#[test]
fn a_verifier_takes_one_step_before_and_after_and_no_more() {
    let totp = totp(30);
    let now = UnixTime::from_seconds(30_000);
    for (offset, taken) in [(-60, false), (-30, true), (0, true), (30, true), (60, false)] {
        let shown = totp.at(now.shifted_by_seconds(offset));
        let step = totp.matching_step(shown.reveal_digits(), now);
        assert_eq!(step, taken.then(|| shown.step()), "offset {offset}");
    }
}

#[test]
fn a_typed_code_may_have_spaces_and_a_hyphen_and_nothing_else() {
    let totp = totp(30);
    let now = UnixTime::from_seconds(59);
    for (typed, taken) in [
        ("287082", true),
        (" 287 082 ", true),
        ("287-082", true),
        ("+287082", false),
        ("28708", false),
        ("2870822", false),
        ("２８７０８２", false),
        ("", false),
    ] {
        assert_eq!(totp.matching_step(typed, now).is_some(), taken, "{typed:?}");
    }
}

#[test]
fn a_clock_at_the_beginning_of_1970_has_a_window_too() {
    let totp = totp(30);
    let now = UnixTime::from_seconds(0);
    let code = totp.at(now);
    assert_eq!(totp.matching_step(code.reveal_digits(), now), Some(code.step()));
}

#[test]
fn parameters_outside_of_their_range_are_refused() {
    assert_eq!(Digits::new(3), Err(ParameterError::Digits(3)));
    assert_eq!(Digits::new(11), Err(ParameterError::Digits(11)));
    assert_eq!(Digits::new(266), Err(ParameterError::Digits(266)));
    assert_eq!(Period::from_seconds(0), Err(ParameterError::Period(0)));
    assert_eq!(Period::from_seconds(86_401), Err(ParameterError::Period(86_401)));
    assert_eq!(Algorithm::from_name("MD5"), Err(ParameterError::Algorithm));
}

#[test]
fn algorithms_are_read_in_the_spellings_that_occur() {
    for name in ["SHA256", "sha256", "SHA-256", "HmacSHA256", "HMAC-SHA-256", "Algorithm.SHA256"] {
        assert_eq!(Algorithm::from_name(name), Ok(Algorithm::Sha256), "{name}");
    }
}

proptest! {
    #[test]
    fn a_shown_code_is_taken_at_its_own_time(
        key in proptest::collection::vec(any::<u8>(), 1..80),
        seconds in 0_u64..=1 << 40,
        count in 4_u64..=10,
        period in 1_u64..=86_400,
    ) {
        let totp = Totp::new(
            Secret::from_bytes(key).expect("not empty"),
            Algorithm::Sha512,
            Digits::new(count).expect("in range"),
            Period::from_seconds(period).expect("in range"),
        );
        let now = UnixTime::from_seconds(seconds);
        let code = totp.at(now);
        prop_assert_eq!(code.reveal_digits().len() as u64, count);
        prop_assert!(code.valid_for() <= Duration::from_secs(period));
        // With four digits, a neighbour may by chance have the same code.
        let step = totp.matching_step(code.reveal_digits(), now).expect("its own code is taken");
        prop_assert!(step.number().abs_diff(code.step().number()) <= 1);
    }
}
