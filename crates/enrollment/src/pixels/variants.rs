//! The same picture in several sizes and dresses, the likeliest first, until its codes can be read.

use image::imageops::{self, FilterType};
use image::{GrayImage, Luma};

use super::levels;

/// Up to this, a picture is looked at as it is; a larger one first reduced, which is quicker and takes
/// the noise away.
const COMFORTABLE_SIDE: u32 = 1_600;
/// Codes in pictures below this may have modules of one or two pixels.
const SMALL_SIDE: u32 = 900;

/// The lengths of the longest side that are worth trying for this picture.
pub(super) fn sides(picture: &GrayImage) -> Vec<u32> {
    let side = picture.width().max(picture.height());
    let mut sides = vec![side.min(COMFORTABLE_SIDE)];
    if side > COMFORTABLE_SIDE {
        sides.extend([side.min(2 * COMFORTABLE_SIDE), COMFORTABLE_SIDE / 2]);
    } else {
        if side <= SMALL_SIDE {
            sides.extend([side * 2, side * 4]);
        }
        sides.push(side / 2);
    }
    sides.retain(|side| *side > 0);
    sides
}

/// The picture with a longest side of this length.
pub(super) fn scaled(picture: &GrayImage, longest_side: u32) -> GrayImage {
    let side = picture.width().max(picture.height());
    let scaled = |length: u32| {
        let length = u64::from(length) * u64::from(longest_side) / u64::from(side);
        u32::try_from(length).expect("not above the longest side").max(1)
    };
    let (width, height) = (scaled(picture.width()), scaled(picture.height()));
    let mut smaller = picture.clone();
    while smaller.width() >= 2 * width && smaller.height() >= 2 * height {
        smaller = half(&smaller);
    }
    if (width, height) == smaller.dimensions() {
        return smaller;
    }
    imageops::resize(&smaller, width, height, FilterType::Triangle)
}

/// How many of the dresses are tried in any case: a light and a dark code may stand in one picture.
pub(super) const ALWAYS: usize = 2;

/// The picture in four dresses, each with a quiet zone around it: levelled, levelled and inverted, as it is, inverted.
pub(super) fn dresses(picture: &GrayImage) -> impl Iterator<Item = GrayImage> {
    let mut dressed = picture.clone();
    (0..4).map(move |nth| {
        match nth {
            0 => levels::even_out(&mut dressed),
            2 => dressed.clone_from(picture),
            _ => imageops::invert(&mut dressed),
        }
        with_quiet_zone(&dressed)
    })
}

/// The picture with half as many columns and rows, each pixel the mean of four: quicker than any other reduction.
fn half(picture: &GrayImage) -> GrayImage {
    let (width, height) = (picture.width() / 2, picture.height() / 2);
    let row_of = |row: u32| {
        let begin = (row * picture.width()) as usize;
        &picture.as_raw()[begin..begin + 2 * width as usize]
    };
    let mean = |(upper, lower): (&[u8; 2], &[u8; 2])| {
        let sum = upper.iter().chain(lower).map(|&light| u16::from(light)).sum::<u16>();
        u8::try_from(sum / 4).expect("a mean of four bytes")
    };
    let rows = (0..height).flat_map(|row| {
        let (upper, _) = row_of(2 * row).as_chunks::<2>();
        let (lower, _) = row_of(2 * row + 1).as_chunks::<2>();
        upper.iter().zip(lower).map(mean)
    });
    GrayImage::from_raw(width, height, rows.collect()).expect("as many bytes as pixels")
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
