//! Linux: by the portal under Wayland, by X11 otherwise.

use countersign_authenticator::Picture;

use crate::{ScreenError, portal, x11};

pub(crate) async fn capture() -> Result<Vec<Picture>, ScreenError> {
    if is_wayland() {
        let bus = zbus::Connection::session().await.map_err(|_| ScreenError::Unavailable)?;
        return portal::capture(&bus).await.map(|picture| vec![picture]);
    }
    let taken = tokio::task::spawn_blocking(|| x11::capture(None)).await;
    taken.map_err(|_| ScreenError::Failed)?.map(|picture| vec![picture])
}

/// X11 programs of a Wayland session see one another only.
fn is_wayland() -> bool {
    let has = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    has("WAYLAND_DISPLAY") || std::env::var("XDG_SESSION_TYPE").is_ok_and(|kind| kind == "wayland")
}
