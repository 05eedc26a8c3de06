//! macOS and Windows: one picture for each monitor.

use countersign_authenticator::Picture;
use xcap::Monitor;

use crate::ScreenError;

pub(crate) async fn capture() -> Result<Vec<Picture>, ScreenError> {
    tokio::task::spawn_blocking(all).await.map_err(|_| ScreenError::Failed)?
}

fn all() -> Result<Vec<Picture>, ScreenError> {
    let monitors = Monitor::all().map_err(|_| ScreenError::Unavailable)?;
    if monitors.is_empty() {
        return Err(ScreenError::Unavailable);
    }
    // A monitor that fails among others is left out: the code is on another one, or is not found.
    let taken: Vec<Picture> = monitors
        .iter()
        .filter_map(|monitor| monitor.capture_image().ok())
        .map(|image| Picture::Pixels {
            width: image.width(),
            height: image.height(),
            rgba: image.into_raw().into(),
        })
        .collect();
    if taken.is_empty() { Err(ScreenError::Refused) } else { Ok(taken) }
}
