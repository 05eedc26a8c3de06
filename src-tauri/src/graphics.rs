//! What draws the window on Linux. Where the system has no graphics card, the web view would put the page's layers together
//! with a program that imitates one (docs/performance.md says what that costs), for the same picture.

use std::fs::read_dir;
use std::path::Path;

/// How the web view is told to draw by itself. Told the first alone, it still loads a program that imitates a card, with its
/// compiler, into our process before it opens a page: once to ask how pictures can be shared with it, and once to find the
/// device that draws. There is none; so it is told so.
pub const BY_ITSELF: [(&str, &str); 3] = [
    ("WEBKIT_DISABLE_COMPOSITING_MODE", "1"),
    ("WEBKIT_DISABLE_DMABUF_RENDERER", "1"),
    ("WEBKIT_WEB_RENDER_DEVICE_FILE", "/dev/null"),
];

/// Whether there is a card that programs may draw with: a render node of the kernel, or NVIDIA's own device.
#[must_use]
pub fn has_card() -> bool {
    is_card_among(Path::new("/dev"))
}

fn is_card_among(devices: &Path) -> bool {
    let has_node = read_dir(devices.join("dri")).is_ok_and(|mut nodes| {
        nodes.any(|node| node.is_ok_and(|node| node.file_name().as_encoded_bytes().starts_with(b"renderD")))
    });
    has_node || devices.join("nvidia0").exists()
}

#[cfg(test)]
mod tests {
    use std::fs::{File, create_dir};

    use tempfile::tempdir;

    use super::*;

    #[test]
    fn a_render_node_is_a_card_and_a_screen_alone_is_none() {
        let devices = tempdir().unwrap();
        assert!(!is_card_among(devices.path()));
        create_dir(devices.path().join("dri")).unwrap();
        File::create(devices.path().join("dri/card0")).unwrap();
        assert!(!is_card_among(devices.path()));
        File::create(devices.path().join("dri/renderD128")).unwrap();
        assert!(is_card_among(devices.path()));
    }

    #[test]
    fn nvidias_own_device_is_a_card() {
        let devices = tempdir().unwrap();
        File::create(devices.path().join("nvidia0")).unwrap();
        assert!(is_card_among(devices.path()));
    }
}
