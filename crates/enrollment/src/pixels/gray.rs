//! Colors to gray: all that a QR code needs.

use image::{DynamicImage, GrayImage, Luma};

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

/// In gray, pixels of four bytes each, what is transparent on white. `None` if there are not as many bytes as pixels.
pub(super) fn of_pixels(width: u32, height: u32, pixels: &[u8]) -> Option<GrayImage> {
    let (each, []) = pixels.as_chunks::<4>() else { return None };
    let light = |&[red, green, blue, alpha]: &[u8; 4]| {
        let alpha = u32::from(alpha);
        let sum = 54 * u32::from(red) + 183 * u32::from(green) + 19 * u32::from(blue);
        u8::try_from((sum / 256 * alpha + 255 * (255 - alpha)) / 255).expect("a mean of bytes")
    };
    GrayImage::from_raw(width, height, each.iter().map(light).collect())
}

/// In gray, what a renderer drew on an opaque ground: four bytes for each pixel, row by row. `None` if there are not
/// as many bytes as pixels.
pub(super) fn of_opaque(width: u32, height: u32, pixels: &[u8]) -> Option<GrayImage> {
    let (pixels, []) = pixels.as_chunks::<4>() else { return None };
    // The weights of ITU-R BT.709, in 256ths.
    let light = |&[red, green, blue, _]: &[u8; 4]| {
        let sum = 54 * u32::from(red) + 183 * u32::from(green) + 19 * u32::from(blue);
        u8::try_from(sum / 256).expect("a mean of three bytes")
    };
    GrayImage::from_raw(width, height, pixels.iter().map(light).collect())
}
