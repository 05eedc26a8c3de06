//! Documents (PDF): their first pages, each drawn as a picture. Packed streams and pictures are measured first.

mod measuring;
mod streams;

use std::panic::{AssertUnwindSafe, catch_unwind};

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::object::Object;
use hayro::hayro_syntax::page::Page;
use hayro::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings, render};
use image::GrayImage;

use super::{ImageError, gray, raster};

const MAX_PAGES: usize = 16;
/// The longest side of a drawn page, in pixels: some 200 dots an inch on A4.
const SIDE: f32 = 2_400.0;

pub(super) fn is_one(file: &[u8]) -> bool {
    file[..file.len().min(1_024)].windows(5).any(|window| window == b"%PDF-")
}

/// Hands each of the first pages to `look`, until it says that it has seen enough.
pub(super) fn each_page(file: &[u8], mut look: impl FnMut(&GrayImage) -> bool) -> Result<(), ImageError> {
    measuring::check(file)?;
    // A document from anywhere may lead its renderer into a state that it takes for impossible.
    catch_unwind(AssertUnwindSafe(|| {
        let document = Pdf::new(file.to_vec()).map_err(|error| match error {
            LoadPdfError::Decryption(DecryptionError::PasswordProtected) => ImageError::Locked,
            LoadPdfError::Decryption(_) | LoadPdfError::Invalid => ImageError::Damaged,
        })?;
        check_pictures(&document)?;
        let cache = RenderCache::new();
        for page in document.pages().iter().take(MAX_PAGES) {
            if look(&draw(page, &cache)?) {
                break;
            }
        }
        Ok(())
    }))
    .unwrap_or(Err(ImageError::Damaged))
}

fn draw<'a>(page: &'a Page<'a>, cache: &RenderCache<'a>) -> Result<GrayImage, ImageError> {
    let (width, height) = page.render_dimensions();
    let scale = SIDE / width.max(height);
    // Thinner than a pixel, or no size at all.
    if !(width * scale >= 1.0 && height * scale >= 1.0) {
        return Err(ImageError::Damaged);
    }
    let paper = PixmapSettings { x_scale: scale, y_scale: scale, bg_color: WHITE };
    let drawn = render(page, cache, &InterpreterSettings::default(), &RenderSettings::default(), &paper);
    let (width, height) = (u32::from(drawn.width()), u32::from(drawn.height()));
    gray::of_opaque(width, height, drawn.data_as_u8_slice()).ok_or(ImageError::Damaged)
}

/// Measures the pictures in the document by what it says of them.
fn check_pictures(document: &Pdf) -> Result<(), ImageError> {
    for object in document.objects() {
        if let Object::Stream(stream) = object {
            let side = |name: &str| stream.dict().get::<u32>(name);
            if let (Some(width), Some(height)) = (side("Width"), side("Height"))
                && raster::is_too_large(width, height)
            {
                return Err(ImageError::TooLarge);
            }
        }
    }
    Ok(())
}
