//! The generated files, and their accounts in one line each.

use std::fs;
use std::path::Path;

use countersign_enrollment::import::{ImportError, Imported, ImportedEntry, Passphrase, Reading, read};
use zeroize::Zeroizing;

/// The accounts of `tests/generators/accounts.py`.
pub(crate) const ACCOUNTS: [&str; 5] = [
    "totp [Harbor Mail] [ada@harbor.example] OBWGKYLTMUQHEZLBMQQHI2DF SHA1 6 30",
    "totp [Tidewater] [grace] MZUXE43UEBRWQYLQORSXEIDPMYQHI2DF SHA256 8 60",
    "totp [Quarry & Söhne] [emmy] NVQW45LBNQQG64RAN5XGY2LOMUQG65DI SHA512 7 20",
    "hotp [Lantern] [mary] MVXHIZLSEB3WQYLUEB4W65JAORUGK3TO SHA1 6 41",
    "steam [Steam] [hedy] ON2GKYLNEBUXGIDIN52CA53BORSXE SHA1 5 30",
];

pub(crate) const PASSWORD: &str = "correct horse 🐎";

pub(crate) fn file(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name);
    fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

pub(crate) fn passphrase(text: &str) -> Passphrase {
    Passphrase::new(Zeroizing::new(text.to_owned()))
}

pub(crate) fn opened(name: &str) -> Imported {
    let password = passphrase(PASSWORD);
    read(&file(name), Some(&password)).unwrap_or_else(|error| panic!("{name}: {error:?}"))
}

pub(crate) fn refused(name: &str, password: Option<&str>) -> ImportError {
    let password = password.map(passphrase);
    read(&file(name), password.as_ref()).expect_err(name)
}

pub(crate) fn beside(name: &str, neighbor: &str, password: &str) -> Result<Imported, ImportError> {
    let (passphrase, neighbor) = (passphrase(password), file(neighbor));
    let reading = Reading { passphrase: Some(&passphrase), neighbor: Some(&neighbor), ..Reading::default() };
    reading.read(&file(name))
}

/// Kind, issuer, account, secret, hash, length, and period or counter.
pub(crate) fn line(entry: &ImportedEntry) -> String {
    let generator = entry.generator();
    let moving = match (generator.counter(), generator.period()) {
        (Some(counter), _) => counter.value(),
        (None, period) => period.map_or(0, countersign_otp::Period::seconds),
    };
    format!(
        "{} [{}] [{}] {} {} {} {moving}",
        generator.kind().name(),
        entry.issuer().unwrap_or_default(),
        entry.account().unwrap_or_default(),
        *generator.reveal_secret().reveal_base32(),
        generator.algorithm_name(),
        generator.length(),
    )
}

pub(crate) fn lines(entries: &[ImportedEntry]) -> Vec<String> {
    entries.iter().map(line).collect()
}
