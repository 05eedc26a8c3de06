//! `otpauth:` texts in the dialects that are met, and bare keys.

use countersign_enrollment::{
    CodeAccount, Enrollment, EnrollmentError, Foreign, SetupKeyOptions, read_setup_key, read_text,
    read_text_with_pin,
};
use countersign_otp::{
    Algorithm, Counter, Generator, Kind, NotAPin, ParameterError, Period, Pin, SecretError, UnixTime,
    YandexError,
};
use proptest::prelude::*;

const KEY: &str = "JBSWY3DPEHPK3PXP";

fn account(text: &str) -> CodeAccount {
    match read_text(text) {
        Ok(Enrollment::Code(account)) => account,
        other => panic!("{text}: {other:?}"),
    }
}

fn refused(text: &str) -> EnrollmentError {
    read_text(text).expect_err(text)
}

#[test]
fn service_and_user_come_from_label_and_issuer() {
    for (label_and_issuer, service, user) in [
        ("GitHub:ada?issuer=GitHub&", Some("GitHub"), Some("ada")),
        ("GitHub%3Aada?issuer=GitHub&", Some("GitHub"), Some("ada")),
        ("GitHub:%20ada%40example.org?", Some("GitHub"), Some("ada@example.org")),
        ("GitHub%3a ada?", Some("GitHub"), Some("ada")),
        ("ada?", None, Some("ada")),
        ("ada?issuer=GitHub&", Some("GitHub"), Some("ada")),
        ("Git:ada?issuer=GitHub&", Some("GitHub"), Some("ada")),
        ("github:ada?issuer=GitHub&", Some("GitHub"), Some("ada")),
        ("ACME%20Co:ada?issuer=ACME%20Co&", Some("ACME Co"), Some("ada")),
        ("ACME+Co:ada?issuer=ACME+Co&", Some("ACME Co"), Some("ada")),
        ("a%2Bb?issuer=A%2BB%20C&", Some("A+B C"), Some("a+b")),
        ("a+b?issuer=A+B%20C&", Some("A+B C"), Some("a+b")),
        ("http://host:80?issuer=Router&", Some("Router"), Some("http://host:80")),
        ("one:two:three?", None, Some("one:two:three")),
        ("?issuer=GitHub&", Some("GitHub"), None),
        ("?", None, None),
        ("Post:J%C3%BCrg?issuer=Post&", Some("Post"), Some("Jürg")),
        ("A%E2%80%AEB:ada?", Some("AB"), Some("ada")),
        ("ada#1:x?issuer=Ente&", Some("Ente"), Some("x")),
        ("period=15:ada?issuer=period%3D15&", Some("period=15"), Some("ada")),
    ] {
        let text = format!("otpauth://totp/{label_and_issuer}secret={KEY}");
        let account = account(&text);
        assert_eq!((account.service(), account.user()), (service, user), "{text}");
    }
}

#[test]
fn parameters_are_read_in_the_dialects_that_are_met() {
    for (text, algorithm, digits, period) in [
        ("otpauth://totp/a?secret=JBSWY3DPEHPK3PXP", Algorithm::Sha1, 6, 30),
        ("OTPAUTH://TOTP/a?SECRET=jbswy3dpehpk3pxp&ALGORITHM=sha256", Algorithm::Sha256, 6, 30),
        ("otpauth://totp/a?digits=8&period=60&secret=JBSW+Y3DP+EHPK+3PXP", Algorithm::Sha1, 8, 60),
        ("otpauth://totp/a?secret=JBSWY3DPEHPK3PXP%3D%3D%3D&algorithm=SHA-512", Algorithm::Sha512, 6, 30),
        ("otpauth://totp/a?secret=JBSWY3DPEHPK3PXP====&algorithm=HmacSHA256", Algorithm::Sha256, 6, 30),
        ("otpauth://totp/a?secret=JBSW-Y3DP-EHPK-3PXP&algorithm=&digits=&period=", Algorithm::Sha1, 6, 30),
        ("otpauth://totp/a?secret=JBSWY3DPEHPK3PXP&algorithm=Algorithm.SHA256", Algorithm::Sha256, 6, 30),
        ("otpauth://totp/a?secret=JBSWY3DPEHPK3PXP&image=https://x.example/i.png", Algorithm::Sha1, 6, 30),
        ("otpauth://totp/a?secret=JBSWY3DPEHPK3PXP&digits=0&period=0", Algorithm::Sha1, 6, 30),
        ("otpauth://totp?secret=JBSWY3DPEHPK3PXP&secret=JBSWY3DPEHPK3PXP", Algorithm::Sha1, 6, 30),
        (" \u{feff}otpauth://totp/a?secret=JBSWY3DPEHPK3PXP\n", Algorithm::Sha1, 6, 30),
    ] {
        let account = account(text);
        let codes = account.codes();
        assert_eq!(codes.kind(), Kind::Totp, "{text}");
        let read = (codes.algorithm_name(), codes.length(), codes.period().map(Period::seconds));
        assert_eq!(read, (algorithm.name(), digits, Some(period)), "{text}");
        assert_eq!(*codes.reveal_secret().reveal_base32(), KEY, "{text}");
    }
}

#[test]
fn what_cannot_become_an_account_says_why() {
    for (text, error) in [
        ("otpauth://totp/a?issuer=x", EnrollmentError::NoSecret),
        ("otpauth://totp/a?secret=", EnrollmentError::NoSecret),
        ("otpauth://totp/a", EnrollmentError::NoSecret),
        ("otpauth://totp/a?secret=JBSW0", EnrollmentError::Secret(SecretError::NotBase32 { position: 5 })),
        ("otpauth://totp/a?secret=JBS", EnrollmentError::Secret(SecretError::CutOff)),
        ("otpauth://totp/a?secret=JBSW&digits=3", EnrollmentError::Parameter(ParameterError::Digits(3))),
        (
            "otpauth://totp/a?secret=JBSW&period=90000",
            EnrollmentError::Parameter(ParameterError::Period(90_000)),
        ),
        ("otpauth://totp/a?secret=JBSW&algorithm=MD5", EnrollmentError::Parameter(ParameterError::Algorithm)),
        ("otpauth://totp/a?secret=JBSW&digits=six", EnrollmentError::DamagedUri),
        ("otpauth://totp/a?secret=JBSW&secret=JBSX", EnrollmentError::DamagedUri),
        ("otpauth://totp/%FF?secret=JBSW", EnrollmentError::DamagedUri),
        ("otpauth:totp/a?secret=JBSW", EnrollmentError::DamagedUri),
        ("otpauth:///a?secret=JBSW", EnrollmentError::DamagedUri),
        ("otpauth://hotp/a?secret=JBSW&counter=-1", EnrollmentError::DamagedUri),
        ("otpauth://hotp/a?counter=1", EnrollmentError::NoSecret),
        ("steam://", EnrollmentError::NoSecret),
        ("steam://JBS", EnrollmentError::Secret(SecretError::CutOff)),
        ("otpauth://yaotp/a?secret=JBSW&pin=7586", EnrollmentError::Yandex(YandexError::Length)),
        ("motp://a?secret=7ac61d4736f51a2&pin=5555", EnrollmentError::Secret(SecretError::NotHex)),
        ("motp://a?secret=7ac61d4736f51a2b&pin=5%205", EnrollmentError::Pin(NotAPin)),
        ("otpauth://other/a?secret=JBSW", EnrollmentError::UnknownKind),
        ("otpauth://pipush/a?url=https%3A//x", EnrollmentError::Foreign(Foreign::OtherApprovals)),
    ] {
        assert_eq!(refused(text), error, "{text}");
    }
}

#[test]
fn one_text_of_any_kind_is_an_account() {
    for (text, names, kind, length) in [
        (
            "otpauth://hotp/Lantern:mary?secret=JBSWY3DPEHPK3PXP&counter=41",
            (Some("Lantern"), Some("mary")),
            Kind::Hotp,
            6,
        ),
        ("otpauth://steam/Steam:hedy?secret=JBSWY3DPEHPK3PXP", (Some("Steam"), Some("hedy")), Kind::Steam, 5),
        (
            "otpauth://totp/Steam:hedy?secret=JBSWY3DPEHPK3PXP&encoder=steam",
            (Some("Steam"), Some("hedy")),
            Kind::Steam,
            5,
        ),
        ("STEAM://jbswy3dpehpk3pxp", (Some("Steam"), None), Kind::Steam, 5),
        ("motp://Mobile:otp?secret=7ac61d4736f51a2b&pin=5555", (Some("Mobile"), Some("otp")), Kind::Motp, 6),
        (
            "otpauth://yaotp/ada?secret=LA2V6KMCGYMWWVEW64RNP3JA3IAAAAAAHTSG4HRZPI&pin=7586",
            (Some("Yandex"), Some("ada")),
            Kind::Yandex,
            8,
        ),
        (
            "Here is your code: otpauth://totp/Harbor:ada?secret=JBSWY3DPEHPK3PXP , keep it.",
            (Some("Harbor"), Some("ada")),
            Kind::Totp,
            6,
        ),
    ] {
        let account = account(text);
        assert_eq!((account.service(), account.user()), names, "{text}");
        assert_eq!((account.codes().kind(), account.codes().length()), (kind, length), "{text}");
    }
    let account = account("otpauth://hotp/Lantern:mary?secret=JBSWY3DPEHPK3PXP&counter=41");
    assert_eq!(account.into_codes().counter(), Some(Counter::new(41)));
}

#[test]
fn a_pin_that_is_not_in_the_text_is_asked_for() {
    for (text, pin, at, code) in [
        (
            "otpauth://yaotp/a?secret=LA2V6KMCGYMWWVEW64RNP3JA3IAAAAAAHTSG4HRZPI",
            "7586",
            1_581_064_020,
            "oactmacq",
        ),
        ("motp://a?secret=7ac61d4736f51a2b", "5555", 0, "c42a26"),
        ("otpauth://motp/a?secret=7ac61d4736f51a2b&pin=1", "5555", 0, "c42a26"),
    ] {
        if !text.contains("pin=") {
            assert_eq!(refused(text), EnrollmentError::PinNeeded, "{text}");
        }
        match read_text_with_pin(text, &Pin::parse(pin).expect("a PIN")) {
            Ok(Enrollment::Code(account)) => {
                assert_eq!(*account.codes().reveal_preview(UnixTime::from_seconds(at)), code, "{text}");
            }
            other => panic!("{text}: {other:?}"),
        }
    }
    let wrong = read_text_with_pin(
        "otpauth://yaotp/a?secret=LA2V6KMCGYMWWVEW64RNP3JA3IAAAAAAHTSG4HRZPI",
        &Pin::parse("x").unwrap(),
    );
    assert!(matches!(wrong, Err(EnrollmentError::Yandex(_))), "{wrong:?}");
    let not_needed =
        read_text_with_pin(&format!("otpauth://totp/a?secret={KEY}"), &Pin::parse("7586").unwrap());
    assert!(
        matches!(not_needed, Ok(Enrollment::Code(account)) if matches!(account.codes(), Generator::Totp(_)))
    );
}

#[test]
fn a_text_of_several_accounts_says_so_whatever_its_length() {
    let one = format!("otpauth://totp/a?secret={KEY}");
    for text in [
        "otpauth-migration://offline?data=CjEKCkhlbGxv".to_owned(),
        format!("{one}\n{one}"),
        format!("{one} steam://{KEY}"),
        format!("<a href='{one}'>\nmotp://a?secret=7ac61d4736f51a2b&pin=5555"),
        format!("{one}\n").repeat(1_000),
    ] {
        assert_eq!(refused(&text), EnrollmentError::Several);
    }
    assert!(read_text(&format!("otpauth://totp/otpauth://x?secret={KEY}")).is_ok(), "a name may be anything");
}

#[test]
fn a_bare_key_is_an_account_without_names() {
    for text in [KEY, "jbsw y3dp ehpk 3pxp", "JBSW-Y3DP-EHPK-3PXP", "jbswy3dpehpk3pxp=="] {
        let account = account(text);
        assert_eq!((account.service(), account.user(), account.is_weak()), (None, None, true), "{text}");
    }
}

#[test]
fn words_are_no_key() {
    for text in
        ["hello", "please scan the other code", "Sehr geehrte Damen", "JBSWY3DP", "12345678901234567890"]
    {
        assert_eq!(refused(text), EnrollmentError::NotRecognized, "{text}");
    }
}

#[test]
fn a_typed_key_may_be_short_and_has_the_typed_names() {
    let account = read_setup_key(" Bank ", "ada", "jbsw y3dp", SetupKeyOptions::default()).expect("a key");
    assert_eq!((account.service(), account.user(), account.is_weak()), (Some("Bank"), Some("ada"), true));
    let error = read_setup_key("Bank", "ada", "jbsw y3d1", SetupKeyOptions::default()).expect_err("no key");
    assert_eq!(error, EnrollmentError::Secret(SecretError::NotBase32 { position: 9 }));
}

#[test]
fn no_error_and_no_debug_repeats_a_secret() {
    let texts =
        ["otpauth://totp/SECRETUSER?secret=SECRET0", "otpauth://totp/a?secret=SECRETAB&digits=99", "SECRET"];
    for text in texts {
        let error = refused(text);
        let mut shown = format!("{error} {error:?}");
        let mut source = std::error::Error::source(&error);
        while let Some(cause) = source {
            shown.push_str(&cause.to_string());
            source = cause.source();
        }
        assert!(!shown.contains("SECRET"), "{shown}");
    }
    let shown = format!("{:?}", read_text(&format!("otpauth://totp/a?secret={KEY}")));
    assert!(!shown.contains(KEY) && !shown.contains("222, 173"), "{shown}");
}

proptest! {
    #[test]
    fn no_text_makes_the_reader_fail_hard(text in "((otpauth://(totp|hotp|steam|yaotp)/)|motp://|steam://)?.{0,120}(\\?secret=.{0,40})?(&.{0,9}=.{0,9}){0,3}") {
        let _ = read_text(&text);
    }

    #[test]
    fn any_names_and_parameters_come_through(
        service in "[a-zA-Z0-9äß €+&#?/=%]{1,20}",
        user in "[a-zA-Z0-9äß@.+&#?/=%]{1,20}",
        digits in 4_u8..=10,
        period in 1_u32..=86_400,
    ) {
        prop_assume!(service.trim() == service);
        let escape = |text: &str| text.bytes().flat_map(|byte| format!("%{byte:02X}").into_bytes()).map(char::from).collect::<String>();
        let text = format!(
            "otpauth://totp/{}:{}?secret={KEY}&issuer={}&digits={digits}&period={period}",
            escape(&service), escape(&user), escape(&service),
        );
        let account = account(&text);
        prop_assert_eq!(account.service(), Some(service.as_str()));
        prop_assert_eq!(account.user(), Some(user.as_str()));
        prop_assert_eq!(account.codes().length(), digits);
        prop_assert_eq!(account.codes().period().map(Period::seconds), Some(u64::from(period)));
    }
}

#[test]
fn words_below_a_setup_code_are_no_part_of_it() {
    let text =
        "otpauth://totp/Orchard:ada?secret=JBSWY3DPEHPK3PXP&issuer=Orchard\nKeep this code to yourself";
    let Enrollment::Code(account) = read_text(text).unwrap() else { panic!("{text}") };
    assert_eq!((account.service(), account.user()), (Some("Orchard"), Some("ada")));
}
