//! Texts with many setup codes: a list, a whole clipboard, several QR codes, a web page.

use countersign_otp::{Kind, Pin};
use countersign_protocol::EnrollLink;

use super::draft::{Draft, Harvest, Recipe};
use super::entry::ImportedEntry;
use super::error::ImportError;
use super::format::Format;
use super::migration::Parts;
use super::skipped::{Place, SkipReason, Skipped};
use super::uri;
use crate::Enrollment;
use crate::error::EnrollmentError;
use crate::text::{bare_secret, read_text};

const MAX_LINE: usize = 64 << 10;
pub(crate) const SCHEMES: [&str; 4] = ["otpauth://", "otpauth-migration://", "steam://", "motp://"];

/// What many texts hold.
#[derive(Debug)]
pub struct ReadTexts {
    /// Accounts that only show codes.
    pub accounts: Vec<ImportedEntry>,
    /// Links to accounts of a server, each to be linked by itself.
    pub links: Vec<EnrollLink>,
    /// The lines that are neither, each with its reason, and missing parts of an export.
    pub skipped: Vec<Skipped>,
}

/// Reads any number of texts, each of any number of lines.
///
/// # Errors
/// [`ImportError::TooLarge`].
pub fn read_texts<'a>(texts: impl IntoIterator<Item = &'a str>) -> Result<ReadTexts, ImportError> {
    let mut reader = Lines::default();
    for text in texts {
        reader.read(text)?;
    }
    let (harvest, links) = reader.finish()?;
    let read = harvest.of(Format::UriList);
    Ok(ReadTexts { accounts: read.entries, links, skipped: read.skipped })
}

/// Reads one account of any kind.
///
/// # Errors
/// A [`SkipReason`]; for [`SkipReason::NoPin`], ask for the PIN and call [`read_account_with_pin`].
pub fn read_account(text: &str) -> Result<ImportedEntry, SkipReason> {
    account(text, None)
}

/// Reads one account whose codes also need a PIN.
///
/// # Errors
/// A [`SkipReason`].
pub fn read_account_with_pin(text: &str, pin: &Pin) -> Result<ImportedEntry, SkipReason> {
    account(text, Some(pin))
}

fn account(text: &str, pin: Option<&Pin>) -> Result<ImportedEntry, SkipReason> {
    let text = text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    let draft = draft_of_line(text, pin)
        .ok_or_else(|| SkipReason::Text(read_text(text).err().unwrap_or(EnrollmentError::NotRecognized)))?;
    draft.finish().map_err(|(reason, _)| reason)
}

fn draft_of_line(line: &str, pin: Option<&Pin>) -> Option<Draft> {
    uri::draft(line, pin).or_else(|| {
        let secret = bare_secret(line)?;
        Some(Draft::new("", "", Recipe::default().generator(Kind::Totp, secret)))
    })
}

/// Reads line after line.
#[derive(Default)]
pub(crate) struct Lines {
    harvest: Harvest,
    links: Vec<EnrollLink>,
    parts: Parts,
    number: usize,
}

impl Lines {
    pub(crate) fn read(&mut self, text: &str) -> Result<(), ImportError> {
        for line in text.split('\n') {
            self.number += 1;
            let line = line.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}' || c == '\0');
            if !line.is_empty() && !line.starts_with('#') && line.len() <= MAX_LINE {
                self.line(line)?;
            }
        }
        Ok(())
    }

    pub(crate) fn finish(mut self) -> Result<(Harvest, Vec<EnrollLink>), ImportError> {
        self.parts.name_missing(&mut self.harvest)?;
        Ok((self.harvest, self.links))
    }

    fn line(&mut self, line: &str) -> Result<(), ImportError> {
        let place = Place::Line(self.number);
        if line.get(..20).is_some_and(|scheme| scheme.eq_ignore_ascii_case("otpauth-migration://")) {
            return self.parts.read(line, &place, &mut self.harvest);
        }
        if let Some(draft) = draft_of_line(line, None) {
            return self.harvest.add(place, draft);
        }
        let within = embedded(line);
        if !within.is_empty() {
            return within.iter().try_for_each(|text| self.line(text));
        }
        match read_text(line) {
            Ok(Enrollment::Link(found)) => self.links.push(found),
            Ok(Enrollment::Code(_) | Enrollment::Typed(_)) => {}
            Err(error) => {
                self.harvest.skip(Skipped { place, reason: SkipReason::Text(error), name: None })?;
            }
        }
        Ok(())
    }
}

/// The setup codes within a line of other text, as on a web page or in a message.
pub(crate) fn embedded(line: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = line;
    while let Some(start) = SCHEMES.iter().filter_map(|scheme| rest.find(scheme)).min() {
        let text = &rest[start..];
        let end = text.find(|c: char| c.is_whitespace() || "\"'<>`".contains(c)).unwrap_or(text.len());
        if start > 0 || end < text.len() {
            found.push(text[..end].replace("&amp;", "&").trim_end_matches([',', ';', ')']).to_owned());
        }
        rest = &text[end.max(1)..];
    }
    found
}
