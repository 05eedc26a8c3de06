//! Files, pictures and texts to accounts. It takes its time: on a thread for blocking work.

use countersign_backup::Identity;
use countersign_enrollment::import::{
    IconPack, ImportError, Imported, KdfCost, Limits, Passphrase, Place, ReadTexts, Reading, SkipReason,
    Skipped, TableMapping, look_at_table, read_table, read_texts,
};
use countersign_enrollment::{ImageError, QrText, read_image};
use countersign_otp::UnixTime;
use countersign_protocol::EnrollLink;
use zeroize::Zeroizing;

use super::backup;
use super::brought::Brought;
use super::several;
use super::skipping::{skipped, skipped_file};
use crate::error::Error;
use crate::linking::{PinText, pin_text};
use crate::view::{ImportSource, NotComing, SkippedPlace, SkippedView};

/// What opens the files.
pub(super) struct Keys {
    pub(super) passphrase: Option<Zeroizing<String>>,
    /// The vault's own backup identity.
    pub(super) identity: Option<Identity>,
    /// What the person agreed to pay.
    pub(super) agreed: Option<KdfCost>,
    /// The columns of a table, as the person has named them.
    pub(super) mapping: Option<TableMapping>,
    /// Where there are several, the columns are those of the tables among them.
    pub(super) is_only_file: bool,
}

/// What was read.
pub(super) struct Read {
    pub(super) source: ImportSource,
    pub(super) made_at: Option<UnixTime>,
    pub(super) groups: Vec<String>,
    pub(super) brought: Vec<Brought>,
    pub(super) skipped: Vec<SkippedView>,
    pub(super) links: Vec<EnrollLink>,
    /// Texts that also need a PIN.
    pub(super) sealed: Vec<PinText>,
}

impl Read {
    pub(super) fn empty(source: ImportSource) -> Self {
        Self {
            source,
            made_at: None,
            groups: Vec::new(),
            brought: Vec::new(),
            skipped: Vec::new(),
            links: Vec::new(),
            sealed: Vec::new(),
        }
    }

    /// Takes what another file has, which is the one of this number.
    pub(super) fn append(&mut self, mut other: Self, file: Option<usize>) {
        self.made_at = self.made_at.or(other.made_at);
        self.groups.append(&mut other.groups);
        self.brought.append(&mut other.brought);
        self.links.append(&mut other.links);
        self.sealed.append(&mut other.sealed);
        self.skipped.extend(
            other.skipped.into_iter().map(|skipped| SkippedView { file: skipped.file.or(file), ..skipped }),
        );
    }
}

/// Reads files that a person chose together.
pub(super) fn read_files(files: &[Zeroizing<Vec<u8>>], keys: &Keys) -> Result<Read, Error> {
    match files {
        [file] if IconPack::is_one(file) => Err(Error::IsIconPack),
        [file] => match read_export(file, None, keys) {
            Err(Error::Import(ImportError::NotRecognized)) => read_pictures(files),
            other => other,
        },
        _ => several::read_files(files, keys),
    }
}

pub(super) fn read_export(file: &[u8], neighbor: Option<&[u8]>, keys: &Keys) -> Result<Read, Error> {
    if backup::is_sealed(file) {
        return backup::read(file, keys);
    }
    if let Some(mapping) = &keys.mapping
        && (keys.is_only_file || look_at_table(file).is_some())
    {
        return Ok(of_imported(read_table(file, mapping)?));
    }
    let passphrase = keys.passphrase.clone().map(Passphrase::new);
    let limits = keys.agreed.map_or_else(Limits::comfortable, Limits::agreed);
    let imported = Reading { passphrase: passphrase.as_ref(), neighbor, limits }.read(file)?;
    let mut imported = imported;
    let sealed = std::str::from_utf8(file)
        .map_or_else(|_| Vec::new(), |text| take_sealed(text, &mut imported.skipped));
    if imported.entries.is_empty()
        && let Ok(text) = std::str::from_utf8(file)
        && let Ok(ReadTexts { links, .. }) = read_texts([text])
        && !links.is_empty()
    {
        return Ok(Read { links, sealed, ..of_imported(imported) });
    }
    Ok(Read { sealed, ..of_imported(imported) })
}

/// The lines that only lack their PIN: they are asked for it instead of being left out.
fn take_sealed(text: &str, left: &mut Vec<Skipped>) -> Vec<PinText> {
    if left.iter().all(|skipped| skipped.reason != SkipReason::NoPin) {
        return Vec::new();
    }
    let lines: Vec<&str> = text.split('\n').collect();
    let mut sealed = Vec::new();
    left.retain(|skipped| {
        let (SkipReason::NoPin, Place::Line(number)) = (&skipped.reason, &skipped.place) else { return true };
        match lines.get(number - 1).map(|line| pin_text(line)) {
            Some(Ok(text)) => {
                sealed.push(text);
                false
            }
            _ => true,
        }
    });
    sealed
}

fn of_imported(imported: Imported) -> Read {
    Read {
        brought: imported.entries.into_iter().map(Brought::of_entry).collect(),
        skipped: imported.skipped.into_iter().map(skipped).collect(),
        ..Read::empty(ImportSource::App(imported.format.name().to_owned()))
    }
}

/// Reads texts, each of any number of lines.
pub(super) fn read_all_texts<'a>(texts: impl IntoIterator<Item = &'a str>) -> Result<Read, Error> {
    let texts: Vec<&str> = texts.into_iter().collect();
    let ReadTexts { accounts, links, skipped: mut left } = read_texts(texts.iter().copied())?;
    let sealed = take_sealed(&Zeroizing::new(texts.join("\n")), &mut left);
    Ok(Read {
        brought: accounts.into_iter().map(Brought::of_entry).collect(),
        skipped: left.into_iter().map(skipped).collect(),
        links,
        sealed,
        ..Read::empty(ImportSource::Codes)
    })
}

/// Reads the codes in pictures; the parts of an export may stand in any of them, in any order.
pub(super) fn read_pictures(files: &[Zeroizing<Vec<u8>>]) -> Result<Read, Error> {
    let numbered: Vec<_> = (1..).zip(files).collect();
    look_at(&numbered, files.len() > 1)
}

pub(super) fn look_at(files: &[(usize, &Zeroizing<Vec<u8>>)], are_numbered: bool) -> Result<Read, Error> {
    let (mut texts, mut left, mut first_error) = (Vec::new(), Vec::new(), None);
    for (number, file) in files {
        match read_image(file) {
            Ok(found) => texts.extend(found.into_iter().map(|text| (*number, text))),
            Err(error) => {
                left.push(skipped_file(*number, of_image(error)));
                first_error = first_error.or(Some(error));
            }
        }
    }
    match first_error {
        Some(ImageError::NotAnImage) if texts.is_empty() => return Err(ImportError::NotRecognized.into()),
        Some(error) if texts.is_empty() => return Err(error.into()),
        _ => {}
    }
    let mut read = read_codes(&texts, are_numbered)?;
    read.skipped.append(&mut left);
    Ok(read)
}

/// Reads the texts of QR codes, each with the number of its picture.
pub(super) fn read_codes(texts: &[(usize, QrText)], are_numbered: bool) -> Result<Read, Error> {
    let mut read = read_all_texts(texts.iter().map(|(_, text)| text.reveal()))?;
    let of_lines: Vec<usize> = texts
        .iter()
        .flat_map(|(number, text)| std::iter::repeat_n(*number, text.reveal().split('\n').count()))
        .collect();
    for skipped in &mut read.skipped {
        if let Some(SkippedPlace::Line(line)) = skipped.place.take() {
            skipped.file = of_lines.get(line - 1).copied().filter(|_| are_numbered);
        }
    }
    Ok(read)
}

fn of_image(error: ImageError) -> NotComing {
    match error {
        ImageError::NotAnImage => NotComing::FileUnknown,
        ImageError::NoCode => NotComing::NoQrCode,
        _ => NotComing::PictureUnreadable,
    }
}
