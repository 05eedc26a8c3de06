//! Which format a file has, by its content alone.

mod json;

use super::android::JAVA_MAGIC;
use super::apps::{battle_net, totp_authenticator};
use super::archive::Archive;
use super::error::ImportError;
use super::format::Format;
use super::limits::check_size;
use super::lines::{Lines, SCHEMES, embedded};
use super::openpgp;
use super::source::text_of;
use super::sqlite::{Database, MAGIC as SQLITE_MAGIC};
use super::table::{self, TableMapping};

const ZIP_MAGIC: &[u8] = b"PK\x03\x04";
const KEEPASS_MAGIC: &[u8] = &[0x03, 0xd9, 0xa2, 0x9a, 0x67, 0xfb, 0x4b, 0xb5];
/// Pictures, documents and archives that no authenticator writes.
const FOREIGN_MAGICS: [&[u8]; 9] =
    [b"\x89PNG", b"\xff\xd8\xff", b"%PDF", b"GIF8", b"RIFF", b"\x1f\x8b", b"7z\xbc\xaf", b"\x7fELF", b"BM"];

/// Tells the format of a file by its content; its name does not count. `None` if no format is known here.
pub fn recognize(file: &[u8]) -> Option<Format> {
    check_size(file).ok()?;
    match file {
        _ if file.starts_with(ZIP_MAGIC) => Some(archive(file)),
        _ if file.starts_with(SQLITE_MAGIC) => database(file),
        _ if file.starts_with(KEEPASS_MAGIC) => Some(Format::KeePass),
        _ if file.starts_with(JAVA_MAGIC) => Some(Format::FreeOtp2),
        _ if file.starts_with(b"AUTHENTICATORPRO") => Some(Format::StratumEncrypted),
        _ if file.starts_with(b"AuthenticatorPro") => Some(Format::StratumLegacy),
        _ if file.starts_with(b"OTPClient") => Some(Format::OtpClientEncrypted),
        _ if openpgp::is_binary(file) => Some(Format::OpenPgp),
        _ => match text_of(file) {
            Some(text) => text_format(text.trim_start_matches('\u{feff}').trim()),
            None => looks_random(file).then_some(Format::AndOtpEncrypted),
        },
    }
}

/// The table that a text is, and its columns.
pub(crate) fn table_of(text: &str) -> Option<(Format, TableMapping)> {
    table::recognize(text)
}

fn text_format(text: &str) -> Option<Format> {
    match text.as_bytes().first()? {
        b'{' => json::object(text),
        b'[' => json::array(text),
        b'<' => markup(text),
        b'-' if openpgp::is_armored(text) => Some(Format::OpenPgp),
        _ => lines(text).or_else(|| table_of(text).map(|(format, _)| format)).or_else(|| encoded(text)),
    }
}

fn markup(text: &str) -> Option<Format> {
    let head: String = text.chars().take(2_000).collect::<String>().to_ascii_lowercase();
    if text.contains("com.authy.storage.tokens") {
        Some(Format::Authy)
    } else if text.contains(battle_net::SECRET) || text.contains(battle_net::BOTH) {
        Some(Format::BattleNet)
    } else if text.contains(totp_authenticator::LIST) {
        Some(Format::TotpAuthenticator)
    } else if head.contains("<map") && text.contains("&quot;secret&quot;") {
        Some(Format::FreeOtp)
    } else if text.contains("otpauth://") {
        Some(Format::HtmlList)
    } else {
        None
    }
}

/// A list, if at least one line begins as a setup code.
fn lines(text: &str) -> Option<Format> {
    let begins = |scheme: &str| {
        text.lines().any(|line| {
            line.trim_start().get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
        })
    };
    if begins("otpauth-migration://") {
        return Some(Format::GoogleMigration);
    }
    if !SCHEMES.iter().any(|scheme| begins(scheme)) {
        let is_table = table_of(text).is_some();
        let has_any = !is_table && text.lines().any(|line| !embedded(&format!(" {line}")).is_empty());
        return (has_any || (!is_table && is_list_of_keys(text))).then_some(Format::UriList);
    }
    Some(if text.contains("codeDisplay=") { Format::Ente } else { Format::UriList })
}

/// Whether every line is a bare key. A single long one is rather something encrypted.
fn is_list_of_keys(text: &str) -> bool {
    if text.len() > 4_096 || text.lines().any(|line| line.trim().len() > 160) {
        return false;
    }
    let mut lines = Lines::default();
    let read = lines.read(text).and_then(|()| lines.finish());
    matches!(read, Ok((harvest, _)) if harvest.has_entries() && harvest.first_skipped().is_none())
}

/// A text of nothing but base64, in whole blocks of a cipher: TOTP Authenticator, or a `maFile` of its own.
fn encoded(text: &str) -> Option<Format> {
    let bare: String = text.chars().filter(|c| !c.is_ascii_whitespace()).collect();
    let bytes = data_encoding::BASE64.decode(bare.as_bytes()).ok()?;
    (bytes.len() >= 32 && bytes.len().is_multiple_of(16)).then_some(Format::TotpAuthenticator)
}

fn archive(file: &[u8]) -> Format {
    let Ok(archive) = Archive::open(file) else { return Format::Zip };
    if archive.find("export.data").is_some() {
        Format::OnePassword
    } else if archive.find("proton pass/data.json").is_some()
        || archive.find("proton pass/data.pgp").is_some()
    {
        Format::ProtonPass
    } else if archive.find("raivo-otp-export.json").is_some() {
        Format::Raivo
    } else if archive.find("accounts.txt").is_some() {
        Format::AuthenticatorPlus
    } else if archive.names().iter().any(|name| name.to_ascii_lowercase().starts_with("winauth")) {
        Format::WinAuth
    } else {
        Format::Zip
    }
}

fn database(file: &[u8]) -> Option<Format> {
    let database = match Database::open(file) {
        Ok(database) => database,
        Err(ImportError::Damaged(_)) => return Some(Format::GoogleDatabase),
        Err(_) => return None,
    };
    if database.has("accounts", "oath_secret_key") {
        Some(Format::MicrosoftDatabase)
    } else if database.has("accounts", "secret") {
        Some(Format::GoogleDatabase)
    } else {
        None
    }
}

/// Bytes without any order, as an encrypted file without a name for itself has them: few zeros, little text.
fn looks_random(file: &[u8]) -> bool {
    let is_foreign = FOREIGN_MAGICS.iter().any(|magic| file.starts_with(magic));
    let (mut zeros, mut letters) = (0, 0);
    for byte in file {
        zeros += usize::from(*byte == 0);
        letters += usize::from(byte.is_ascii_graphic() || *byte == b' ');
    }
    (44..4 << 20).contains(&file.len())
        && !is_foreign
        && zeros * 32 < file.len() + 512
        && letters * 3 < file.len() * 2
}
