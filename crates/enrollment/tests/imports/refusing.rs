//! Passwords that are missing or wrong, damage, and files that ask for too much. Each has an error of its own.

use countersign_enrollment::import::{Excess, ImportError, KdfCost, Limits, Reading, read, recognize};

use crate::fixture::{PASSWORD, beside, file, opened, passphrase, refused};

/// Files with a check of the password within, those without, and those whose check is one byte.
const SURE: [&str; 11] = [
    "aegis.pgp",
    "proton-pass-pgp.zip",
    "aegis-encrypted.json",
    "2fas-encrypted.json",
    "bitwarden-pbkdf2.json",
    "bitwarden-argon2.json",
    "freeotp2.xml",
    "keepass4.kdbx",
    "authy.xml",
    "winauth.zip",
    "raivo.zip",
];
const UNSURE: [&str; 11] = [
    "authenticator-plus.sqlcipher",
    "otpclient1.enc",
    "ente-encrypted.json",
    "andotp-encrypted.bin",
    "andotp-old.bin",
    "stratum-encrypted.bin",
    "stratum-legacy.bin",
    "proton-encrypted.json",
    "otpclient.enc",
    "totp-authenticator.txt",
    "keepass3.kdbx",
];

#[test]
fn an_encrypted_file_asks_for_its_password() {
    for name in SURE.iter().chain(&UNSURE) {
        assert_eq!(refused(name, None), ImportError::PasswordNeeded, "{name}");
    }
}

#[test]
fn a_wrong_password_is_told_apart_from_damage_where_the_format_can() {
    for name in SURE {
        assert_eq!(refused(name, Some("wrong")), ImportError::WrongPassword, "{name}");
    }
    for name in UNSURE {
        assert_eq!(refused(name, Some("wrong")), ImportError::WrongPasswordOrDamaged, "{name}");
    }
    let error = beside("steam-encrypted.maFile", "steam-manifest.json", "wrong").expect_err("wrong");
    assert_eq!(error, ImportError::WrongPasswordOrDamaged);
}

#[test]
fn damage_is_named_where_the_password_is_proven_right() {
    for (name, from, to, place) in [
        ("bitwarden-pbkdf2.json", "\"data\": \"2.", "\"data\": \"2.AAAA", "data"),
        (
            "2fas-encrypted.json",
            "\"servicesEncrypted\": \"",
            "\"servicesEncrypted\": \"AAAA",
            "servicesEncrypted",
        ),
        ("aegis-encrypted.json", "\"db\": \"", "\"db\": \"AAAA", "db"),
    ] {
        let text = String::from_utf8(file(name)).unwrap().replacen(from, to, 1);
        let error = read(text.as_bytes(), Some(&passphrase(PASSWORD))).expect_err(name);
        assert_eq!(error, ImportError::Damaged(place.into()), "{name}");
    }
    let mut keepass = file("keepass4.kdbx");
    let last = keepass.len() - 60;
    keepass[last] ^= 1;
    let error = read(&keepass, Some(&passphrase(PASSWORD))).expect_err("damaged");
    assert!(matches!(error, ImportError::Damaged(_)), "{error:?}");
}

#[test]
fn a_file_that_is_cut_off_is_damaged_and_never_half_read() {
    for name in [
        "aegis.json",
        "aegis-encrypted.json",
        "2fas.json",
        "2fas-encrypted.json",
        "bitwarden.json",
        "proton.json",
        "stratum.json",
        "lastpass.json",
        "freeotp-plus.json",
        "freeotp.xml",
        "freeotp2.xml",
        "google.sqlite",
        "winauth.zip",
        "1password.1pux",
        "keepass4.kdbx",
        "steam.maFile",
        "ente-encrypted.json",
        "andotp.json",
    ] {
        let mut file = file(name);
        file.truncate(file.len() * 2 / 3);
        let error = read(&file, Some(&passphrase(PASSWORD))).expect_err(name);
        assert!(matches!(error, ImportError::Damaged(_)), "{name}: {error:?}");
    }
}

#[test]
fn a_file_that_asks_for_too_much_gets_a_question() {
    for (name, mebibytes) in
        [("ente-costly.json", 8192), ("bitwarden-costly.json", 8192), ("aegis-costly.json", 8192)]
    {
        match refused(name, Some(PASSWORD)) {
            ImportError::CostsMuch(KdfCost { memory_bytes, .. }) => {
                assert_eq!(memory_bytes >> 20, mebibytes, "{name}");
            }
            other => panic!("{name}: {other:?}"),
        }
    }
}

#[test]
fn what_a_person_agreed_to_is_done() {
    let passphrase = passphrase(PASSWORD);
    let file = file("ente-encrypted.json");
    let limits = Limits::agreed(KdfCost { memory_bytes: 1 << 20, work: 1 });
    let reading = Reading { passphrase: Some(&passphrase), limits, ..Reading::default() };
    let Err(ImportError::CostsMuch(cost)) = reading.read(&file) else { panic!("costs more than that") };
    let agreed = Reading { limits: Limits::agreed(cost), ..reading };
    assert_eq!(agreed.read(&file).expect("agreed").entries.len(), opened("ente.txt").entries.len());
}

#[test]
fn bombs_are_refused_before_they_go_off() {
    assert_eq!(refused("bomb.zip", None), ImportError::TooLarge(Excess::Unpacked));
    assert_eq!(refused("bomb.pgp", Some(PASSWORD)), ImportError::TooLarge(Excess::Unpacked));
    let deep = format!("{{\"header\":{{}},\"db\":{}{}}}", "[".repeat(100), "]".repeat(100));
    assert_eq!(read(deep.as_bytes(), None).expect_err("deep"), ImportError::TooLarge(Excess::Nesting));
    let huge = vec![b' '; (32 << 20) + 1];
    assert_eq!(read(&huge, None).expect_err("huge"), ImportError::TooLarge(Excess::Bytes));
    let many = "otpauth://totp/a?secret=JBSWY3DPEHPK3PXP\n".repeat(50_001);
    assert_eq!(read(many.as_bytes(), None).expect_err("many"), ImportError::TooLarge(Excess::Entries));
}

#[test]
fn what_cannot_be_opened_here_says_so() {
    assert_eq!(refused("bitwarden-account.json", Some(PASSWORD)), ImportError::BoundToAccount);
    for name in ["steam-manifest.json", "steam-cli-manifest.json"] {
        assert_eq!(refused(name, Some(PASSWORD)), ImportError::NeedsNeighbor);
    }
    for (name, from, to, found) in [
        ("aegis.json", "\"version\": 1", "\"version\": 7", "7"),
        ("2fas.json", "\"schemaVersion\": 4", "\"schemaVersion\": 5", "5"),
        ("proton.json", "\"version\": 1", "\"version\": 2", "2"),
        ("ente-encrypted.json", "\"version\": 1", "\"version\": 3", "3"),
    ] {
        let text = String::from_utf8(file(name)).unwrap().replacen(from, to, 1);
        let error = read(text.as_bytes(), Some(&passphrase(PASSWORD))).expect_err(name);
        assert_eq!(error, ImportError::UnknownVersion(found.into()), "{name}");
    }
}

#[test]
fn what_is_no_export_is_not_recognized() {
    for file in [
        &b""[..],
        b"hello, world",
        b"{}",
        b"[1, 2]",
        b"\x89PNG\r\n\x1a\n????????",
        b"%PDF-1.7",
        b"a,b\n1,2\n",
    ] {
        assert_eq!(recognize(file), None);
        assert_eq!(read(file, None).expect_err("nothing"), ImportError::NotRecognized);
    }
}
