//! What the pages for paper share: QR codes, keys in groups of four, a buffer that is wiped.

use askama::Template;
use fast_qr::convert::svg::SvgBuilder;
use fast_qr::convert::{Builder, Shape};
use fast_qr::{ECL, QRBuilder};
use zeroize::Zeroizing;

/// The largest QR code holds 2,953 bytes; phones' cameras give up earlier.
const QR_BYTES_AT_MOST: usize = 2_000;

/// Whether the text goes into a QR code that a camera can read.
pub(crate) fn fits_qr(text: &str) -> bool {
    text.len() <= QR_BYTES_AT_MOST
}

/// A QR code as SVG, with the quiet zone that scanners want, if the text fits. Warning: whoever sees it has the text.
pub fn qr(text: &str) -> Option<Zeroizing<String>> {
    let correction = if text.len() > QR_BYTES_AT_MOST / 4 { ECL::L } else { ECL::M };
    let code = fits_qr(text).then(|| QRBuilder::new(text).ecl(correction).build().ok())??;
    let svg = Zeroizing::new(SvgBuilder::default().shape(Shape::Square).margin(4).to_str(&code));
    Some(Zeroizing::new(svg.replacen("<svg ", "<svg class=\"qr\" shape-rendering=\"crispEdges\" ", 1)))
}

/// `ABCD EFGH …`, as people read a key from paper.
pub(crate) fn in_fours(key: &str) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(key.len() * 2));
    for (index, character) in key.chars().enumerate() {
        if index > 0 && index % 4 == 0 {
            text.push(' ');
        }
        text.push(character);
    }
    text
}

pub(crate) fn render(page: &impl Template) -> Zeroizing<String> {
    Zeroizing::new(page.render().expect("a string takes everything"))
}
