//! Picture files of pixels: PNG, JPEG, WebP, GIF, BMP. Their size is checked before they are decoded.

use std::io::Cursor;

use image::error::{ImageError as DecodeError, LimitErrorKind};
use image::{DynamicImage, GrayImage, ImageFormat, ImageReader, Limits};

use super::{ImageError, gray};

const MAX_SIDE: u32 = 16_384;
pub(super) const MAX_PIXELS: u64 = 64_000_000;
/// Four bytes for each of the most pixels, and as much again for the decoder's own work.
const MAX_ALLOCATION: u64 = 512 << 20;

pub(super) fn decode(file: &[u8]) -> Result<GrayImage, ImageError> {
    Ok(gray::on_white(&picture(file, MAX_PIXELS)?))
}

/// The picture in its colors, if it has no more pixels than these.
pub(super) fn picture(file: &[u8], pixels_at_most: u64) -> Result<DynamicImage, ImageError> {
    let (width, height) = reader(file)?.into_dimensions().map_err(translate)?;
    if is_too_large(width, height) || u64::from(width) * u64::from(height) > pixels_at_most {
        return Err(ImageError::TooLarge);
    }
    reader(file)?.decode().map_err(translate)
}

/// Whether a picture has more pixels than are worth looking at, or none.
pub(super) fn is_too_large(width: u32, height: u32) -> bool {
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
