//! Pictures made small and written anew: what comes out holds pixels and nothing else of the file.

use std::io::Cursor;

use countersign_enrollment::{ImageError, small_icon, small_picture};
use image::{ImageFormat, Rgba, RgbaImage};

fn file(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
    let picture = RgbaImage::from_fn(width, height, |x, y| {
        let noise = x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(40_503).rotate_left(7);
        let [red, green, blue, _] = noise.to_be_bytes();
        Rgba([red, green, blue, u8::MAX])
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

fn drawing(inside: &str) -> Vec<u8> {
    let svg = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24'>";
    format!("{svg}{inside}</svg>").into_bytes()
}

fn drawn(inside: &str) -> RgbaImage {
    let png = small_picture(&drawing(inside)).expect("a picture");
    image::load_from_memory(&png).expect("reads").to_rgba8()
}

#[test]
fn a_drawing_lies_on_a_plate_on_which_it_can_be_seen() {
    for (color, of_drawing, of_plate) in [
        ("#000", [0, 0, 0, 255], [255, 255, 255, 255]),
        ("#ff0000", [255, 0, 0, 255], [255, 255, 255, 255]),
        ("#fff", [255, 255, 255, 255], [15, 26, 47, 255]),
    ] {
        let picture = drawn(&format!("<path fill='{color}' d='M4 4h16v16H4z'/>"));
        assert_eq!((picture.width(), picture.height()), (96, 96), "{color}");
        assert_eq!((picture[(48, 48)].0, picture[(2, 2)].0), (of_drawing, of_plate), "{color}");
    }
}

#[test]
fn a_drawing_brings_no_words_no_pictures_and_nothing_from_outside() {
    let png = data_encoding::BASE64.encode(&file(8, 8, ImageFormat::Png));
    for inside in [
        "<text y='20'>Countersign</text>".to_owned(),
        "<image width='24' height='24' href='https://example.org/spy.png'/>".to_owned(),
        "<image width='24' height='24' href='file:///etc/hostname'/>".to_owned(),
        format!("<image width='24' height='24' href='data:image/png;base64,{png}'/>"),
        "<script>document.title = 1</script>".to_owned(),
        "<use href='https://example.org/sprite.svg#one'/>".to_owned(),
    ] {
        let outcome = small_picture(&drawing(&inside));
        assert_eq!(outcome.expect_err("nothing is to be seen"), ImageError::Damaged, "{inside}");
    }
}

#[test]
fn one_of_many_icons_is_measured_more_strictly_than_a_photo() {
    let large = file(2_049, 2_048, ImageFormat::Bmp);
    assert!(small_picture(&large).is_ok());
    assert_eq!(small_icon(&large).expect_err("no icon"), ImageError::TooLarge);
    let mut many = Cursor::new(Vec::new());
    image::GrayImage::new(2_100, 2_100).write_to(&mut many, ImageFormat::Png).expect("written");
    let many = many.into_inner();
    assert!(many.len() < 100_000 && small_picture(&many).is_ok());
    assert_eq!(small_icon(&many).expect_err("more than four megapixels"), ImageError::TooLarge);
}

#[test]
fn what_is_no_picture_is_refused() {
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg'/>";
    assert_eq!(small_picture(svg).expect_err("nothing to be seen"), ImageError::Damaged);
    assert_eq!(small_picture(b"no picture").expect_err("no pixels"), ImageError::NotAnImage);
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
