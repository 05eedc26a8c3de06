//! Texts of the QR codes in a picture.
//!
//! Pictures come from anywhere, so their size is checked before they are decoded. Decoding and looking
//! take a while (up to a second for a large photo): call it from a thread for blocking work.

mod gray;
mod levels;
mod pdf;
mod raster;
mod small;
mod svg;
mod variants;

use image::GrayImage;
use rqrr::PreparedImage;
use zeroize::{Zeroize as _, Zeroizing};

pub use small::{small_icon, small_picture};

const MAX_BYTES: usize = 32 << 20;
/// More codes than this in one picture are no screenshot of ours.
const MAX_CODES: usize = 32;

/// Why no text came out of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ImageError {
    /// Not a PNG, JPEG, WebP, GIF, BMP or SVG picture, nor a PDF document.
    #[error("this is no picture of a known format")]
    NotAnImage,
    /// The file is larger than 32 MiB, the picture larger than 64 megapixels, or drawing it takes too much.
    #[error("the picture is too large")]
    TooLarge,
    /// The picture is cut off or otherwise damaged.
    #[error("the picture is damaged")]
    Damaged,
    /// The document has a password: save the page as a picture.
    #[error("the document has a password")]
    Locked,
    /// There is no QR code in it.
    #[error("there is no QR code in the picture")]
    NoCode,
    /// There is something like a QR code in it, but it cannot be read: too small, blurred or covered.
    #[error("the QR code in the picture cannot be read")]
    Unreadable,
}

/// The text of one QR code. It may hold a secret: wiped on drop, silent in `Debug`.
#[derive(PartialEq, Eq)]
pub struct QrText(Zeroizing<String>);

impl QrText {
    /// The text. Warning: only to read it as an enrollment.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for QrText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("QrText(…)")
    }
}

/// Finds the QR codes in a picture file or on the first pages of a document: all of them, each text once.
///
/// # Errors
/// An [`ImageError`].
pub fn read_image(file: &[u8]) -> Result<Vec<QrText>, ImageError> {
    if file.len() > MAX_BYTES {
        return Err(ImageError::TooLarge);
    }
    let mut search = Search::default();
    if pdf::is_one(file) {
        pdf::each_page(file, |page| search.look_at(page))?;
    } else if svg::is_one(file) {
        svg::draw(file)?.iter().any(|picture| search.look_at(picture));
    } else {
        search.look_at(&raster::decode(file)?);
    }
    search.finish()
}

/// Finds the QR codes in a picture that is decoded already, such as the clipboard's: four bytes for each pixel, red,
/// green, blue and opacity, row by row.
///
/// # Errors
/// [`ImageError::Damaged`] if there are not as many bytes as pixels, and those of [`read_image`].
pub fn read_pixels(width: u32, height: u32, pixels: &[u8]) -> Result<Vec<QrText>, ImageError> {
    if raster::is_too_large(width, height) {
        return Err(ImageError::TooLarge);
    }
    let picture = gray::of_pixels(width, height, pixels).ok_or(ImageError::Damaged)?;
    let mut search = Search::default();
    search.look_at(&picture);
    picture.into_raw().zeroize();
    search.finish()
}

/// The texts that were found so far, in one picture or several.
#[derive(Default)]
struct Search {
    texts: Vec<QrText>,
    has_seen_any: bool,
}

impl Search {
    /// Looks for codes in a picture; says whether there are as many now as anybody wants.
    fn look_at(&mut self, picture: &GrayImage) -> bool {
        if levels::is_blank(picture) {
            return false;
        }
        for (nth, side) in variants::sides(picture).into_iter().enumerate() {
            let picture = variants::scaled(picture, side);
            let mut is_complete = false;
            for (index, dressed) in variants::dresses(&picture).enumerate() {
                is_complete |= self.take(look(&dressed));
                if is_complete && (nth > 0 || index + 1 >= variants::ALWAYS) {
                    break;
                }
            }
            if is_complete {
                break;
            }
        }
        self.texts.len() >= MAX_CODES
    }

    /// Takes the texts over; says whether there were some, and every code that was seen could be read.
    fn take(&mut self, found: Found) -> bool {
        self.has_seen_any |= found.has_seen_any;
        let is_complete = !found.texts.is_empty() && !found.has_missed_any;
        for text in found.texts {
            if self.texts.len() < MAX_CODES && !self.texts.contains(&text) {
                self.texts.push(text);
            }
        }
        is_complete
    }

    fn finish(self) -> Result<Vec<QrText>, ImageError> {
        match (self.texts.is_empty(), self.has_seen_any) {
            (false, _) => Ok(self.texts),
            (true, true) => Err(ImageError::Unreadable),
            (true, false) => Err(ImageError::NoCode),
        }
    }
}

struct Found {
    texts: Vec<QrText>,
    has_seen_any: bool,
    has_missed_any: bool,
}

fn look(picture: &GrayImage) -> Found {
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    let pixels = picture.as_raw();
    let mut prepared = PreparedImage::prepare_from_greyscale(width, height, |x, y| pixels[y * width + x]);
    let mut found = Found { texts: Vec::new(), has_seen_any: false, has_missed_any: false };
    for grid in prepared.detect_grids().into_iter().take(MAX_CODES) {
        found.has_seen_any = true;
        match grid.decode() {
            Ok((_, text)) => found.texts.push(QrText(Zeroizing::new(text))),
            Err(_) => found.has_missed_any = true,
        }
    }
    found
}
