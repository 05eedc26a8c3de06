//! QR codes from pictures as people have them.

use std::io::Cursor;

use countersign_enrollment::{Enrollment, ImageError, QrText, read_image, read_pixels, read_text};
use fast_qr::QRBuilder;
use image::imageops::{self, FilterType};
use image::{DynamicImage, GrayImage, ImageFormat, Luma, Rgba, RgbaImage};
use proptest::prelude::*;

const LINK: &str = "countersign://enroll#v=1&s=https://auth.example&c=GSrR7l1J8YcJ8m3sLaA8VQ&k=sYk16n84Yk4IJk09zTfGViujxq6anWYDAJP4gu8kAzo";

/// A code drawn in these two levels of gray, without any margin.
fn code(text: &str, module: u32, dark: u8, light: u8) -> GrayImage {
    let qr = QRBuilder::new(text).build().expect("the text fits");
    let size = u32::try_from(qr.size).expect("small");
    GrayImage::from_fn(size * module, size * module, |x, y| {
        let is_dark = qr[(y / module) as usize][(x / module) as usize].value();
        Luma([if is_dark { dark } else { light }])
    })
}

/// The picture on a larger one.
fn on(background: u8, margin: u32, picture: &GrayImage) -> GrayImage {
    let (width, height) = (picture.width() + 2 * margin, picture.height() + 2 * margin);
    let mut larger = GrayImage::from_pixel(width, height, Luma([background]));
    imageops::replace(&mut larger, picture, i64::from(margin), i64::from(margin));
    larger
}

fn file(picture: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Vec::new();
    let picture = picture.into();
    let picture = if format == ImageFormat::Jpeg { picture } else { DynamicImage::from(picture.to_rgba8()) };
    picture.write_to(&mut Cursor::new(&mut bytes), format).expect("encodes");
    bytes
}

fn texts(picture: impl Into<DynamicImage>) -> Result<Vec<String>, ImageError> {
    let found = read_image(&file(picture, ImageFormat::Png))?;
    let mut texts: Vec<String> = found.iter().map(|text| text.reveal().to_owned()).collect();
    texts.sort();
    Ok(texts)
}

fn assert_only(picture: impl Into<DynamicImage>, what: &str) {
    assert_eq!(texts(picture), Ok(vec![LINK.to_owned()]), "{what}");
}

#[test]
fn pixels_of_the_clipboard_are_read_like_a_file() {
    let picture = DynamicImage::from(on(255, 24, &code(LINK, 6, 0, 255))).to_rgba8();
    let (width, height) = picture.dimensions();
    let found = read_pixels(width, height, picture.as_raw()).expect("the code is read");
    assert_eq!(found.iter().map(QrText::reveal).collect::<Vec<_>>(), [LINK]);
    assert_eq!(read_pixels(width + 1, height, picture.as_raw()), Err(ImageError::Damaged));
    assert_eq!(read_pixels(0, 0, &[]), Err(ImageError::TooLarge));
}

#[test]
fn every_promised_format_is_read() {
    let picture = on(255, 24, &code(LINK, 6, 0, 255));
    for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP, ImageFormat::Gif, ImageFormat::Bmp]
    {
        let found = read_image(&file(picture.clone(), format)).unwrap_or_else(|e| panic!("{format:?}: {e}"));
        assert_eq!(found.len(), 1, "{format:?}");
        assert!(matches!(read_text(found[0].reveal()), Ok(Enrollment::Link(_))), "{format:?}");
    }
}

#[test]
fn a_code_is_found_in_dark_pale_small_and_turned_pictures() {
    let plain = on(255, 40, &code(LINK, 6, 0, 255));
    assert_only(code(LINK, 6, 0, 255), "without a margin");
    assert_only(on(0, 40, &code(LINK, 6, 255, 0)), "inverted");
    assert_only(on(30, 60, &on(255, 20, &code(LINK, 5, 0, 255))), "on a dark page");
    assert_only(on(200, 40, &code(LINK, 6, 150, 200)), "pale");
    assert_only(on(255, 4, &code(LINK, 2, 0, 255)), "small");
    assert_only(on(255, 4, &code(LINK, 1, 0, 255)), "one pixel a module");
    assert_only(imageops::rotate90(&plain), "turned");
    assert_only(imageops::blur(&plain, 1.5), "blurred");
    let larger =
        imageops::resize(&plain, plain.width() * 13 / 10, plain.height() * 13 / 10, FilterType::Triangle);
    assert_only(larger, "scaled by no whole number");
}

#[test]
fn a_code_in_a_large_photo_is_found() {
    let mut photo = GrayImage::from_fn(4_000, 3_000, |x, y| Luma([120 + ((x / 7 + y / 11) % 60) as u8]));
    imageops::replace(&mut photo, &on(235, 80, &code(LINK, 20, 30, 235)), 1_400, 700);
    assert_only(photo, "large");
}

#[test]
fn all_codes_of_a_screenshot_are_found_once_each() {
    let mut screen = GrayImage::from_pixel(1_280, 720, Luma([245]));
    for (x, text) in [(40, "first"), (440, "second"), (840, "first")] {
        imageops::replace(&mut screen, &on(255, 30, &code(text, 8, 0, 255)), x, 200);
    }
    assert_eq!(texts(screen), Ok(vec!["first".to_owned(), "second".to_owned()]));
}

/// The picture turned by this many degrees around its middle, on white.
fn turned(picture: &GrayImage, degrees: f32) -> GrayImage {
    let side = picture.width() * 3 / 2;
    let of_pixel = |pixel: u32| f32::from(u16::try_from(pixel).expect("small"));
    let (sin, cos) = degrees.to_radians().sin_cos();
    let (middle, new_middle) = (of_pixel(picture.width()) / 2.0, of_pixel(side) / 2.0);
    GrayImage::from_fn(side, side, |x, y| {
        let (x, y) = (of_pixel(x) - new_middle, of_pixel(y) - new_middle);
        let (x, y) = (x * cos + y * sin + middle, y * cos - x * sin + middle);
        imageops::interpolate_bilinear(picture, x, y).unwrap_or(Luma([255]))
    })
}

#[test]
fn a_code_is_read_at_any_angle() {
    let plain = on(255, 40, &code(LINK, 6, 0, 255));
    for degrees in [3.0, 17.0, 30.0, 45.0, 100.0, 190.0, 333.0] {
        assert_only(turned(&plain, degrees), &format!("turned by {degrees} degrees"));
    }
}

#[test]
fn codes_of_all_sorts_in_one_picture_are_all_found() {
    let mut screen = GrayImage::from_pixel(1_280, 900, Luma([245]));
    let small = on(255, 12, &code("small", 3, 0, 255));
    let pale = on(210, 30, &code("pale", 8, 150, 210));
    let dark = on(20, 60, &code("dark", 8, 235, 20));
    let tilted = turned(&on(255, 30, &code("tilted", 7, 0, 255)), 20.0);
    for (picture, x, y) in [(&small, 20, 20), (&pale, 40, 300), (&dark, 500, 40), (&tilted, 700, 400)] {
        imageops::replace(&mut screen, picture, x, y);
    }
    assert_eq!(texts(screen), Ok(["dark", "pale", "small", "tilted"].map(str::to_owned).to_vec()));
}

#[test]
fn what_is_transparent_counts_as_white() {
    let gray = on(255, 40, &code(LINK, 6, 0, 255));
    let picture = RgbaImage::from_fn(gray.width(), gray.height(), |x, y| {
        let is_dark = gray.get_pixel(x, y).0[0] == 0;
        if is_dark { Rgba([0, 0, 0, 255]) } else { Rgba([0, 0, 0, 0]) }
    });
    assert_only(picture, "transparent");
}

#[test]
fn pictures_without_a_readable_code_say_so() {
    assert_eq!(texts(GrayImage::from_pixel(300, 300, Luma([255]))), Err(ImageError::NoCode));
    assert_eq!(texts(GrayImage::from_pixel(1, 1, Luma([0]))), Err(ImageError::NoCode));
    let mut covered = on(255, 40, &code(LINK, 6, 0, 255));
    imageops::replace(&mut covered, &GrayImage::from_pixel(150, 150, Luma([0])), 110, 110);
    assert_eq!(texts(covered), Err(ImageError::Unreadable));
}

#[test]
fn what_is_no_picture_is_refused() {
    let whole = file(on(255, 40, &code(LINK, 6, 0, 255)), ImageFormat::Png);
    for (bytes, error) in [
        (&b""[..], ImageError::NotAnImage),
        (b"hello, this is text", ImageError::NotAnImage),
        (b"<html><body>no drawing</body></html>", ImageError::NotAnImage),
        (b"II*\0\x08\0\0\0", ImageError::NotAnImage),
        (&whole[..whole.len() / 2], ImageError::Damaged),
        (&whole[..20], ImageError::Damaged),
    ] {
        assert_eq!(read_image(bytes), Err(error));
    }
}

#[test]
fn bombs_are_refused_before_they_are_decoded() {
    assert_eq!(read_image(&vec![0; (32 << 20) + 1]), Err(ImageError::TooLarge));
    // A header that promises 60,000 by 60,000 pixels; nothing of them is there.
    let mut bomb = file(GrayImage::from_pixel(1, 1, Luma([0])), ImageFormat::Bmp);
    bomb[18..22].copy_from_slice(&60_000_i32.to_le_bytes());
    bomb[22..26].copy_from_slice(&60_000_i32.to_le_bytes());
    assert_eq!(read_image(&bomb), Err(ImageError::TooLarge));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn no_picture_makes_the_reader_fail_hard(
        width in 1_u32..120,
        height in 1_u32..120,
        noise in proptest::collection::vec(any::<u8>(), 1..400),
        damage in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..4),
    ) {
        let pixel = |x: u32, y: u32| noise[((y * width + x) as usize * 7) % noise.len()];
        let mut bytes = file(GrayImage::from_fn(width, height, |x, y| Luma([pixel(x, y)])), ImageFormat::Bmp);
        for (place, value) in damage {
            let place = place.index(bytes.len());
            bytes[place] = value;
        }
        let _ = read_image(&bytes);
    }
}

#[test]
fn a_dark_screenshot_with_a_dense_code_is_read() {
    let text = format!("otpauth-migration://offline?data={}", "CjUKEPqlBekzoNEukL7qlsjB".repeat(35));
    let code = on(255, 60, &code(&text, 6, 0, 255));
    let mut screen = GrayImage::from_pixel(code.width() + 30, 2400, Luma([18]));
    imageops::replace(&mut screen, &code, 15, 950);
    assert_eq!(texts(screen).map(|texts| texts.len()), Ok(1));
}

#[test]
fn a_dense_code_is_read_in_any_size_that_shows_its_modules() {
    // As long as a question for a phone without network: some hundred modules on each side.
    let text = format!(
        "countersign://offline#v=1&s=https://auth.example&j={}",
        "eyJ0eXAiOiJjcy1jaGFsbGVuZ2Urand0Iiwi".repeat(18)
    );
    let sharp = on(255, 24, &code(&text, 6, 0, 255));
    let modules = sharp.width() / 6;
    for side in (modules * 3..modules * 7).step_by(61) {
        let smaller = imageops::resize(&sharp, side, side, FilterType::Nearest);
        assert_eq!(texts(smaller), Ok(vec![text.clone()]), "{side} pixels for {modules} modules");
    }
}
