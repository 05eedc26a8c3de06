//! Light and dark, evened out: pale codes, codes in a shadow, and those beside others of more contrast.

use image::GrayImage;

/// Less difference than this around a pixel is noise.
const LEAST_CONTRAST: u8 = 16;
const TILES_ON_LONGEST_SIDE: u32 = 64;
const SMALLEST_TILE: u32 = 8;

/// Whether all pixels are of one lightness, more or less: there is nothing to see.
pub(super) fn is_blank(picture: &GrayImage) -> bool {
    let darkest = picture.iter().min().copied().unwrap_or_default();
    let lightest = picture.iter().max().copied().unwrap_or_default();
    lightest - darkest < LEAST_CONTRAST
}

/// Spreads the lightness around each pixel over the whole range. Where all around is alike, it becomes black or white.
pub(super) fn even_out(picture: &mut GrayImage) {
    let tiles = Tiles::of(picture);
    let middle = tiles.middle();
    for (x, y, pixel) in picture.enumerate_pixels_mut() {
        let light = &mut pixel.0[0];
        let around = tiles.around(x, y);
        *light = if around.contrast() < LEAST_CONTRAST {
            if *light > middle { 255 } else { 0 }
        } else {
            around.spread(*light)
        };
    }
}

/// The darkest and the lightest of some pixels.
#[derive(Clone, Copy)]
struct Range {
    darkest: u8,
    lightest: u8,
}

impl Range {
    const NONE: Self = Self { darkest: 255, lightest: 0 };

    fn add(&mut self, other: Self) {
        self.darkest = self.darkest.min(other.darkest);
        self.lightest = self.lightest.max(other.lightest);
    }

    fn contrast(self) -> u8 {
        self.lightest.saturating_sub(self.darkest)
    }

    fn spread(self, light: u8) -> u8 {
        let above = u32::from(light.saturating_sub(self.darkest));
        u8::try_from((above * 255 / u32::from(self.contrast().max(1))).min(255)).expect("at most 255")
    }
}

/// The ranges of square tiles, each with its eight neighbors.
struct Tiles {
    side: u32,
    columns: u32,
    ranges: Vec<Range>,
}

impl Tiles {
    fn of(picture: &GrayImage) -> Self {
        let side = (picture.width().max(picture.height()) / TILES_ON_LONGEST_SIDE).max(SMALLEST_TILE);
        let (columns, rows) = (picture.width().div_ceil(side), picture.height().div_ceil(side));
        let mut own = vec![Range::NONE; (columns * rows) as usize];
        for (x, y, pixel) in picture.enumerate_pixels() {
            let light = pixel.0[0];
            own[(y / side * columns + x / side) as usize].add(Range { darkest: light, lightest: light });
        }
        let mut ranges = own.clone();
        for (row, column) in (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column))) {
            let range = &mut ranges[(row * columns + column) as usize];
            for row in row.saturating_sub(1)..=(row + 1).min(rows - 1) {
                for column in column.saturating_sub(1)..=(column + 1).min(columns - 1) {
                    range.add(own[(row * columns + column) as usize]);
                }
            }
        }
        Self { side, columns, ranges }
    }

    fn around(&self, x: u32, y: u32) -> Range {
        self.ranges[(y / self.side * self.columns + x / self.side) as usize]
    }

    fn middle(&self) -> u8 {
        let mut all = Range::NONE;
        self.ranges.iter().for_each(|range| all.add(*range));
        all.darkest.midpoint(all.lightest)
    }
}
