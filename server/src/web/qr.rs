//! QR codes as SVG, drawn by a library.

use fast_qr::convert::svg::SvgBuilder;
use fast_qr::convert::{Builder, Shape};
use fast_qr::{ECL, QRBuilder};

use crate::http::PageError;

/// A QR code of this text, with the quiet zone that scanners want. Whoever sees it has the text.
pub(super) fn svg(text: &str) -> Result<String, PageError> {
    draw(text, ECL::M)
}

/// The same for a long text: nothing soils a screen, so the least correction keeps its squares big.
pub(super) fn dense_svg(text: &str) -> Result<String, PageError> {
    draw(text, ECL::L)
}

fn draw(text: &str, level: ECL) -> Result<String, PageError> {
    let code = QRBuilder::new(text).ecl(level).build().map_err(|_| PageError::Malformed)?;
    let svg = SvgBuilder::default().shape(Shape::Square).margin(4).to_str(&code);
    Ok(svg.replacen("<svg ", "<svg class=\"qr\" aria-hidden=\"true\" shape-rendering=\"crispEdges\" ", 1))
}

#[cfg(test)]
mod tests {
    use super::svg;

    #[test]
    fn a_picture_needs_no_inline_style() {
        let svg = svg("countersign://enroll#v=1").unwrap();
        assert!(svg.starts_with("<svg class=\"qr\"") && svg.ends_with("</svg>"));
        assert!(!svg.contains("style") && !svg.contains("<script"));
    }
}
