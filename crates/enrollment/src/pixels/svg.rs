//! Drawings (SVG). They are drawn without text and without anything from outside; pictures within them are looked at
//! by themselves. What drawing costs is added up before it is done.

use std::sync::{Arc, Mutex, PoisonError};

use image::{GrayImage, RgbaImage};
use resvg::tiny_skia::{Color, Pixmap, Transform};
use resvg::usvg::roxmltree::{Document, Error as XmlError, ParsingOptions};
use resvg::usvg::{Error as DrawingError, Group, ImageHrefResolver, Node, Options, Tree};

use super::{ImageError, gray, raster};

const MAX_BYTES: usize = 8 << 20;
const MAX_NODES: u32 = 400_000;
const MAX_EMBEDDED: usize = 8;
/// The longest side of the drawn picture, in pixels.
const SIDE: f32 = 1_600.0;
/// How often the whole picture may be painted over.
const MAX_PAINTED: f64 = 400.0;
/// Groups that are painted apart and then laid on: at once in memory, one in the other.
const MAX_LAYERS: usize = 12;

pub(super) fn is_one(file: &[u8]) -> bool {
    let head = &file[..file.len().min(4_096)];
    let text = head.trim_ascii_start();
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text).trim_ascii_start();
    text.starts_with(b"<") && head.windows(4).any(|window| window == b"<svg")
}

/// The drawing itself, and then the pictures within it.
pub(super) fn draw(file: &[u8]) -> Result<Vec<GrayImage>, ImageError> {
    let embedded = Embedded::default();
    let tree = parse(file, &embedded)?;
    let mut pictures = vec![paint(&tree)?];
    for picture in embedded.take() {
        match raster::decode(&picture) {
            Ok(picture) => pictures.push(picture),
            Err(ImageError::TooLarge) => return Err(ImageError::TooLarge),
            // A picture that cannot be shown is not shown, as in a browser.
            Err(_) => {}
        }
    }
    Ok(pictures)
}

/// The drawing in its colors on nothing, with this many pixels on its longer side. Pictures within it are left out.
pub(super) fn picture(file: &[u8], side: u16) -> Result<RgbaImage, ImageError> {
    let paper = painted(&parse(file, &Embedded::default())?, f32::from(side), None)?;
    let (width, height) = (paper.width(), paper.height());
    let pixels = paper.pixels().iter().flat_map(|pixel| {
        let color = pixel.demultiply();
        [color.red(), color.green(), color.blue(), color.alpha()]
    });
    RgbaImage::from_raw(width, height, pixels.collect()).ok_or(ImageError::Damaged)
}

fn parse(file: &[u8], embedded: &Embedded) -> Result<Tree, ImageError> {
    if file.len() > MAX_BYTES {
        return Err(ImageError::TooLarge);
    }
    let text = std::str::from_utf8(file).map_err(|_| ImageError::Damaged)?;
    let limits = ParsingOptions { allow_dtd: true, nodes_limit: MAX_NODES, ..ParsingOptions::default() };
    let document = Document::parse_with_options(text, limits).map_err(|error| match error {
        XmlError::NodesLimitReached | XmlError::AttributesLimitReached => ImageError::TooLarge,
        _ => ImageError::Damaged,
    })?;
    let options = Options { image_href_resolver: embedded.resolver(), ..Options::default() };
    Tree::from_xmltree(&document, &options).map_err(|error| match error {
        DrawingError::ElementsLimitReached => ImageError::TooLarge,
        _ => ImageError::Damaged,
    })
}

fn paint(tree: &Tree) -> Result<GrayImage, ImageError> {
    let paper = painted(tree, SIDE, Some(Color::WHITE))?;
    gray::of_opaque(paper.width(), paper.height(), paper.data()).ok_or(ImageError::Damaged)
}

fn painted(tree: &Tree, side: f32, ground: Option<Color>) -> Result<Pixmap, ImageError> {
    let (width, height) = (tree.size().width(), tree.size().height());
    let scale = side / width.max(height);
    let cost = Cost::of(tree.root(), f64::from(width) * f64::from(height));
    if cost.painted > MAX_PAINTED || cost.layers > MAX_LAYERS {
        return Err(ImageError::TooLarge);
    }
    let mut paper = Pixmap::new(pixels(width * scale), pixels(height * scale)).ok_or(ImageError::TooLarge)?;
    if let Some(ground) = ground {
        paper.fill(ground);
    }
    resvg::render(tree, Transform::from_scale(scale, scale), &mut paper.as_mut());
    Ok(paper)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to the longest side")]
fn pixels(length: f32) -> u32 {
    length.ceil().clamp(1.0, SIDE) as u32
}

/// What painting takes.
#[derive(Default)]
struct Cost {
    /// Painted area, in areas of the picture.
    painted: f64,
    /// How many layers lie in memory at once.
    layers: usize,
}

impl Cost {
    fn of(group: &Group, picture: f64) -> Self {
        let mut cost = Self::default();
        for node in group.children() {
            let within = match node {
                Node::Group(group) => Self::of(group, picture),
                Node::Path(_) | Node::Image(_) | Node::Text(_) => Self::default(),
            };
            cost.add(&within);
            let area = node.abs_stroke_bounding_box();
            cost.painted += (f64::from(area.width()) * f64::from(area.height()) / picture).min(1.0);
            node.subroots(|root| cost.add(&Self::of(root, picture)));
        }
        if group.should_isolate() {
            // Filters go over the whole layer, several times.
            cost.painted += 1.0 + 8.0 * f64::from(u32::try_from(group.filters().len()).unwrap_or(u32::MAX));
            cost.layers += 1;
        }
        cost
    }

    fn add(&mut self, other: &Self) {
        self.painted += other.painted;
        self.layers = self.layers.max(other.layers);
    }
}

/// The pictures that a drawing carries within it. Links to others are not followed.
#[derive(Default)]
struct Embedded(Arc<Mutex<Vec<Arc<Vec<u8>>>>>);

impl Embedded {
    fn resolver<'a>(&self) -> ImageHrefResolver<'a> {
        let pictures = Arc::clone(&self.0);
        ImageHrefResolver {
            resolve_data: Box::new(move |_, data, _| {
                let mut pictures = pictures.lock().unwrap_or_else(PoisonError::into_inner);
                if pictures.len() < MAX_EMBEDDED {
                    pictures.push(data);
                }
                None
            }),
            resolve_string: Box::new(|_, _| None),
        }
    }

    fn take(self) -> Vec<Arc<Vec<u8>>> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
