//! Packed exports that only wrap other formats: WinAuth, Authenticator Plus, anybody's ZIP.

use crate::import::archive::Archive;
use crate::import::draft::Harvest;
use crate::import::entry::Imported;
use crate::import::error::ImportError;
use crate::import::format::Format;
use crate::import::reading::{read_lines, read_source};
use crate::import::recognizing::recognize;
use crate::import::skipped::{Place, Skipped};
use crate::import::source::Source;

const MAX_FILES: usize = 100;

/// Reads each file within that is an export itself. An archive in an archive is none.
pub(crate) fn read(source: &Source<'_>) -> Result<Imported, ImportError> {
    let mut archive = Archive::open(source.file)?;
    let format = format_of(&archive);
    let mut harvest = Harvest::default();
    let mut has_read_any = false;
    for index in 0..archive.names().len().min(MAX_FILES) {
        let name = archive.names()[index].clone();
        if name.ends_with('/') {
            continue;
        }
        let file = archive.unpack(index, source)?;
        let inner = source.inside(&file);
        let read = match recognize(&file) {
            Some(
                Format::Zip
                | Format::AuthenticatorPlus
                | Format::WinAuth
                | Format::AndOtpEncrypted
                | Format::OpenPgp,
            )
            | None => {
                continue;
            }
            Some(Format::UriList) => read_lines(&inner, Format::UriList)?,
            Some(_) => read_source(&inner)?,
        };
        has_read_any = true;
        read.entries.into_iter().try_for_each(|entry| harvest.add_entry(entry))?;
        for Skipped { place, reason, name: account } in read.skipped {
            let place = Place::Path(format!("{name}: {place}"));
            harvest.skip(Skipped { place, reason, name: account })?;
        }
    }
    if has_read_any { Ok(harvest.of(format)) } else { Err(ImportError::NotRecognized) }
}

fn format_of(archive: &Archive<'_>) -> Format {
    if archive.find("accounts.txt").is_some() {
        Format::AuthenticatorPlus
    } else if archive.names().iter().any(|name| name.to_ascii_lowercase().starts_with("winauth")) {
        Format::WinAuth
    } else {
        Format::Zip
    }
}
