//! `otpauth:` texts in the dialects that are met, and bare keys.

use countersign_enrollment::{
    CodeAccount, Enrollment, EnrollmentError, Foreign, OtherCodes, SetupKeyOptions, read_setup_key, read_text,
};
use countersign_otp::{Algorithm, ParameterError, SecretError};
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
        ("otpauth://totp?secret=JBSWY3DPEHPK3PXP&secret=JBSWY3DPEHPK3PXP", Algorithm::Sha1, 6, 30),
        (" \u{feff}otpauth://totp/a?secret=JBSWY3DPEHPK3PXP\n", Algorithm::Sha1, 6, 30),
    ] {
        let account = account(text);
        let codes = account.codes();
        let read = (codes.algorithm(), codes.digits().count(), codes.period().seconds());
        assert_eq!(read, (algorithm, digits, period), "{text}");
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
        ("otpauth://totp/a?secret=JBSW&period=0", EnrollmentError::Parameter(ParameterError::Period(0))),
        ("otpauth://totp/a?secret=JBSW&algorithm=MD5", EnrollmentError::Parameter(ParameterError::Algorithm)),
        ("otpauth://totp/a?secret=JBSW&digits=six", EnrollmentError::DamagedUri),
        ("otpauth://totp/a?secret=JBSW&secret=JBSX", EnrollmentError::DamagedUri),
        ("otpauth://totp/%FF?secret=JBSW", EnrollmentError::DamagedUri),
        ("otpauth:totp/a?secret=JBSW", EnrollmentError::DamagedUri),
        ("otpauth:///a?secret=JBSW", EnrollmentError::DamagedUri),
        ("otpauth://hotp/a?secret=JBSW&counter=1", EnrollmentError::OtherCodes(OtherCodes::Counter)),
        ("otpauth://steam/a?secret=JBSW", EnrollmentError::OtherCodes(OtherCodes::Steam)),
        ("otpauth://totp/Steam:a?secret=JBSW&encoder=steam", EnrollmentError::OtherCodes(OtherCodes::Steam)),
        ("steam://JBSW", EnrollmentError::OtherCodes(OtherCodes::Steam)),
        ("otpauth://yaotp/a?secret=JBSW", EnrollmentError::OtherCodes(OtherCodes::Yandex)),
        ("motp://a?secret=7ac61d4736f51a2b", EnrollmentError::OtherCodes(OtherCodes::Motp)),
        ("otpauth://other/a?secret=JBSW", EnrollmentError::OtherCodes(OtherCodes::Unknown)),
        ("otpauth://pipush/a?url=https%3A//x", EnrollmentError::Foreign(Foreign::OtherApprovals)),
        ("otpauth-migration://offline?data=CjEKCkhlbGxv", EnrollmentError::Migration),
    ] {
        assert_eq!(refused(text), error, "{text}");
    }
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
    fn no_text_makes_the_reader_fail_hard(text in "(otpauth://(totp|hotp)/)?.{0,120}(\\?secret=.{0,40})?(&.{0,9}=.{0,9}){0,3}") {
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
        prop_assert_eq!(account.codes().digits().count(), digits);
        prop_assert_eq!(account.codes().period().seconds(), u64::from(period));
    }
}
