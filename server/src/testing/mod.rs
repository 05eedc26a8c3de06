//! The real server in process, with a browser and a device that need no window: for tests of this crate and of
//! those that talk to it. Only with the feature `testing`.

mod browser;
mod device;
mod page;

use std::net::{Ipv4Addr, SocketAddr};

use axum::Router;
use tempfile::TempDir;

pub use browser::TestBrowser;
pub use device::{ApiReply, Says, TestDevice};
pub use page::{TestForm, TestPage};

use crate::{App, Clock, Config};

/// Where the server says that it lives.
const ADDRESS: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 8400);
/// 2027-01-15, and a round time step.
const START: u64 = 1_800_000_000;
/// Hashing that costs next to nothing.
const CONFIG: &str =
    "mode = \"development\"\nlisten = \"127.0.0.1:8400\"\nhashing_memory_kib = 64\nhashing_passes = 1\n";

/// A server with a folder and a clock of its own; nothing listens.
pub struct TestServer {
    /// The clock that decides; it stands still until it is moved.
    pub clock: Clock,
    app: App,
    router: Router,
    folder: TempDir,
}

impl TestServer {
    /// A server in development mode with nothing in it.
    ///
    /// # Panics
    /// If it does not start; then the test has nothing to say.
    pub async fn new() -> Self {
        Self::with("").await
    }

    /// The same with more lines in its configuration.
    pub async fn with(lines: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        Self::open(folder, lines, Clock::set_to(START)).await
    }

    /// Ends this server and starts another one on the same folder, as after a crash.
    pub async fn restarted(self) -> Self {
        let Self { clock, folder, app, router } = self;
        drop((app, router));
        Self::open(folder, "", clock).await
    }

    async fn open(folder: TempDir, lines: &str, clock: Clock) -> Self {
        let config = Config::from_toml(&format!("{CONFIG}{lines}"), folder.path()).expect("a configuration");
        let app = App::open(&config, ADDRESS, clock.clone()).await.expect("the server opens");
        Self { clock, router: app.router(), app, folder }
    }

    /// The server itself.
    pub fn app(&self) -> &App {
        &self.app
    }

    /// Its folder.
    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// All its routes, with their layers.
    pub fn router(&self) -> Router {
        self.router.clone()
    }

    /// A browser that has never been here.
    pub fn browser(&self) -> TestBrowser {
        TestBrowser::new(self.router(), self.app.state().rules.origin.as_str())
    }

    /// A device that is not linked yet.
    pub fn device(&self, name: &str) -> TestDevice {
        TestDevice::new(self.router(), &self.app.state().rules.origin, name)
    }
}
