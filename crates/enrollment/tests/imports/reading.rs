//! Every format, plain and encrypted: told apart by content, and read account by account.

use countersign_enrollment::import::{Format, ImportError, recognize};

use crate::fixture::{ACCOUNTS, beside, file, line, lines, opened};

/// The file holds these of the accounts, in this order, and maybe more of its own.
fn check(name: &str, format: Format, accounts: &[usize], others: &[&str]) {
    assert_eq!(recognize(&file(name)), Some(format), "{name}");
    let imported = opened(name);
    let expected: Vec<&str> =
        accounts.iter().map(|&index| ACCOUNTS[index]).chain(others.iter().copied()).collect();
    assert_eq!(lines(&imported.entries), expected, "{name}");
    assert_eq!(imported.format, format, "{name}");
}

const ALL: &[usize] = &[0, 1, 2, 3, 4];
const WITHOUT_STEAM: &[usize] = &[0, 1, 2, 3];
const BY_TIME: &[usize] = &[0, 1, 2];
/// A Steam account without a name, as `steam://` has it.
const NAMELESS: &str = "steam [Steam] [] ON2GKYLNEBUXGIDIN52CA53BORSXE SHA1 5 30";

#[test]
fn authenticators_with_every_kind_come_whole() {
    for (name, format) in [
        ("aegis.json", Format::Aegis),
        ("aegis-encrypted.json", Format::AegisEncrypted),
        ("ente.txt", Format::Ente),
        ("ente-encrypted.json", Format::EnteEncrypted),
        ("2fas.json", Format::TwoFas),
        ("2fas-encrypted.json", Format::TwoFasEncrypted),
        ("andotp.json", Format::AndOtp),
        ("andotp-encrypted.bin", Format::AndOtpEncrypted),
        ("andotp-old.bin", Format::AndOtpEncrypted),
        ("otpclient.json", Format::OtpClient),
        ("otpclient.enc", Format::OtpClientEncrypted),
        ("otpclient3.enc", Format::OtpClientEncrypted),
        ("winauth.zip", Format::WinAuth),
        ("authenticator-plus.zip", Format::AuthenticatorPlus),
        ("list.txt", Format::UriList),
        ("list.html", Format::HtmlList),
        ("several.zip", Format::Zip),
        ("others.json", Format::PlainJson),
    ] {
        check(name, format, ALL, &[]);
    }
}

#[test]
fn stratum_brings_the_kinds_with_a_pin_too() {
    let others = [
        "motp [Mobile] [otp] PLDB2RZW6UNCW SHA1 6 10",
        "yaotp [Yandex] [key] LA2V6KMCGYMWWVEW64RNP3JA3IAAAAAAHTSG4HRZPI SHA256 8 30",
    ]
    .map(|line| line.replace("PLDB2RZW6UNCW SHA1", "PLDB2RZW6UNCW MD5"));
    let others: Vec<&str> = others.iter().map(String::as_str).collect();
    for (name, format) in [
        ("stratum.json", Format::Stratum),
        ("stratum-encrypted.bin", Format::StratumEncrypted),
        ("stratum-legacy.bin", Format::StratumLegacy),
    ] {
        check(name, format, ALL, &others);
    }
}

#[test]
fn authenticators_of_fewer_kinds_come_with_what_they_have() {
    for (name, format) in [
        ("freeotp.xml", Format::FreeOtp),
        ("freeotp-plus.json", Format::FreeOtpPlus),
        ("freeotp2.xml", Format::FreeOtp2),
        ("raivo.json", Format::Raivo),
        ("raivo.zip", Format::Raivo),
    ] {
        check(name, format, WITHOUT_STEAM, &[]);
    }
    check("lastpass.json", Format::LastPass, BY_TIME, &[]);
    check("totp-authenticator.txt", Format::TotpAuthenticator, &[0], &[]);
    check("totp-authenticator.xml", Format::TotpAuthenticator, &[0], &[]);
    for name in ["battle-net.xml", "battle-net-old.xml"] {
        let expected = "totp [Battle.net] [EU-1111-2222-3333] AAAQEAYEAUDAOCAJBIFQYDIOB4IBCEQT SHA1 8 30";
        check(name, Format::BattleNet, &[], &[expected]);
    }
    check("steam.maFile", Format::SteamApp, &[4], &[]);
    check(
        "duo.json",
        Format::Duo,
        &[],
        &[
            "totp [] [ada@harbor.example] OBWGKYLTMUQHEZLBMQQHI2DF SHA1 6 30",
            "hotp [] [mary] MVXHIZLSEB3WQYLUEB4W65JAORUGK3TO SHA1 6 41",
        ],
    );
    check("authy.xml", Format::Authy, &[0], &["totp [] [Authy's own] AAISEM2EKVTHPCEZVK54ZXPO74 SHA1 7 10"]);
}

#[test]
fn password_managers_bring_their_accounts_with_codes() {
    for (name, format) in [
        ("bitwarden.json", Format::Bitwarden),
        ("bitwarden-pbkdf2.json", Format::BitwardenEncrypted),
        ("bitwarden-argon2.json", Format::BitwardenEncrypted),
    ] {
        check(name, format, BY_TIME, &[NAMELESS]);
    }
    for (name, format) in
        [("proton.json", Format::Proton), ("proton-encrypted.json", Format::ProtonEncrypted)]
    {
        check(name, format, &[0, 1, 2, 4], &[]);
    }
    check("bitwarden-authenticator.json", Format::BitwardenAuthenticator, BY_TIME, &[NAMELESS]);
    for name in ["proton-pass.json", "proton-pass.zip", "proton-pass-pgp.zip"] {
        check(name, Format::ProtonPass, BY_TIME, &[]);
    }
    check("1password.1pux", Format::OnePassword, BY_TIME, &[]);
    for (name, format) in [
        ("bitwarden.csv", Format::BitwardenCsv),
        ("bitwarden-authenticator.csv", Format::BitwardenAuthenticatorCsv),
        ("keepassxc.csv", Format::KeePassXcCsv),
        ("1password.csv", Format::OnePasswordCsv),
        ("own.csv", Format::PlainCsv),
    ] {
        check(name, format, WITHOUT_STEAM, &[]);
    }
}

#[test]
fn keepass_brings_its_codes_in_each_of_their_dresses() {
    let mut expected = ACCOUNTS.map(str::to_owned);
    expected.sort();
    for name in ["keepass4.kdbx", "keepass-twofish.kdbx", "keepass-chacha20.kdbx", "keepass-argon10.kdbx"] {
        assert_eq!(recognize(&file(name)), Some(Format::KeePass), "{name}");
        let mut found = lines(&opened(name).entries);
        found.sort();
        assert_eq!(found, expected, "{name}");
    }
    check("keepass3.kdbx", Format::KeePass, BY_TIME, &[]);
}

#[test]
fn keepass_opens_with_its_key_file_and_not_without() {
    let imported = beside("keepass-key.kdbx", "keepass-key.keyx", crate::fixture::PASSWORD).expect("both");
    assert_eq!(imported.entries.len(), ACCOUNTS.len());
    for neighbor in ["list.txt", "keepass3.kdbx"] {
        let error = beside("keepass-key.kdbx", neighbor, crate::fixture::PASSWORD).expect_err(neighbor);
        assert_eq!(error, ImportError::WrongPassword, "{neighbor}");
    }
}

#[test]
fn a_message_of_openpgp_gives_what_is_sealed_in_it() {
    for (name, format) in [("aegis.pgp", Format::Aegis), ("andotp.pgp", Format::AndOtp)] {
        assert_eq!(recognize(&file(name)), Some(Format::OpenPgp), "{name}");
        let imported = opened(name);
        assert_eq!(
            (imported.format, lines(&imported.entries)),
            (format, ACCOUNTS.map(str::to_owned).to_vec())
        );
    }
}

#[test]
fn files_that_nothing_marks_are_told_apart_by_their_password() {
    let first = opened("otpclient1.enc");
    assert_eq!(
        (first.format, lines(&first.entries).as_slice()),
        (Format::OtpClientEncrypted, &ACCOUNTS.map(str::to_owned)[..])
    );
    let plus = opened("authenticator-plus.sqlcipher");
    assert_eq!(plus.format, Format::AuthenticatorPlus);
    let blizzard = "totp [Blizzard] [EU-1] AAAQEAYEAUDAOCAJBIFQYDIOB4IBCEQT SHA1 8 30";
    assert_eq!(lines(&plus.entries[..3]), [ACCOUNTS[0], ACCOUNTS[3], blizzard]);
    assert_eq!(line(&plus.entries[62]), "totp [Bulk] [59] JBSWY3DPEHPK3PXP SHA1 6 30");
    let groups =
        |index: usize| plus.entries[index].groups().iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!((groups(0), groups(1)), (vec!["Work".to_owned()], vec![]));
}

#[test]
fn an_export_over_several_codes_is_recognized() {
    assert_eq!(recognize(&file("migration.txt")), Some(Format::GoogleMigration));
    assert_eq!(opened("migration.txt").entries.len(), 3);
}

#[test]
fn databases_of_phones_are_read_over_all_their_pages() {
    let google = opened("google.sqlite");
    assert_eq!(google.format, Format::GoogleDatabase);
    assert_eq!(lines(&google.entries[..2]), [ACCOUNTS[0], ACCOUNTS[3]]);
    assert_eq!(google.entries.len(), 2 + 120);
    assert_eq!(line(&google.entries[9]), "totp [Bulk] [7] JBSWY3DPEHPK3PXP SHA1 6 30");
    check(
        "microsoft.sqlite",
        Format::MicrosoftDatabase,
        &[0],
        &["totp [Microsoft] [own] MZUXE43UEBRWQYLQORSXEIDPMYQHI2DF SHA1 8 30"],
    );
}

#[test]
fn the_default_password_of_totp_authenticator_needs_no_question() {
    let file = file("totp-authenticator-default.txt");
    let imported = countersign_enrollment::import::read(&file, None).expect("opens by itself");
    assert_eq!(lines(&imported.entries), [ACCOUNTS[0]]);
}

#[test]
fn an_encrypted_ma_file_opens_with_its_manifest_in_either_order() {
    for (file, neighbor) in [
        ("steam-encrypted.maFile", "steam-manifest.json"),
        ("steam-manifest.json", "steam-encrypted.maFile"),
        ("steam-cli.maFile", "steam-cli-manifest.json"),
    ] {
        let imported = beside(file, neighbor, crate::fixture::PASSWORD).expect(file);
        assert_eq!(
            (imported.format, lines(&imported.entries)),
            (Format::SteamDesktop, vec![ACCOUNTS[4].to_owned()])
        );
    }
}

#[test]
fn ten_thousand_accounts_are_read_in_one_go() {
    let one = String::from_utf8(file("andotp.json")).unwrap();
    let entry = one.trim().trim_start_matches('[').trim_end_matches(']');
    let many = format!("[{}]", vec![entry; 2_000].join(","));
    let imported = countersign_enrollment::import::read(many.as_bytes(), None).expect("reads them all");
    assert_eq!((imported.entries.len(), imported.skipped.len()), (10_000, 0));
}
