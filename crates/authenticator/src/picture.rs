//! Pictures that come as pixels, or as a file, from a clipboard or a screen.

use countersign_enrollment::{ImageError, QrText, read_image, read_pixels};
use zeroize::Zeroizing;

/// A picture in which codes are looked for. Its pixels may show secrets: they are wiped on drop.
pub enum Picture {
    /// A picture's file.
    File(Zeroizing<Vec<u8>>),
    /// Decoded already: four bytes for each pixel, red, green, blue and opacity, row by row.
    Pixels {
        /// How many pixels a row has.
        width: u32,
        /// How many rows there are.
        height: u32,
        /// The pixels.
        rgba: Zeroizing<Vec<u8>>,
    },
}

/// The codes of all pictures; an error only where there is no code in any.
pub(crate) fn read_all(pictures: Vec<Picture>) -> Result<Vec<QrText>, ImageError> {
    let (mut texts, mut first_error) = (Vec::new(), None);
    for picture in pictures {
        match read(picture) {
            Ok(found) => texts.extend(found),
            Err(error) => first_error = first_error.or(Some(error)),
        }
    }
    if texts.is_empty() { Err(first_error.unwrap_or(ImageError::NoCode)) } else { Ok(texts) }
}

fn read(picture: Picture) -> Result<Vec<QrText>, ImageError> {
    match picture {
        Picture::File(file) => read_image(&file),
        Picture::Pixels { width, height, rgba } => read_pixels(width, height, &rgba),
    }
}
