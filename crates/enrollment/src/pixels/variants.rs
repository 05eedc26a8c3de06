//! The same picture in several dresses, the likeliest first, until its codes can be read.

use image::imageops::{self, FilterType};
use image::{DynamicImage, GrayImage, Luma};

/// Up to this, a picture is looked at as it is; a larger one first reduced, which is quicker and takes
/// the noise away.
const COMFORTABLE_SIDE: u32 = 1_600;
/// Codes in pictures below this may have modules of one or two pixels.
const SMALL_SIDE: u32 = 900;

/// A way to prepare a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Variant {
    longest_side: u32,
    is_inverted: bool,
    is_stretched: bool,
}

impl Variant {
    /// The variants worth trying for a picture of this size.
    pub(super) fn all_for(picture: &GrayImage) -> Vec<Self> {
        let side = picture.width().max(picture.height());
        let mut sides = vec![side.min(COMFORTABLE_SIDE)];
        if side > COMFORTABLE_SIDE {
            sides.push(side.min(2 * COMFORTABLE_SIDE));
            sides.push(COMFORTABLE_SIDE / 2);
        } else {
            if side <= SMALL_SIDE {
                sides.extend([side * 2, side * 4]);
            }
            sides.push(side / 2);
        }
        let mut variants = Vec::new();
        for (is_inverted, is_stretched) in [(false, false), (true, false), (false, true), (true, true)] {
            variants.extend(sides.iter().filter(|side| **side > 0).map(|&longest_side| Self {
                longest_side,
                is_inverted,
                is_stretched,
            }));
        }
        variants
    }

    /// The picture in this dress, with a quiet zone around it.
    pub(super) fn of(self, picture: &GrayImage) -> GrayImage {
        let side = picture.width().max(picture.height());
        let scaled = |length: u32| {
            let length = u64::from(length) * u64::from(self.longest_side) / u64::from(side);
            u32::try_from(length).expect("not above the longest side").max(1)
        };
        let mut dressed = if self.longest_side == side {
            picture.clone()
        } else {
            imageops::resize(picture, scaled(picture.width()), scaled(picture.height()), FilterType::Triangle)
        };
        if self.is_stretched {
            stretch(&mut dressed);
        }
        if self.is_inverted {
            imageops::invert(&mut dressed);
        }
        with_quiet_zone(&dressed)
    }
}

/// In gray, what is transparent on white.
pub(super) fn on_white(picture: &DynamicImage) -> GrayImage {
    if !picture.color().has_alpha() {
        return picture.to_luma8();
    }
    let gray = picture.to_luma_alpha8();
    GrayImage::from_fn(gray.width(), gray.height(), |x, y| {
        let [light, alpha] = gray.get_pixel(x, y).0.map(u32::from);
        let mixed = (light * alpha + 255 * (255 - alpha)) / 255;
        Luma([u8::try_from(mixed).expect("a mean of two bytes")])
    })
}

/// Spreads the middle nine tenths of the lightness over the whole range, for pale and dark pictures.
fn stretch(picture: &mut GrayImage) {
    let mut histogram = [0_u32; 256];
    for pixel in picture.pixels() {
        histogram[usize::from(pixel.0[0])] += 1;
    }
    let edge = picture.width() * picture.height() / 20;
    let darkest = (0..=255_u8).find(|&level| sum(&histogram, 0, level) > edge).unwrap_or(0);
    let lightest = (0..=255_u8).rev().find(|&level| sum(&histogram, level, 255) > edge).unwrap_or(255);
    let range = u32::from(lightest.saturating_sub(darkest)).max(1);
    for pixel in picture.pixels_mut() {
        let above = u32::from(pixel.0[0].saturating_sub(darkest));
        pixel.0[0] = u8::try_from((above * 255 / range).min(255)).expect("at most 255");
    }
}

fn sum(histogram: &[u32; 256], from: u8, to: u8) -> u32 {
    histogram[usize::from(from)..=usize::from(to)].iter().sum()
}

/// QR codes need a light margin, which cropped screenshots lack. A dark screenshot has its own around each code,
/// and a light frame would only upset the threshold between light and dark.
fn with_quiet_zone(picture: &GrayImage) -> GrayImage {
    let margin = (picture.width().min(picture.height()) / 12).clamp(8, 64);
    let level = if is_dark_around(picture) { 0 } else { 255 };
    let mut framed =
        GrayImage::from_pixel(picture.width() + 2 * margin, picture.height() + 2 * margin, Luma([level]));
    imageops::replace(&mut framed, picture, i64::from(margin), i64::from(margin));
    framed
}

/// Whether nine tenths of the outermost pixels are dark. Where a code touches the edge, fewer are.
fn is_dark_around(picture: &GrayImage) -> bool {
    let (width, height) = picture.dimensions();
    let rows = (0..width).flat_map(|x| [(x, 0), (x, height - 1)]);
    let columns = (0..height).flat_map(|y| [(0, y), (width - 1, y)]);
    let (mut dark, mut all) = (0_u32, 0_u32);
    for (x, y) in rows.chain(columns) {
        dark += u32::from(picture.get_pixel(x, y).0[0] < 96);
        all += 1;
    }
    dark * 10 > all * 9
}
