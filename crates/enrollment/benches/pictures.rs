//! How long it takes until the codes in a picture are read, against decoding its file alone:
//! `cargo bench -p countersign-enrollment --bench pictures`.

#![expect(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a benchmark measures real time and says so"
)]

use std::hint::black_box;
use std::io::Cursor;
use std::time::{Duration, Instant};

use countersign_enrollment::read_image;
use fast_qr::QRBuilder;
use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, GrayImage, ImageFormat, Luma, imageops};

const TEXT: &str =
    "otpauth://totp/Harbor%20Mail:ada@harbor.example?secret=JBSWY3DPEHPK3PXP&issuer=Harbor%20Mail";
const ROUNDS: usize = 30;

fn main() {
    for (name, file) in [("photo of 12 megapixels", photo()), ("screenshot", screenshot())] {
        assert_eq!(read_image(&file).expect("the code is read").len(), 1, "{name}");
        let whole = median(|| drop(black_box(read_image(black_box(&file)))));
        let decoding = median(|| drop(black_box(image::load_from_memory(black_box(&file)))));
        let ratio = whole.as_secs_f64() / decoding.as_secs_f64();
        println!(
            "{name}: {whole:.1?}; decoding alone: {decoding:.1?} (medians of {ROUNDS}); ratio {ratio:.2}"
        );
    }
}

fn median(mut run: impl FnMut()) -> Duration {
    let mut times: Vec<Duration> = (0..ROUNDS)
        .map(|_| {
            let begin = Instant::now();
            run();
            begin.elapsed()
        })
        .collect();
    times.sort();
    times[ROUNDS / 2]
}

fn code(module: u32) -> GrayImage {
    let qr = QRBuilder::new(TEXT).build().expect("the text fits");
    let size = u32::try_from(qr.size).expect("small");
    GrayImage::from_fn((size + 8) * module, (size + 8) * module, |x, y| {
        let (x, y) = ((x / module).wrapping_sub(4), (y / module).wrapping_sub(4));
        let is_dark = x < size && y < size && qr[y as usize][x as usize].value();
        Luma([if is_dark { 40 } else { 225 }])
    })
}

/// Uneven light, some noise, as a camera's JPEG.
fn photo() -> Vec<u8> {
    let mut state = 1_u32;
    let mut photo = GrayImage::from_fn(4_000, 3_000, |x, y| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        Luma([u8::try_from(110 + (x / 60 + y / 90) % 60 + (state >> 28)).expect("below 256")])
    });
    imageops::replace(&mut photo, &code(18), 1_500, 900);
    let mut file = Vec::new();
    let picture = DynamicImage::from(photo).to_rgb8();
    JpegEncoder::new_with_quality(Cursor::new(&mut file), 90).encode_image(&picture).expect("encodes");
    file
}

fn screenshot() -> Vec<u8> {
    let mut screen = GrayImage::from_pixel(1_920, 1_080, Luma([245]));
    imageops::replace(&mut screen, &code(5), 900, 400);
    let mut file = Vec::new();
    DynamicImage::from(screen).write_to(&mut Cursor::new(&mut file), ImageFormat::Png).expect("encodes");
    file
}
