//! X11: all screens are one picture, which any program may take.

use countersign_authenticator::Picture;
use x11rb::connection::Connection as _;
use x11rb::image::{Image, PixelLayout};
use x11rb::protocol::xproto::{Screen, Visualtype};
use zeroize::{Zeroize as _, Zeroizing};

use crate::ScreenError;

/// Takes a picture of a display; without a name, of the one that the environment names.
///
/// # Errors
/// A [`ScreenError`].
pub fn capture(display: Option<&str>) -> Result<Picture, ScreenError> {
    let (connection, number) = x11rb::connect(display).map_err(|_| ScreenError::Unavailable)?;
    let screen = &connection.setup().roots[number];
    let (width, height) = (screen.width_in_pixels, screen.height_in_pixels);
    let (mut image, visual) =
        Image::get(&connection, screen.root, 0, 0, width, height).map_err(|_| ScreenError::Failed)?;
    let layout = visual_type(screen, visual).and_then(|visual| PixelLayout::from_visual_type(visual).ok());
    let Some(layout) = layout else { return Err(ScreenError::Unavailable) };
    let mut rgba = Zeroizing::new(Vec::with_capacity(usize::from(width) * usize::from(height) * 4));
    for (x, y) in (0..height).flat_map(|y| (0..width).map(move |x| (x, y))) {
        let (red, green, blue) = layout.decode(image.get_pixel(x, y));
        rgba.extend([red, green, blue].map(|light| light.to_be_bytes()[0]));
        rgba.push(u8::MAX);
    }
    image.data_mut().zeroize();
    Ok(Picture::Pixels { width: width.into(), height: height.into(), rgba })
}

fn visual_type(screen: &Screen, id: u32) -> Option<Visualtype> {
    screen
        .allowed_depths
        .iter()
        .flat_map(|depth| &depth.visuals)
        .find(|visual| visual.visual_id == id)
        .copied()
}
