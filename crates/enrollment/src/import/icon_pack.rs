//! Icon packs as Aegis has them: a ZIP archive with a `pack.json` and the pictures that it names. A pack is looked at
//! with [`IconPack::open`], and kept as what [`IconPack::small`] makes of it: the same format, with small PNG pictures
//! only. Names in a pack are looked up among the archive's own; nothing is ever written by them.

use std::collections::HashMap;
use std::io::{Cursor, Write as _};

use countersign_protocol::PersonText;
use serde::{Deserialize, Serialize};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::archive::Archive;
use super::error::ImportError;
use super::limits::{MAX_BYTES, check_nesting};
use crate::pixels::small_icon;

const MANIFEST: &str = "pack.json";
const MANIFEST_BYTES: usize = 4 << 20;
const MAX_ICONS: usize = 5_000;
const MAX_ISSUERS: usize = 64;
/// As Aegis writes ids: `c553f06f-2a17-46ca-87f5-56af90dd0500`.
const HYPHENS: [usize; 4] = [8, 13, 18, 23];
const ID_LENGTH: usize = 36;
/// One picture, before it is made small.
const PICTURE_BYTES: usize = 512 << 10;
/// All pictures together.
const ALL_BYTES: usize = 128 << 20;

/// Why a file gives no icons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IconPackError {
    /// No ZIP archive with a `pack.json` as Aegis writes it.
    #[error("the file is no icon pack")]
    NotAPack,
    /// The archive is damaged, or none of its pictures can be read.
    #[error("the icon pack is damaged")]
    Damaged,
    /// It is larger than 32 MiB, has more than 5,000 icons, or grows beyond measure when it is unpacked.
    #[error("the icon pack is too large")]
    TooLarge,
}

/// An icon pack whose list is read. Its pictures come one by one.
pub struct IconPack<'a> {
    archive: Archive<'a>,
    id: String,
    name: String,
    version: u64,
    icons: Vec<PackIcon>,
    /// How many icons the list names that have no picture in the archive.
    missing: usize,
}

/// One icon of a pack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackIcon {
    /// Its name, to be read by people.
    pub name: String,
    /// In which group of the pack it stands.
    pub category: Option<String>,
    /// The services that it is for, in small letters.
    issuers: Vec<String>,
    /// Its place in the archive.
    place: usize,
}

/// A pack to be kept.
pub struct SmallPack {
    /// A ZIP archive of the same format, with PNG pictures of at most 96 pixels on a side.
    pub file: Vec<u8>,
    /// How many icons it has.
    pub icons: usize,
    /// How many have no picture that can be read.
    pub left_out: usize,
}

#[derive(Deserialize)]
struct Manifest {
    uuid: String,
    name: Option<String>,
    version: Option<u64>,
    icons: Vec<Listed>,
}

#[derive(Serialize)]
struct Kept<'a> {
    uuid: &'a str,
    name: &'a str,
    version: u64,
    icons: Vec<Listed>,
}

#[derive(Serialize, Deserialize)]
struct Listed {
    filename: String,
    name: Option<String>,
    category: Option<String>,
    issuer: Option<Vec<String>>,
}

impl<'a> IconPack<'a> {
    /// Whether the file says of itself that it is a pack.
    pub fn is_one(file: &[u8]) -> bool {
        file.len() <= MAX_BYTES
            && file.starts_with(b"PK")
            && Archive::open(file).is_ok_and(|archive| archive.place(MANIFEST).is_some())
    }

    /// Reads a pack's list.
    ///
    /// # Errors
    /// An [`IconPackError`].
    pub fn open(file: &'a [u8]) -> Result<Self, IconPackError> {
        if file.len() > MAX_BYTES {
            return Err(IconPackError::TooLarge);
        }
        let mut archive = Archive::open(file).map_err(translate)?;
        let place = archive.place(MANIFEST).ok_or(IconPackError::NotAPack)?;
        let json = archive.unpack_within(place, MANIFEST_BYTES).map_err(translate)?;
        check_nesting(&json).map_err(translate)?;
        let json = json.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&json);
        let manifest: Manifest = serde_json::from_slice(json).map_err(|_| IconPackError::NotAPack)?;
        if manifest.icons.len() > MAX_ICONS {
            return Err(IconPackError::TooLarge);
        }
        let id = id(&manifest.uuid).ok_or(IconPackError::NotAPack)?;
        let listed = manifest.icons.len();
        let names = archive.names().iter().enumerate();
        let places: HashMap<&str, usize> = names.map(|(place, name)| (name.as_str(), place)).collect();
        let icons: Vec<_> = manifest.icons.into_iter().filter_map(|icon| of_listed(icon, &places)).collect();
        Ok(Self {
            id,
            name: manifest.name.as_deref().and_then(clean).unwrap_or_default(),
            version: manifest.version.unwrap_or_default(),
            missing: listed - icons.len(),
            icons,
            archive,
        })
    }

    /// The pack's own id (a UUID in small letters). Another version of the pack has the same.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Its name, cleaned; it is whatever the file says, maybe nothing.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its version, which grows.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// Its icons, those without a picture left out.
    pub fn icons(&self) -> &[PackIcon] {
        &self.icons
    }

    /// The picture of an icon, as it lies in the archive.
    ///
    /// # Errors
    /// [`IconPackError::Damaged`], also if there is no such icon, and [`IconPackError::TooLarge`].
    pub fn picture(&mut self, index: usize) -> Result<Vec<u8>, IconPackError> {
        let place = self.icons.get(index).ok_or(IconPackError::Damaged)?.place;
        self.archive.unpack_within(place, PICTURE_BYTES).map_err(translate)
    }

    /// Makes all pictures small and writes the pack anew. It takes seconds for a large one.
    ///
    /// # Errors
    /// An [`IconPackError`]; [`IconPackError::Damaged`] if not one picture can be read.
    pub fn small(mut self) -> Result<SmallPack, IconPackError> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        let (mut unpacked, mut icons, mut left_out) = (0, Vec::new(), self.missing);
        for index in 0..self.icons.len() {
            let Ok(picture) = self.picture(index) else {
                left_out += 1;
                continue;
            };
            unpacked += picture.len();
            if unpacked > ALL_BYTES {
                return Err(IconPackError::TooLarge);
            }
            let Ok(png) = small_icon(&picture) else {
                left_out += 1;
                continue;
            };
            let icon = &self.icons[index];
            let filename = format!("{}.png", icons.len());
            zip.start_file(&filename, stored).map_err(|_| IconPackError::TooLarge)?;
            zip.write_all(&png).map_err(|_| IconPackError::TooLarge)?;
            let (name, category) = (Some(icon.name.clone()), icon.category.clone());
            icons.push(Listed { filename, name, category, issuer: Some(icon.issuers.clone()) });
        }
        if icons.is_empty() {
            return Err(IconPackError::Damaged);
        }
        let count = icons.len();
        let kept = Kept { uuid: &self.id, name: &self.name, version: self.version, icons };
        let json = serde_json::to_vec(&kept).expect("texts and numbers");
        zip.start_file(MANIFEST, stored).map_err(|_| IconPackError::TooLarge)?;
        zip.write_all(&json).map_err(|_| IconPackError::TooLarge)?;
        let file = zip.finish().map_err(|_| IconPackError::TooLarge)?.into_inner();
        if file.len() > MAX_BYTES {
            return Err(IconPackError::TooLarge);
        }
        Ok(SmallPack { file, icons: count, left_out })
    }
}

impl PackIcon {
    /// Whether the icon is for this service: one of its issuers has this very name, in capital or small letters.
    /// (Aegis takes it as its first choice, too.)
    pub fn is_of(&self, service: &str) -> bool {
        let service = service.trim().to_lowercase();
        !service.is_empty() && self.issuers.contains(&service)
    }

    /// Whether the icon can be meant by what somebody types: part of its name or of an issuer, or the other way round.
    /// (Aegis suggests it then.)
    pub fn fits(&self, typed: &str) -> bool {
        let typed = typed.trim().to_lowercase();
        let meets = |text: &str| text.contains(&typed) || (text.len() > 2 && typed.contains(text));
        typed.is_empty()
            || meets(&self.name.to_lowercase())
            || self.issuers.iter().any(|issuer| meets(issuer))
    }
}

fn of_listed(listed: Listed, places: &HashMap<&str, usize>) -> Option<PackIcon> {
    let place = *places.get(listed.filename.as_str())?;
    let file_name = listed.filename.rsplit('/').next().unwrap_or_default();
    let bare = file_name.rsplit_once('.').map_or(file_name, |(bare, _)| bare);
    let name =
        listed.name.as_deref().and_then(clean).or_else(|| clean(bare)).or_else(|| clean(&listed.filename))?;
    let issuers = listed.issuer.unwrap_or_default();
    let issuers = issuers.iter().take(MAX_ISSUERS).filter_map(|issuer| clean(issuer));
    Some(PackIcon {
        name,
        category: listed.category.as_deref().and_then(clean),
        issuers: issuers.map(|issuer| issuer.to_lowercase()).collect(),
        place,
    })
}

/// A UUID, and nothing that could be a path: the kept file is named by it.
fn id(text: &str) -> Option<String> {
    let is_right = |(at, byte): (usize, u8)| {
        if HYPHENS.contains(&at) { byte == b'-' } else { byte.is_ascii_hexdigit() }
    };
    (text.len() == ID_LENGTH && text.bytes().enumerate().all(is_right)).then(|| text.to_ascii_lowercase())
}

fn clean(text: &str) -> Option<String> {
    PersonText::cleaned(text.trim()).map(String::from)
}

#[expect(clippy::needless_pass_by_value, reason = "for map_err")]
fn translate(error: ImportError) -> IconPackError {
    match error {
        ImportError::TooLarge(_) => IconPackError::TooLarge,
        _ => IconPackError::Damaged,
    }
}
