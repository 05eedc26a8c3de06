//! A picture file made small and written anew: what comes out holds pixels and nothing else of the file.

use std::io::Cursor;

use image::imageops::{self, FilterType};
use image::{DynamicImage, ImageFormat, Rgba, RgbaImage};

use super::{ImageError, MAX_BYTES, raster, svg};

/// The longer side of what comes out. Four bytes a pixel stay below what a backup takes along.
const SIDE: u16 = 96;
/// The longer side of what lies on a plate: a drawing without a ground of its own wants room around it.
const ON_PLATE: u16 = 78;
/// One of many icons is no photo.
const ICON_BYTES: usize = 512 << 10;
const ICON_PIXELS: u64 = 4 << 20;
/// Under what can be seen through; the dark one is `ink` of the app.
const LIGHT_PLATE: [u8; 3] = [255, 255, 255];
const DARK_PLATE: [u8; 3] = [15, 26, 47];
/// From here on, of 255, a drawing is lost on the light plate.
const LIGHT_FROM: u64 = 200;

/// A picture for an account, as a PNG file of at most 96 pixels on a side, from a PNG, JPEG, WebP, GIF, BMP or SVG
/// file. What can be seen through is laid on a square plate, white or, for light drawings, dark. An SVG is drawn
/// without words, without pictures within it and without anything from outside.
///
/// # Errors
/// [`ImageError::NotAnImage`], [`ImageError::TooLarge`], and [`ImageError::Damaged`] also where nothing is to be seen.
pub fn small_picture(file: &[u8]) -> Result<Vec<u8>, ImageError> {
    within(file, MAX_BYTES, raster::MAX_PIXELS)
}

/// The same for one of many icons in a file: at most 512 KiB and four megapixels.
///
/// # Errors
/// Those of [`small_picture`].
pub fn small_icon(file: &[u8]) -> Result<Vec<u8>, ImageError> {
    within(file, ICON_BYTES, ICON_PIXELS)
}

fn within(file: &[u8], bytes_at_most: usize, pixels_at_most: u64) -> Result<Vec<u8>, ImageError> {
    if file.len() > bytes_at_most {
        return Err(ImageError::TooLarge);
    }
    let picture = if svg::is_one(file) {
        svg::picture(file, SIDE)?
    } else {
        shrunk(raster::picture(file, pixels_at_most)?, u32::from(SIDE)).to_rgba8()
    };
    let mut png = Cursor::new(Vec::new());
    on_plate(picture)?.write_to(&mut png, ImageFormat::Png).map_err(|_| ImageError::Damaged)?;
    Ok(png.into_inner())
}

fn shrunk(picture: DynamicImage, side: u32) -> DynamicImage {
    let is_small = picture.width() <= side && picture.height() <= side;
    if is_small { picture } else { picture.thumbnail(side, side) }
}

/// Lays what can be seen through on a plate; everything else stays as it is.
fn on_plate(picture: RgbaImage) -> Result<RgbaImage, ImageError> {
    if picture.pixels().all(|pixel| pixel[3] == u8::MAX) {
        return Ok(picture);
    }
    let lightness = lightness(&picture).ok_or(ImageError::Damaged)?;
    let [red, green, blue] = if lightness < LIGHT_FROM { LIGHT_PLATE } else { DARK_PLATE };
    let longer = picture.width().max(picture.height());
    let picture = if longer > u32::from(ON_PLATE) {
        let scaled = |length: u32| (length * u32::from(ON_PLATE) / longer).max(1);
        imageops::resize(&picture, scaled(picture.width()), scaled(picture.height()), FilterType::Triangle)
    } else {
        picture
    };
    let side = picture.width().max(picture.height()) * u32::from(SIDE) / u32::from(ON_PLATE);
    let mut plate = RgbaImage::from_pixel(side, side, Rgba([red, green, blue, u8::MAX]));
    let middle = |length: u32| i64::from((side - length) / 2);
    imageops::overlay(&mut plate, &picture, middle(picture.width()), middle(picture.height()));
    Ok(plate)
}

/// How light what can be seen is, up to 255 (Rec. 601); nothing if there is nothing to be seen.
fn lightness(picture: &RgbaImage) -> Option<u64> {
    let (mut light, mut seen) = (0, 0);
    for Rgba([red, green, blue, opacity]) in picture.pixels() {
        let opacity = u64::from(*opacity);
        light += opacity * (299 * u64::from(*red) + 587 * u64::from(*green) + 114 * u64::from(*blue)) / 1_000;
        seen += opacity;
    }
    light.checked_div(seen)
}
