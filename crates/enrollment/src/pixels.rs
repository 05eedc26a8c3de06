//! Texts of the QR codes in a picture.
//!
//! Pictures come from anywhere, so their size is checked before they are decoded. Decoding and looking
//! take a while (up to a second for a large photo): call it from a thread for blocking work.

mod variants;

use std::io::Cursor;

use image::error::{ImageError as DecodeError, LimitErrorKind};
use image::{DynamicImage, GrayImage, ImageFormat, ImageReader, Limits, RgbaImage};
use rqrr::PreparedImage;
use zeroize::Zeroizing;

use self::variants::Variant;

const MAX_BYTES: usize = 32 << 20;
const MAX_SIDE: u32 = 16_384;
const MAX_PIXELS: u64 = 64_000_000;
/// Four bytes for each of the most pixels, and as much again for the decoder's own work.
const MAX_ALLOCATION: u64 = 512 << 20;
/// More codes than this in one picture are no screenshot of ours.
const MAX_CODES: usize = 32;

/// Why no text came out of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ImageError {
    /// Not a PNG, JPEG, WebP, GIF or BMP picture.
    #[error("this is no picture of a known format")]
    NotAnImage,
    /// The file is larger than 32 MiB or the picture larger than 64 megapixels.
    #[error("the picture is too large")]
    TooLarge,
    /// The picture is cut off or otherwise damaged.
    #[error("the picture is damaged")]
    Damaged,
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

/// Finds the QR codes in a picture file: all of them, each text once.
///
/// # Errors
/// An [`ImageError`].
pub fn read_image(file: &[u8]) -> Result<Vec<QrText>, ImageError> {
    read_gray(&decode(file)?)
}

/// Finds the QR codes in a picture that is decoded already, such as the clipboard's: four bytes for each pixel, red,
/// green, blue and opacity, row by row.
///
/// # Errors
/// [`ImageError::Damaged`] if there are not as many bytes as pixels, and those of [`read_image`].
pub fn read_pixels(width: u32, height: u32, pixels: Vec<u8>) -> Result<Vec<QrText>, ImageError> {
    if is_too_large(width, height) {
        return Err(ImageError::TooLarge);
    }
    let picture = RgbaImage::from_raw(width, height, pixels).ok_or(ImageError::Damaged)?;
    read_gray(&variants::on_white(&DynamicImage::ImageRgba8(picture)))
}

fn read_gray(picture: &GrayImage) -> Result<Vec<QrText>, ImageError> {
    let mut texts: Vec<QrText> = Vec::new();
    let mut has_seen_any = false;
    for variant in Variant::all_for(picture) {
        let found = look(&variant.of(picture));
        has_seen_any |= found.has_seen_any;
        for text in found.texts {
            if texts.len() < MAX_CODES && !texts.contains(&text) {
                texts.push(text);
            }
        }
        if !texts.is_empty() && !found.has_missed_any {
            break;
        }
    }
    match (texts.is_empty(), has_seen_any) {
        (false, _) => Ok(texts),
        (true, true) => Err(ImageError::Unreadable),
        (true, false) => Err(ImageError::NoCode),
    }
}

struct Found {
    texts: Vec<QrText>,
    has_seen_any: bool,
    has_missed_any: bool,
}

fn look(picture: &GrayImage) -> Found {
    let (width, height) = picture.dimensions();
    let mut prepared = PreparedImage::prepare_from_greyscale(width as usize, height as usize, |x, y| {
        let x = u32::try_from(x).expect("below the width");
        let y = u32::try_from(y).expect("below the height");
        picture.get_pixel(x, y).0[0]
    });
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

fn decode(file: &[u8]) -> Result<GrayImage, ImageError> {
    if file.len() > MAX_BYTES {
        return Err(ImageError::TooLarge);
    }
    let (width, height) = reader(file)?.into_dimensions().map_err(translate)?;
    if is_too_large(width, height) {
        return Err(ImageError::TooLarge);
    }
    let picture = reader(file)?.decode().map_err(translate)?;
    Ok(variants::on_white(&picture))
}

fn is_too_large(width: u32, height: u32) -> bool {
    u64::from(width) * u64::from(height) > MAX_PIXELS || width == 0 || height == 0
}

fn reader(file: &[u8]) -> Result<ImageReader<Cursor<&[u8]>>, ImageError> {
    let format = image::guess_format(file).map_err(|_| ImageError::NotAnImage)?;
    match format {
        ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::WebP | ImageFormat::Gif | ImageFormat::Bmp => {}
        _ => return Err(ImageError::NotAnImage),
    }
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(MAX_ALLOCATION);
    let mut reader = ImageReader::with_format(Cursor::new(file), format);
    reader.limits(limits);
    Ok(reader)
}

fn translate(error: DecodeError) -> ImageError {
    match error {
        DecodeError::Limits(limit) => match limit.kind() {
            LimitErrorKind::DimensionError | LimitErrorKind::InsufficientMemory => ImageError::TooLarge,
            _ => ImageError::Damaged,
        },
        DecodeError::Unsupported(_) => ImageError::NotAnImage,
        _ => ImageError::Damaged,
    }
}
