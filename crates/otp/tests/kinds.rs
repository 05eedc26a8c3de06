//! Steam, Yandex and Mobile-OTP, with the vectors that their apps agree on, and what all kinds share.

use countersign_otp::{
    Algorithm, Counter, Digits, Generator, Hotp, Kind, Motp, NotAPin, Period, Pin, Secret, SecretError,
    Steam, Totp, UnixTime, Yandex, YandexError,
};
use proptest::prelude::*;

fn base32(text: &str) -> Secret {
    Secret::from_base32(text).expect(text)
}

fn pin(text: &str) -> Pin {
    Pin::parse(text).expect(text)
}

#[test]
fn steam_codes_are_those_of_steam() {
    let steam = Steam::new(base32("63BEDWCQZKTQWPESARIERL5DTTQFCJTK"));
    for (seconds, code) in [(1_511_200_518, "FR8RV"), (1_511_200_714, "9P3VP")] {
        assert_eq!(steam.at(UnixTime::from_seconds(seconds)).reveal_digits(), code, "at {seconds}");
    }
}

#[test]
fn yandex_codes_are_those_of_yandex() {
    for (secret, digits, seconds, code) in [
        ("LA2V6KMCGYMWWVEW64RNP3JA3IAAAAAAHTSG4HRZPI", "7586", 1_581_064_020, "oactmacq"),
        ("LA2V6KMCGYMWWVEW64RNP3JA3IAAAAAAHTSG4HRZPI", "7586", 1_581_090_810, "wemdwrix"),
        ("6SB2IKNM6OBZPAVBVTOHDKS4FAAAAAAADFUTQMBTRY", "5239", 1_641_559_648, "umozdicq"),
        ("JBGSAU4G7IEZG6OY4UAXX62JU4AAAAAAHTSG4HXU3M", "5210481216086702", 1_581_091_469, "dfrpywob"),
    ] {
        let yandex = Yandex::new(base32(secret), pin(digits)).expect("a valid secret");
        assert_eq!(yandex.at(UnixTime::from_seconds(seconds)).reveal_digits(), code, "at {seconds}");
    }
}

#[test]
fn the_key_alone_makes_the_same_yandex_codes() {
    let full = base32("LA2V6KMCGYMWWVEW64RNP3JA3IAAAAAAHTSG4HRZPI");
    let short = Secret::from_bytes(full.reveal_bytes()[..16].to_vec()).expect("not empty");
    let code = Yandex::new(short, pin("7586")).expect("valid").at(UnixTime::from_seconds(1_581_064_020));
    assert_eq!(code.reveal_digits(), "oactmacq");
}

#[test]
fn a_damaged_yandex_secret_is_noticed() {
    let damaged = |text| Yandex::new(base32(text), pin("7586")).expect_err(text);
    assert_eq!(damaged("LA2V6KMCGYMWWVEW64RNP3JA3IAAAAAAHTSG4HRZPA"), YandexError::Checksum);
    assert_eq!(damaged("MA2V6KMCGYMWWVEW64RNP3JA3IAAAAAAHTSG4HRZPI"), YandexError::Checksum);
    assert_eq!(damaged("JBSWY3DPEHPK3PXP"), YandexError::Length);
    for digits in ["758", "75a6", "12345678901234567"] {
        let secret = base32("LA2V6KMCGYMWWVEW64RNP3JA3IAAAAAAHTSG4HRZPI");
        assert_eq!(Yandex::new(secret, pin(digits)).expect_err(digits), YandexError::Pin);
    }
}

#[test]
fn motp_codes_are_those_of_motp() {
    for (secret, digits, seconds, code) in [
        ("7ac61d4736f51a2b", "5555", 0, "c42a26"),
        ("7AC61D47 36f51a2b", "5555", 1_000_000_000, "4af383"),
        ("e3152afee62599c8", "1234", 123_456_789, "4ebfb2"),
    ] {
        let motp = Motp::new(Secret::from_hex(secret).expect(secret), pin(digits));
        let made = motp.at(UnixTime::from_seconds(seconds));
        assert_eq!((made.reveal_digits(), made.valid_for() <= Motp::period().duration()), (code, true));
    }
}

#[test]
fn hexadecimal_secrets_are_read_strictly() {
    let read = |text: &str| Secret::from_hex(text).map(|secret| secret.reveal_bytes().to_vec());
    assert_eq!(read("00ff-1A 2b"), Ok(vec![0x00, 0xff, 0x1a, 0x2b]));
    assert_eq!(read("abc"), Err(SecretError::NotHex));
    assert_eq!(read("zz"), Err(SecretError::NotHex));
    assert_eq!(read(" "), Err(SecretError::Empty));
}

#[test]
fn bits_without_a_byte_are_dropped_only_when_asked() {
    for (text, bytes) in [("MFRGG4AA7", 5), ("JBS", 1), ("MFRGGA", 3)] {
        assert_eq!(Secret::from_base32(text).expect_err(text), SecretError::CutOff);
        let secret = Secret::from_base32_in_use(text).expect(text);
        assert_eq!(secret.reveal_bytes().len(), bytes, "{text}");
    }
    assert_eq!(Secret::from_base32_in_use("J").expect_err("nothing is left"), SecretError::Empty);
}

#[test]
fn a_pin_has_no_spaces_inside_and_does_not_show() {
    assert_eq!(pin(" 12ab ").reveal(), "12ab");
    for text in ["", "  ", "1 2", "ä", "12\u{200b}34"] {
        assert_eq!(Pin::parse(text).expect_err(text), NotAPin);
    }
    assert!(!format!("{:?}", pin("7586")).contains("7586"));
}

fn every_kind() -> [Generator; 5] {
    let secret = || base32("JBGSAU4G7IEZG6OY4UAXX62JU4AAAAAAHTSG4HXU3M");
    let digits = || Digits::new(8).expect("in range");
    [
        Totp::new(secret(), Algorithm::Sha512, digits(), Period::default()).into(),
        Generator::Hotp(Hotp::new(secret(), Algorithm::Sha256, digits()), Counter::new(7)),
        Generator::Steam(Steam::new(secret())),
        Generator::Yandex(Yandex::new(secret(), pin("7586")).expect("valid")),
        Generator::Motp(Motp::new(secret(), pin("7586"))),
    ]
}

#[test]
fn every_kind_says_what_its_codes_look_like() {
    let said: Vec<_> = every_kind()
        .iter()
        .map(|g| (g.kind().name(), g.algorithm_name(), g.length(), g.period().map(Period::seconds)))
        .collect();
    let expected = [
        ("totp", "SHA512", 8, Some(30)),
        ("hotp", "SHA256", 8, None),
        ("steam", "SHA1", 5, Some(30)),
        ("yaotp", "SHA256", 8, Some(30)),
        ("motp", "MD5", 6, Some(10)),
    ];
    assert_eq!(said, expected);
    for generator in every_kind() {
        let preview = generator.reveal_preview(UnixTime::from_seconds(59));
        assert_eq!(preview.len(), usize::from(generator.length()), "{:?}", generator.kind());
        assert_eq!(generator.reveal_pin().is_some(), generator.kind().needs_pin());
        assert_eq!(Kind::from_name(generator.kind().name()), Some(generator.kind()));
    }
}

#[test]
fn counter_codes_have_no_time_and_keep_their_counter() {
    let [_, counted, ..] = every_kind();
    let now = UnixTime::from_seconds(59);
    assert!(counted.at(now).is_none() && counted.next_after(now).is_none());
    assert_eq!(counted.reveal_preview(now), counted.reveal_preview(UnixTime::from_seconds(9_999)));
    assert_eq!(counted.counter().map(|counter| counter.following().value()), Some(8));
}

#[test]
fn a_copy_makes_the_same_codes() {
    let now = UnixTime::from_seconds(1_700_000_000);
    for generator in every_kind() {
        let copy = generator.duplicate();
        assert!(copy.is_same_account_as(&generator));
        assert_eq!(copy.reveal_preview(now), generator.reveal_preview(now));
        assert_eq!((copy.counter(), copy.period()), (generator.counter(), generator.period()));
    }
}

#[test]
fn an_account_is_known_by_kind_and_secret_not_by_its_looks() {
    let [totp, hotp, ..] = every_kind();
    let six =
        Totp::new(totp.reveal_secret().duplicate(), Algorithm::Sha1, Digits::default(), Period::default());
    assert!(totp.is_same_account_as(&six.into()) && !totp.is_same_account_as(&hotp));
}

proptest! {
    #[test]
    fn the_next_code_is_the_one_of_a_period_later(seconds in 0_u64..=1 << 40) {
        let now = UnixTime::from_seconds(seconds);
        for generator in every_kind() {
            if let (Some(period), Some(next)) = (generator.period(), generator.next_after(now)) {
                let later = UnixTime::from_seconds(seconds + period.seconds());
                let expected = generator.at(later).expect("by the time");
                prop_assert_eq!(next.reveal_digits(), expected.reveal_digits());
            }
        }
    }
}
