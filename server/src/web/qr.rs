//! QR codes as SVG, drawn by a library.

use fast_qr::convert::svg::SvgBuilder;
use fast_qr::convert::{Builder, Shape};
use fast_qr::{ECL, QRBuilder};

use crate::http::PageError;

/// A QR code of this text, with the quiet zone that scanners want. Whoever sees it has the text.
pub(super) fn svg(text: &str) -> Result<String, PageError> {
    draw(text, ECL::M)
}

/// The same for a long text: nothing soils a screen, so the least correction keeps its squares big. Where there is
/// room each square is four whole pixels wide, because squares of uneven width are hard to read in a screenshot.
pub(super) fn dense_svg(text: &str) -> Result<String, PageError> {
    let svg = draw(text, ECL::L)?;
    let side: u32 = svg
        .split_once("viewBox=\"0 0 ")
        .and_then(|(_, rest)| rest.split(' ').next()?.parse().ok())
        .ok_or(PageError::Malformed)?;
    let side = 4 * side;
    Ok(svg.replacen(" viewBox=", &format!(" width=\"{side}\" height=\"{side}\" viewBox="), 1))
}

fn draw(text: &str, level: ECL) -> Result<String, PageError> {
    let code = QRBuilder::new(text).ecl(level).build().map_err(|_| PageError::Malformed)?;
    let svg = SvgBuilder::default().shape(Shape::Square).margin(4).to_str(&code);
    Ok(svg.replacen("<svg ", "<svg class=\"qr\" aria-hidden=\"true\" shape-rendering=\"crispEdges\" ", 1))
}

#[cfg(test)]
mod tests {
    use super::{dense_svg, svg};

    #[test]
    fn a_picture_needs_no_inline_style() {
        let svg = svg("countersign://enroll#v=1").unwrap();
        assert!(svg.starts_with("<svg class=\"qr\"") && svg.ends_with("</svg>"));
        assert!(!svg.contains("style") && !svg.contains("<script"));
    }

    #[test]
    fn a_dense_picture_has_whole_pixels() {
        // 16 characters at the least correction: 21 squares and a margin of four on each side.
        let svg = dense_svg("countersign://x!").unwrap();
        assert!(
            svg.starts_with("<svg class=\"qr\"") && svg.contains(" width=\"116\" height=\"116\" viewBox=")
        );
    }
}
