//! QR codes, made by a library and drawn in few bytes: as SVG in the page, or a long text as a picture of its own.

use std::fmt::Write;

use fast_qr::{ECL, QRBuilder, QRCode};
use png::{BitDepth, ColorType, Encoder};

use crate::http::PageError;

/// The quiet zone that scanners want, in squares.
const MARGIN: usize = 4;

/// How many pixels wide a square of a dense code is: whole ones, because squares of uneven width are hard to read in a
/// screenshot.
const SQUARE: usize = 4;

/// A QR code of this text as SVG. Whoever sees it has the text.
pub(super) fn svg(text: &str) -> Result<String, PageError> {
    let code = build(text, ECL::M)?;
    let side = code.size + 2 * MARGIN;
    Ok(format!(
        "<svg class=\"qr\" aria-hidden=\"true\" shape-rendering=\"crispEdges\" viewBox=\"0 0 {side} {side}\">\
         <path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/><path stroke=\"#000\" d=\"{}\"/></svg>",
        lines(&code)
    ))
}

/// A QR code of a long text: nothing soils a screen, so the least correction keeps its squares big.
pub(super) struct Dense(QRCode);

impl Dense {
    /// Fails for a text that is too long for any code.
    pub(super) fn of(text: &str) -> Result<Self, PageError> {
        build(text, ECL::L).map(Self)
    }

    /// How many pixels wide and high its picture is.
    pub(super) fn side(&self) -> usize {
        (self.0.size + 2 * MARGIN) * SQUARE
    }

    /// Its picture: PNG with one bit for each pixel, a tenth of what it takes as SVG.
    pub(super) fn png(&self) -> Result<Vec<u8>, PageError> {
        let side = self.side();
        let mut png = Vec::new();
        let width = u32::try_from(side).map_err(PageError::unexpected)?;
        let mut encoder = Encoder::new(&mut png, width, width);
        encoder.set_color(ColorType::Grayscale);
        encoder.set_depth(BitDepth::One);
        let mut writer = encoder.write_header().map_err(PageError::unexpected)?;
        writer.write_image_data(&self.pixels()).map_err(PageError::unexpected)?;
        writer.finish().map_err(PageError::unexpected)?;
        Ok(png)
    }

    /// Rows of pixels, eight in a byte, a set bit for white; each row begins with a byte of its own.
    fn pixels(&self) -> Vec<u8> {
        let side = self.side();
        let row_bytes = side.div_ceil(8);
        let mut pixels = vec![0xff; row_bytes * side];
        for (y, row) in pixels.chunks_mut(row_bytes).enumerate() {
            for x in (0..side).filter(|x| self.is_dark(x / SQUARE, y / SQUARE)) {
                row[x / 8] &= !(0x80 >> (x % 8));
            }
        }
        pixels
    }

    fn is_dark(&self, x: usize, y: usize) -> bool {
        let inside = MARGIN..MARGIN + self.0.size;
        inside.contains(&x) && inside.contains(&y) && self.0[y - MARGIN][x - MARGIN].value()
    }
}

fn build(text: &str, level: ECL) -> Result<QRCode, PageError> {
    QRBuilder::new(text).ecl(level).build().map_err(|_| PageError::Malformed)
}

/// The path of all dark squares: each run in a row is a line one square thick.
fn lines(code: &QRCode) -> String {
    let mut path = String::new();
    for y in 0..code.size {
        let row = &code[y];
        // Where the pen is: nowhere before the first run.
        let mut pen = None;
        let mut x = 0;
        while x < code.size {
            let dark = row[x..].iter().take_while(|square| square.value()).count();
            if dark > 0 {
                let _ = match pen {
                    None => write!(path, "M{} {}.5h{dark}", x + MARGIN, y + MARGIN),
                    Some(pen) => write!(path, "m{} 0h{dark}", x - pen),
                };
                pen = Some(x + dark);
            }
            x += dark.max(1);
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::{Dense, MARGIN, build, lines, svg};
    use fast_qr::ECL;

    #[test]
    fn a_picture_needs_no_inline_style() {
        let svg = svg("countersign://enroll#v=1").unwrap();
        assert!(svg.starts_with("<svg class=\"qr\"") && svg.ends_with("</svg>"));
        assert!(!svg.contains("style") && !svg.contains("<script"));
    }

    #[test]
    fn the_lines_are_the_squares_and_nothing_else() {
        let code = build("countersign://enroll#v=1&c=GSrR7l1J8YcJ8m3sLaA8VQ", ECL::M).unwrap();
        let mut drawn = vec![vec![false; code.size]; code.size];
        let (mut x, mut y) = (0, 0);
        for step in lines(&code).split_inclusive('h') {
            // `3M4 4.5h`, `2m1 0h`: the length of the line before, and how the pen goes on.
            let (length, go) = step.split_at(step.find(['M', 'm', 'h']).unwrap_or(step.len()));
            for _ in 0..length.parse().unwrap_or(0) {
                drawn[y][x] = true;
                x += 1;
            }
            let numbers: Vec<usize> = go
                .trim_matches(['M', 'm', 'h'])
                .split(' ')
                .filter_map(|number| number.split('.').next()?.parse().ok())
                .collect();
            match (go.chars().next(), &numbers[..]) {
                (Some('M'), [to, row]) => (x, y) = (to - MARGIN, row - MARGIN),
                (Some('m'), [on, 0]) => x += on,
                _ => assert!(go.is_empty(), "{go}"),
            }
        }
        for (y, row) in drawn.iter().enumerate() {
            let dark: Vec<bool> = code[y].iter().map(|square| square.value()).collect();
            assert_eq!(*row, dark, "row {y}");
        }
    }

    #[test]
    fn a_dense_picture_has_whole_pixels_and_a_white_margin() {
        // 16 characters at the least correction: 21 squares and a margin of four on each side.
        let code = Dense::of("countersign://x!").unwrap();
        assert_eq!(code.side(), 116);
        let png = code.png().unwrap();
        let mut reader = png::Decoder::new(std::io::Cursor::new(&png)).read_info().unwrap();
        assert_eq!((reader.info().width, reader.info().height), (116, 116));
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut pixels).unwrap();
        assert_eq!(pixels, code.pixels());
        let is_white = |x: usize, y: usize| pixels[y * 15 + x / 8] & (0x80 >> (x % 8)) != 0;
        // The corner's finder: a dark frame of one square, then a white one.
        assert!(is_white(15, 15) && !is_white(16, 16) && !is_white(19, 19) && is_white(20, 20));
    }

    #[test]
    fn a_text_that_fits_into_no_code_is_refused() {
        assert!(Dense::of(&"x".repeat(3000)).is_err());
    }
}
