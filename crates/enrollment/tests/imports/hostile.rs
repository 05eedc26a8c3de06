//! Bytes from nowhere: whatever they are, reading them ends with an answer.

use countersign_enrollment::import::{KdfCost, Limits, Reading, read, read_texts, recognize};
use proptest::prelude::*;

use crate::fixture::{file, passphrase};

const PLAIN: [&str; 20] = [
    "others.json",
    "aegis.json",
    "ente.txt",
    "2fas.json",
    "andotp.json",
    "stratum.json",
    "bitwarden.json",
    "proton.json",
    "freeotp.xml",
    "freeotp-plus.json",
    "lastpass.json",
    "raivo.json",
    "duo.json",
    "google.sqlite",
    "microsoft.sqlite",
    "own.csv",
    "1password.1pux",
    "proton-pass.zip",
    "list.html",
    "migration.txt",
];
const SEALED: [&str; 11] = [
    "aegis.pgp",
    "andotp.pgp",
    "authenticator-plus.sqlcipher",
    "aegis-encrypted.json",
    "bitwarden-argon2.json",
    "freeotp2.xml",
    "keepass4.kdbx",
    "keepass3.kdbx",
    "otpclient.enc",
    "winauth.zip",
    "ente-encrypted.json",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_bytes_end_with_an_answer(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        let _ = recognize(&bytes);
        let _ = read(&bytes, None);
    }

    #[test]
    fn any_text_ends_with_an_answer(text in "(otpauth://(totp|hotp|steam|yaotp)/|otpauth-migration://offline\\?data=|motp://|steam://)?.{0,200}") {
        let _ = read_texts([text.as_str()]);
        let _ = read(text.as_bytes(), None);
    }

    #[test]
    fn a_changed_file_ends_with_an_answer(
        which in 0_usize..PLAIN.len(),
        changes in proptest::collection::vec((any::<proptest::sample::Index>(), any::<u8>()), 1..8),
        cut in any::<proptest::sample::Index>(),
        is_cut in any::<bool>(),
    ) {
        let mut bytes = file(PLAIN[which]);
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if is_cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        let _ = read(&bytes, None);
    }

    #[test]
    fn a_changed_sealed_file_ends_with_an_answer(
        which in 0_usize..SEALED.len(),
        at in any::<proptest::sample::Index>(),
        byte in any::<u8>(),
    ) {
        let mut bytes = file(SEALED[which]);
        let at = at.index(bytes.len());
        bytes[at] = byte;
        // Hardly any cost is agreed to: what is read is the structure.
        let passphrase = passphrase("wrong");
        let limits = Limits::agreed(KdfCost { memory_bytes: 1 << 20, work: 1_000 });
        let _ = Reading { passphrase: Some(&passphrase), limits, ..Reading::default() }.read(&bytes);
    }
}
