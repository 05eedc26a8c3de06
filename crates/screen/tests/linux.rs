//! On Linux: a real X11 server, and a portal of our own on a bus of its own.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "these are tests")]

#[path = "linux/bus.rs"]
mod bus;
#[path = "linux/display.rs"]
mod display;

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use countersign_authenticator::Picture;
use countersign_enrollment::{read_image, read_pixels};
use countersign_screen::{ScreenError, portal, x11};
use zbus::zvariant::{OwnedObjectPath, OwnedValue, Value};

use bus::Bus;
use display::Display;

fn code() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/e2e/pictures/otpauth.png")
}

fn texts(picture: &Picture) -> Vec<String> {
    let found = match picture {
        Picture::File(file) => read_image(file),
        Picture::Pixels { width, height, rgba } => read_pixels(*width, *height, rgba),
    };
    found.expect("a code").iter().map(|text| text.reveal().to_owned()).collect()
}

#[test]
fn a_code_on_an_x11_screen_is_read() {
    let shown = read_image(&std::fs::read(code()).unwrap()).unwrap();
    let display = Display::start();
    let window = display.show(&code());
    let picture = x11::capture(Some(&display.name)).expect("a picture");
    assert_eq!(texts(&picture), [shown[0].reveal()]);
    drop(window);
}

#[test]
fn where_there_is_no_display_it_is_said() {
    assert_eq!(x11::capture(Some(":9999")).err(), Some(ScreenError::Unavailable));
}

/// How the portal answers.
struct Portal {
    end: u32,
    file: Option<PathBuf>,
}

#[zbus::interface(name = "org.freedesktop.portal.Screenshot")]
impl Portal {
    async fn screenshot(
        &self,
        #[zbus(connection)] bus: &zbus::Connection,
        #[zbus(header)] header: zbus::message::Header<'_>,
        parent: &str,
        options: HashMap<String, OwnedValue>,
    ) -> OwnedObjectPath {
        assert_eq!(parent, "", "our window is hidden");
        let token = <&str>::try_from(&options["handle_token"]).expect("a token");
        assert!(bool::try_from(&options["interactive"]).expect("a flag"), "the person chooses");
        let sender = header.sender().expect("a name").trim_start_matches(':').replace('.', "_");
        let path = format!("/org/freedesktop/portal/desktop/request/{sender}/{token}");
        let mut results = HashMap::new();
        if let Some(file) = &self.file {
            results.insert("uri", Value::from(format!("file://{}", file.display())));
        }
        let answer = (self.end, results);
        bus.emit_signal(None::<&str>, path.as_str(), "org.freedesktop.portal.Request", "Response", &answer)
            .await
            .expect("said");
        OwnedObjectPath::try_from(path).expect("a path")
    }
}

async fn asked(portal: Portal) -> Result<Picture, ScreenError> {
    let bus = Bus::start();
    let desktop = zbus::connection::Builder::address(bus.address.as_str())
        .unwrap()
        .name("org.freedesktop.portal.Desktop")
        .unwrap()
        .serve_at("/org/freedesktop/portal/desktop", portal)
        .unwrap()
        .build()
        .await
        .expect("the portal is there");
    let picture = portal::capture(&bus.connect().await).await;
    drop(desktop);
    picture
}

#[tokio::test]
async fn what_the_portal_took_is_read_and_its_file_deleted() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("Screenshot.png");
    std::fs::copy(code(), &file).unwrap();
    let picture = asked(Portal { end: 0, file: Some(file.clone()) }).await.expect("a picture");
    assert_eq!(texts(&picture).len(), 1);
    assert!(!file.exists(), "nobody asked for a file");
}

#[tokio::test]
async fn a_portal_that_says_no_is_told_from_one_that_fails_and_from_none() {
    assert_eq!(asked(Portal { end: 1, file: None }).await.err(), Some(ScreenError::Refused));
    assert_eq!(asked(Portal { end: 2, file: None }).await.err(), Some(ScreenError::Failed));
    assert_eq!(asked(Portal { end: 0, file: None }).await.err(), Some(ScreenError::Failed));
    let gone = PathBuf::from("/nowhere/at/all.png");
    assert_eq!(asked(Portal { end: 0, file: Some(gone) }).await.err(), Some(ScreenError::Failed));
    let bus = Bus::start();
    assert_eq!(portal::capture(&bus.connect().await).await.err(), Some(ScreenError::Unavailable));
}
