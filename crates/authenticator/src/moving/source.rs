//! What a device is given of the other one: a text, a picture of a code, a file.

use countersign_enrollment::{ImageError, QrText, read_image};
use zeroize::Zeroizing;

use crate::backing_up::blocking;
use crate::error::Error;
use crate::importing::is_sealed;
use crate::picture::{self, Picture};

/// What begins each of our codes for a move.
const OURS: [&str; 3] = ["COUNTERSIGN-MOVE:", "COUNTERSIGN-MOVE-FROM:", "COUNTERSIGN-PART:"];

/// What the person gives a device of what the other one shows or has saved.
pub enum MoveSource {
    /// A text, of any number of lines.
    Text(Zeroizing<String>),
    /// A picture file, or the file that the other device has saved.
    File(Zeroizing<Vec<u8>>),
    /// A picture, such as the clipboard's.
    Picture(Picture),
}

impl MoveSource {
    /// The codes of a move in it, at least one. Whatever else is there may be a secret, and is left alone.
    ///
    /// # Errors
    /// [`Error::Image`], [`Error::NotThisCode`], [`Error::NotThisFile`] for a file that is no picture.
    pub(super) async fn codes(self) -> Result<Vec<String>, Error> {
        let codes = match self {
            Self::Text(text) => ours(text.lines()),
            Self::File(file) => match blocking(move || read_image(&file)).await? {
                Err(ImageError::NotAnImage) => return Err(Error::NotThisFile),
                read => of_pictures(&read?),
            },
            Self::Picture(picture) => {
                of_pictures(&blocking(move || picture::read_all(vec![picture])).await??)
            }
        };
        if codes.is_empty() { Err(Error::NotThisCode) } else { Ok(codes) }
    }

    /// The sealed file, if it is one.
    pub(super) fn sealed(self) -> Result<Vec<u8>, Self> {
        match self {
            Self::File(mut file) if is_sealed(&file) => Ok(std::mem::take(&mut *file)),
            other => Err(other),
        }
    }
}

fn of_pictures(texts: &[QrText]) -> Vec<String> {
    ours(texts.iter().map(QrText::reveal))
}

fn ours<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<String> {
    let is_ours = |text: &&str| OURS.iter().any(|begin| text.starts_with(begin));
    texts.map(str::trim).filter(is_ours).map(str::to_owned).collect()
}
