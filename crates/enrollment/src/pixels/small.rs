//! A picture file made small and written anew: what comes out holds pixels and nothing else of the file.

use std::io::Cursor;

use image::ImageFormat;

use super::{ImageError, MAX_BYTES, raster};

/// The longer side of what comes out. Four bytes a pixel stay below what a backup takes along.
const SIDE: u32 = 96;

/// A picture for an account, as a PNG file of at most 96 pixels on a side, from a PNG, JPEG, WebP, GIF or BMP file.
///
/// # Errors
/// [`ImageError::NotAnImage`], [`ImageError::TooLarge`] and [`ImageError::Damaged`].
pub fn small_picture(file: &[u8]) -> Result<Vec<u8>, ImageError> {
    if file.len() > MAX_BYTES {
        return Err(ImageError::TooLarge);
    }
    let picture = raster::picture(file)?;
    let is_small = picture.width() <= SIDE && picture.height() <= SIDE;
    let small = if is_small { picture } else { picture.thumbnail(SIDE, SIDE) };
    let mut png = Cursor::new(Vec::new());
    small.to_rgba8().write_to(&mut png, ImageFormat::Png).map_err(|_| ImageError::Damaged)?;
    Ok(png.into_inner())
}

#[cfg(test)]
mod tests {
    use image::{Rgba, RgbaImage};

    use super::*;

    fn file(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
        let picture = RgbaImage::from_fn(width, height, |x, y| {
            let noise = x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(40_503).rotate_left(7);
            Rgba(noise.to_be_bytes())
        });
        let mut bytes = Cursor::new(Vec::new());
        let picture = image::DynamicImage::ImageRgba8(picture);
        let written = match format {
            ImageFormat::Jpeg => picture.to_rgb8().write_to(&mut bytes, format),
            _ => picture.write_to(&mut bytes, format),
        };
        written.expect("written");
        bytes.into_inner()
    }

    #[test]
    fn every_format_comes_out_as_a_small_png_in_its_shape() {
        for (format, size, small) in [
            (ImageFormat::Png, (400, 200), (96, 48)),
            (ImageFormat::Jpeg, (300, 300), (96, 96)),
            (ImageFormat::Bmp, (10, 20), (10, 20)),
            (ImageFormat::Gif, (97, 97), (96, 96)),
        ] {
            let png = small_picture(&file(size.0, size.1, format)).expect("a picture");
            assert!(png.len() <= 40_000, "{format:?}: {} bytes", png.len());
            assert_eq!(image::guess_format(&png).expect("known"), ImageFormat::Png);
            let picture = image::load_from_memory(&png).expect("reads");
            assert_eq!((picture.width(), picture.height()), small, "{format:?}");
        }
    }

    #[test]
    fn nothing_but_pixels_is_taken_over() {
        let mut png = file(20, 20, ImageFormat::Png);
        let end = png.split_off(png.len() - 12);
        // A text chunk, as cameras and editors write them.
        png.extend_from_slice(b"\x00\x00\x00\x0ctEXtGPS\x0046.5,6.6");
        png.extend_from_slice(&crc(b"tEXtGPS\x0046.5,6.6").to_be_bytes());
        png.extend_from_slice(&end);
        let small = small_picture(&png).expect("a picture");
        assert!(!small.windows(4).any(|window| window == b"46.5"));
    }

    #[test]
    fn what_is_no_picture_is_refused() {
        let svg = b"<svg xmlns='http://www.w3.org/2000/svg'/>";
        assert_eq!(small_picture(svg).expect_err("no pixels"), ImageError::NotAnImage);
        let mut cut = file(50, 50, ImageFormat::Png);
        cut.truncate(60);
        assert_eq!(small_picture(&cut).expect_err("cut off"), ImageError::Damaged);
    }

    /// As PNG has it (ISO 3309).
    fn crc(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(u32::MAX, |crc, byte| {
            (0..8).fold(crc ^ u32::from(*byte), |crc, _| crc >> 1 ^ (0xedb8_8320 * (crc & 1)))
        })
    }
}
