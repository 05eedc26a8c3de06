//! One file, whatever it is, to a preview.

use super::apps::{
    aegis, andotp, authy, battle_net, bitwarden, duo, ente, freeotp, freeotp2, google, keepass, lastpass,
    microsoft, nameless, one_password, others, otp_client, packed, proton, proton_pass, raivo, steam,
    stratum, totp_authenticator, twofas,
};
use super::entry::Imported;
use super::error::ImportError;
use super::format::Format;
use super::limits::{Limits, check_nesting, check_size};
use super::lines::{Lines, embedded};
use super::openpgp;
use super::passphrase::Passphrase;
use super::recognizing::{recognize, table_of};
use super::source::{Source, text_of};
use super::table::{self, TableMapping, look_at_table};

/// How to read a file when its bytes alone are not enough.
#[derive(Debug, Default)]
pub struct Reading<'a> {
    /// The file's password.
    pub passphrase: Option<&'a Passphrase>,
    /// A file beside it that it belongs together with: the `manifest.json` of a `maFile`, the key file of a KeePass
    /// database.
    pub neighbor: Option<&'a [u8]>,
    /// What opening it may cost.
    pub limits: Limits,
}

impl Reading<'_> {
    /// Reads a file.
    ///
    /// # Errors
    /// An [`ImportError`].
    pub fn read(&self, file: &[u8]) -> Result<Imported, ImportError> {
        check_size(file)?;
        let neighbor = self.neighbor;
        let source = Source { file, neighbor, passphrase: self.passphrase, limits: self.limits };
        read_source(&source)
    }
}

/// Reads a file with the usual limits.
///
/// # Errors
/// An [`ImportError`]; for [`ImportError::PasswordNeeded`], ask for the password and call it again.
pub fn read(file: &[u8], passphrase: Option<&Passphrase>) -> Result<Imported, ImportError> {
    Reading { passphrase, ..Reading::default() }.read(file)
}

/// Reads a table whose columns a person has named.
///
/// # Errors
/// An [`ImportError`].
pub fn read_table(file: &[u8], mapping: &TableMapping) -> Result<Imported, ImportError> {
    check_size(file)?;
    let text = text_of(file).ok_or(ImportError::NotRecognized)?;
    Ok(table::read(&text, mapping)?.of(Format::PlainCsv))
}

pub(crate) fn read_source(source: &Source<'_>) -> Result<Imported, ImportError> {
    let decoded;
    let mut source = source.inside_with_neighbor(source.file);
    if let Some(text) = text_of(source.file)
        && !source.file.starts_with(super::sqlite::MAGIC)
    {
        decoded = text;
        source.file = decoded.trim_start_matches('\u{feff}').as_bytes();
        if decoded.trim_start().starts_with(['{', '[']) {
            check_nesting(source.file)?;
        }
    }
    let format = recognize(source.file).ok_or_else(|| match look_at_table(source.file) {
        Some(_) => ImportError::ColumnsUnknown,
        None => ImportError::NotRecognized,
    })?;
    read_format(format, &source)
}

fn read_format(format: Format, source: &Source<'_>) -> Result<Imported, ImportError> {
    match format {
        Format::Aegis | Format::AegisEncrypted => aegis::read(source),
        Format::AndOtp => andotp::read(source),
        Format::AndOtpEncrypted => nameless::read(source),
        Format::Authy => authy::read(source),
        Format::BattleNet => battle_net::read(source),
        Format::Bitwarden | Format::BitwardenAuthenticator | Format::BitwardenEncrypted => {
            bitwarden::read(source)
        }
        Format::Duo => duo::read(source),
        Format::Ente | Format::GoogleMigration | Format::UriList => read_lines(source, format),
        Format::HtmlList => read_page(source),
        Format::EnteEncrypted => ente::read_encrypted(source),
        Format::FreeOtp => freeotp::read_preferences(source),
        Format::FreeOtpPlus => freeotp::read(source),
        Format::FreeOtp2 => freeotp2::read(source),
        Format::GoogleDatabase => google::read_database(source),
        Format::MicrosoftDatabase => microsoft::read(source),
        Format::KeePass => keepass::read(source),
        Format::LastPass => lastpass::read(source),
        Format::OpenPgp => read_message(source),
        Format::OtpClient => otp_client::read(source),
        Format::OtpClientEncrypted => otp_client::read_encrypted(source),
        Format::PlainJson => others::read(source),
        Format::Proton => proton::read(source),
        Format::ProtonEncrypted => proton::read_encrypted(source),
        Format::Raivo => raivo::read(source),
        Format::SteamApp => steam::read(source),
        Format::SteamDesktop => steam::read_encrypted(source),
        Format::Stratum => stratum::read(source),
        Format::StratumEncrypted => stratum::read_encrypted(source),
        Format::StratumLegacy => stratum::read_legacy(source),
        Format::TotpAuthenticator => totp_authenticator::read(source),
        Format::TwoFas | Format::TwoFasEncrypted => twofas::read(source),
        Format::OnePassword => one_password::read(source),
        Format::ProtonPass if source.file.starts_with(b"{") || source.file.starts_with(b"PK") => {
            proton_pass::read(source)
        }
        Format::AuthenticatorPlus | Format::WinAuth | Format::Zip => packed::read(source),
        Format::BitwardenCsv
        | Format::BitwardenAuthenticatorCsv
        | Format::KeePassXcCsv
        | Format::OnePasswordCsv
        | Format::ProtonPass
        | Format::PlainCsv => {
            let text = text_of(source.file).ok_or(ImportError::NotRecognized)?;
            let (format, mapping) = table_of(&text).ok_or(ImportError::NotRecognized)?;
            Ok(table::read(&text, &mapping)?.of(format))
        }
    }
}

/// Lines of setup codes. Where not one of them can be read, the file as a whole is refused.
pub(crate) fn read_lines(source: &Source<'_>, format: Format) -> Result<Imported, ImportError> {
    let text = text_of(source.file).ok_or(ImportError::NotRecognized)?;
    let mut reader = Lines::default();
    reader.read(&text)?;
    let (harvest, links) = reader.finish()?;
    match harvest.first_skipped() {
        Some(skipped) if !harvest.has_entries() && links.is_empty() => {
            Err(ImportError::damaged(skipped.place.to_string()))
        }
        _ => Ok(harvest.of(format)),
    }
}

/// An export within an encrypted message. A message in a message is none.
fn read_message(source: &Source<'_>) -> Result<Imported, ImportError> {
    let file = openpgp::open(source)?;
    match recognize(&file) {
        Some(Format::OpenPgp) | None => Err(ImportError::NotRecognized),
        Some(_) => read_source(&source.inside(&file)),
    }
}

fn read_page(source: &Source<'_>) -> Result<Imported, ImportError> {
    let text = text_of(source.file).ok_or(ImportError::NotRecognized)?;
    let mut lines = Lines::default();
    for line in text.lines() {
        for code in embedded(&format!(" {line}")) {
            lines.read(&code)?;
        }
    }
    Ok(lines.finish()?.0.of(Format::HtmlList))
}
