//! Texts: one account of any kind, a whole clipboard, an export over several QR codes.

use countersign_enrollment::import::{
    ImportError, Place, SkipReason, read, read_account, read_account_with_pin, read_texts,
};
use countersign_otp::{Pin, Secret, UnixTime};
use proptest::prelude::*;

use crate::fixture::{ACCOUNTS, file, line, lines};

#[test]
fn an_account_of_any_kind_is_read_from_its_text() {
    for (text, expected) in [
        (
            "otpauth://hotp/Lantern:mary?secret=JBSWY3DPEHPK3PXP&counter=41",
            "hotp [Lantern] [mary] JBSWY3DPEHPK3PXP SHA1 6 41",
        ),
        ("otpauth://hotp/a?secret=JBSWY3DPEHPK3PXP", "hotp [] [a] JBSWY3DPEHPK3PXP SHA1 6 0"),
        (
            "otpauth://steam/Steam:hedy?secret=JBSWY3DPEHPK3PXP&digits=5",
            "steam [Steam] [hedy] JBSWY3DPEHPK3PXP SHA1 5 30",
        ),
        ("steam://jbswy3dpehpk3pxp", "steam [Steam] [] JBSWY3DPEHPK3PXP SHA1 5 30"),
        (
            "otpauth://totp/Steam:hedy?secret=JBSWY3DPEHPK3PXP&encoder=steam",
            "steam [Steam] [hedy] JBSWY3DPEHPK3PXP SHA1 5 30",
        ),
        (
            "otpauth://totp/Steam:hedy?secret=AAAA&data=%7B%22shared_secret%22%3A%22SGVsbG8h3q2%2B7w%3D%3D%22%7D",
            "steam [Steam] [hedy] JBSWY3DPEHPK3PXP SHA1 5 30",
        ),
        (
            "otpauth://yaotp/ada?secret=LA2V6KMCGYMWWVEW64RNP3JA3IAAAAAAHTSG4HRZPI&pin=G42TQNQ",
            "yaotp [Yandex] [ada] LA2V6KMCGYMWWVEW64RNP3JA3IAAAAAAHTSG4HRZPI SHA256 8 30",
        ),
        ("motp://Mobile:otp?secret=7ac61d4736f51a2b&pin=5555", "motp [Mobile] [otp] PLDB2RZW6UNCW MD5 6 10"),
        (
            "otpauth://totp/Ten:a?secret=JBSWY3DPEHPK3PXP&digits=10&period=15",
            "totp [Ten] [a] JBSWY3DPEHPK3PXP SHA1 10 15",
        ),
        (
            "otpauth://totp/:a?secret=JBSWY3DPEHPK3PXP&issuer=Colon",
            "totp [Colon] [a] JBSWY3DPEHPK3PXP SHA1 6 30",
        ),
        ("48656c6c6f21deadbeef", "totp [] [] JBSWY3DPEHPK3PXP SHA1 6 30"),
        ("4865 6C6C 6F21 DEAD BEEF", "totp [] [] JBSWY3DPEHPK3PXP SHA1 6 30"),
        ("jbsw y3dp ehpk 3pxp", "totp [] [] JBSWY3DPEHPK3PXP SHA1 6 30"),
    ] {
        assert_eq!(read_account(text).map(|entry| line(&entry)).as_deref(), Ok(expected), "{text}");
    }
}

#[test]
fn a_pin_that_the_text_does_not_have_is_asked_for() {
    let text = "otpauth://yaotp/ada?secret=LA2V6KMCGYMWWVEW64RNP3JA3IAAAAAAHTSG4HRZPI";
    assert_eq!(read_account(text).expect_err("no PIN"), SkipReason::NoPin);
    let entry = read_account_with_pin(text, &Pin::parse("7586").unwrap()).expect("with a PIN");
    assert_eq!(*entry.generator().reveal_preview(UnixTime::from_seconds(1_581_064_020)), "oactmacq");
    let motp = "motp://Mobile:otp?secret=7ac61d4736f51a2b";
    let entry = read_account_with_pin(motp, &Pin::parse("5555").unwrap()).expect("with a PIN");
    assert_eq!(*entry.generator().reveal_preview(UnixTime::from_seconds(0)), "c42a26");
}

#[test]
fn a_whole_clipboard_gives_its_codes_and_says_what_else_it_held() {
    let text = "# my codes\r\n\r\notpauth://totp/Harbor%20Mail:ada@harbor.example?secret=OBWGKYLTMUQHEZLBMQQHI2DF\r\n\
        Steam: steam://ON2GKYLNEBUXGIDIN52CA53BORSXE, keep it\n\
        <a href=\"otpauth://totp/Web:x?secret=JBSWY3DPEHPK3PXP&amp;digits=8\">\n\
        buy milk\nWIFI:T:WPA;S:home;P:secret;;\notpauth://totp/Bad:y?secret=1\n\
        countersign://enroll#v=1&s=https://auth.example&c=GSrR7l1J8YcJ8m3sLaA8VQ&k=sYk16n84Yk4IJk09zTfGViujxq6anWYDAJP4gu8kAzo";
    let read = read_texts([text]).expect("not too large");
    assert_eq!(
        lines(&read.accounts),
        [
            ACCOUNTS[0],
            "steam [Steam] [] ON2GKYLNEBUXGIDIN52CA53BORSXE SHA1 5 30",
            "totp [Web] [x] JBSWY3DPEHPK3PXP SHA1 8 30",
        ]
    );
    assert_eq!(read.links.len(), 1);
    let places: Vec<&Place> = read.skipped.iter().map(|skipped| &skipped.place).collect();
    assert_eq!(places, [&Place::Line(6), &Place::Line(7), &Place::Line(8)]);
    assert_eq!(read.skipped[2].name.as_ref().map(ToString::to_string).as_deref(), Some("Bad"));
}

#[test]
fn the_parts_of_a_migration_come_in_any_order_and_the_missing_are_named() {
    let whole = String::from_utf8(file("migration.txt")).unwrap();
    let read = read_texts([whole.as_str()]).expect("not too large");
    let mut found = lines(&read.accounts);
    found.reverse();
    let by_google = "totp [Tidewater] [grace] MZUXE43UEBRWQYLQORSXEIDPMYQHI2DF SHA256 8 30";
    assert_eq!(found, [ACCOUNTS[0], by_google, ACCOUNTS[3]]);
    assert_eq!(read.skipped, []);

    let part = String::from_utf8(file("migration-part.txt")).unwrap();
    let read = read_texts([part.as_str(), part.as_str()]).expect("not too large");
    assert_eq!(lines(&read.accounts), [by_google], "the same part twice");
    let reasons: Vec<&SkipReason> = read.skipped.iter().map(|skipped| &skipped.reason).collect();
    assert_eq!(
        reasons,
        [&SkipReason::MissingPart { part: 1, of: 3 }, &SkipReason::MissingPart { part: 3, of: 3 }]
    );
}

#[test]
fn a_raw_plus_in_a_migration_is_no_space() {
    let text = String::from_utf8(file("migration-part.txt")).unwrap();
    let raw = text.replace("%2B", "+").replace("%2F", "/").replace("%3D", "=");
    assert_eq!(read_texts([raw.as_str()]).unwrap().accounts.len(), 1);
}

#[test]
fn a_list_without_a_single_account_is_refused() {
    for text in ["otpauth-migration://offline?data=XXXX", "otpauth://totp/a?secret=1"] {
        let error = read(text.as_bytes(), None).expect_err(text);
        assert_eq!(error, ImportError::Damaged("line 1".into()), "{text}");
    }
}

#[test]
fn a_text_in_utf_16_or_with_a_mark_reads_the_same() {
    let text = String::from_utf8(file("list.txt")).unwrap();
    let units: Vec<u8> =
        std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    assert_eq!(lines(&read(&units, None).expect("UTF-16").entries), ACCOUNTS);
    let marked = format!("\u{feff}{text}");
    assert_eq!(lines(&read(marked.as_bytes(), None).expect("a mark").entries), ACCOUNTS);
}

#[test]
fn no_error_and_no_debug_repeats_a_secret() {
    let read = read_texts([
        "otpauth://totp/a?secret=JBSWY3DPEHPK3PXP&pin=7586",
        "otpauth://totp/SECRETX?secret=SECRET1",
    ]);
    let shown = format!("{:?}", read.unwrap().accounts);
    assert!(!shown.contains("JBSWY3DP") && !shown.contains("222, 173"), "{shown}");
    for name in ["aegis.json", "bitwarden.json", "stratum.json"] {
        let shown = format!("{:?}", crate::fixture::opened(name));
        assert!(!shown.contains("OBWGKYLT") && !shown.contains("7586"), "{name}");
    }
}

fn escaped(text: &str) -> String {
    text.bytes().flat_map(|byte| format!("%{byte:02X}").into_bytes()).map(char::from).collect()
}

proptest! {
    #[test]
    fn any_account_comes_back_from_its_text(
        kind in prop::sample::select(vec!["totp", "hotp", "steam"]),
        issuer in "[a-zA-Z0-9äß €+&#?/=%.]{1,20}",
        account in "[a-zA-Z0-9äß@.+&#?/=%]{1,20}",
        secret in prop::collection::vec(any::<u8>(), 1..64),
        algorithm in prop::sample::select(vec!["SHA1", "SHA256", "SHA512"]),
        digits in 4_u8..=10,
        period in 1_u32..=86_400,
        counter in any::<u32>(),
    ) {
        prop_assume!(issuer.trim() == issuer);
        let secret = Secret::from_bytes(secret).expect("not empty").reveal_base32().to_string();
        let text = format!(
            "otpauth://{kind}/{}:{}?secret={secret}&issuer={}&algorithm={algorithm}&digits={digits}&period={period}&counter={counter}",
            escaped(&issuer), escaped(&account), escaped(&issuer),
        );
        let entry = read_account(&text).expect("its own text");
        let moving = match kind {
            "hotp" => format!("{algorithm} {digits} {counter}"),
            "steam" => "SHA1 5 30".to_owned(),
            _ => format!("{algorithm} {digits} {period}"),
        };
        prop_assert_eq!(line(&entry), format!("{kind} [{issuer}] [{account}] {secret} {moving}"));
    }
}
