//! The real server in process, with a browser and a device that need no window: for tests of this crate and of
//! those that talk to it. Only with the feature `testing`.

mod browser;
mod device;
mod listening;
mod page;

use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;

use axum::Router;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

pub use browser::TestBrowser;
pub use device::{ApiReply, Says, TestDevice};
pub use listening::{Listening, send_over_tcp};
pub use page::{TestForm, TestPage};

use crate::data_folder::database_file;
use crate::storage::{History, epoch_of, make_safe};
use crate::tombstones::{TOMBSTONES, TombstoneLog};
use crate::{App, Clock, Config};

/// Where the server says that it lives.
const ADDRESS: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 8400);
/// 2027-01-15, and a round time step.
const START: u64 = 1_800_000_000;
/// A server for whoever builds; hashing costs next to nothing.
const CONFIG: [&str; 4] = [
    "mode = \"development\"",
    "listen = \"127.0.0.1:8400\"",
    "hashing_memory_kib = 64",
    "hashing_passes = 1",
];
/// The same as people run it, behind a proxy that ends TLS.
const SECURE: &str = "mode = \"production\"\npublic_url = \"https://auth.example\"\nproxies = [\"127.0.0.1/32\", \"203.0.113.7/32\"]\n";

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

    /// The same with more lines in its configuration, or others in place of the usual ones.
    pub async fn with(lines: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        Self::open(folder, lines, Clock::set_to(START)).await
    }

    /// A server as people run it: at an `https` origin.
    pub async fn secure() -> Self {
        Self::with(SECURE).await
    }

    /// Ends this server and starts another one on the same folder, as after a crash.
    pub async fn restarted(self) -> Self {
        self.restarted_with("").await
    }

    /// The same with more lines in its configuration.
    pub async fn restarted_with(self, lines: &str) -> Self {
        let Self { clock, folder, app, router } = self;
        drop((app, router));
        Self::open(folder, lines, clock).await
    }

    /// Ends this server, restores a backup of its database with the log of what came after it, and starts again.
    ///
    /// # Panics
    /// If the backup cannot be restored.
    pub async fn restored(self, backup: &Path) -> Self {
        let keys = self.app.state().keys.clone();
        let database = database_file(&self.folder.path().join("data")).expect("the folder is there");
        // Beside the old one: its connections may still be closing.
        let folder = tempfile::tempdir().expect("a folder");
        let copy = database_file(&folder.path().join("data")).expect("a folder for data");
        for name in ["instance.key", "server.key", TOMBSTONES] {
            fs::copy(database.with_file_name(name), copy.with_file_name(name)).expect("it is there");
        }
        fs::copy(backup, &copy).expect("the backup is there");
        let log = TombstoneLog::beside(&database);
        let known = epoch_of(&database).await;
        let made = make_safe(&copy, &keys, &History::Log(log), known, self.clock.now()).await;
        made.expect("it is restored");
        Self::open(folder, "", self.clock).await
    }

    async fn open(folder: TempDir, lines: &str, clock: Clock) -> Self {
        let key = |line: &str| line.split('=').next().map(|key| key.trim().to_owned());
        let usual = CONFIG.iter().filter(|usual| lines.lines().all(|line| key(line) != key(usual)));
        let text = usual.fold(lines.to_owned(), |text, line| format!("{text}\n{line}"));
        let config = Config::from_toml(&text, folder.path()).expect("a configuration");
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
        self.browser_through(self.router())
    }

    /// A browser whose requests go through other routes, which lead here.
    pub fn browser_through(&self, routes: Router) -> TestBrowser {
        TestBrowser::new(routes, self.app.state().rules.origin.as_str())
    }

    /// A device that is not linked yet.
    pub fn device(&self, name: &str) -> TestDevice {
        self.device_through(self.router(), name)
    }

    /// A device whose requests go through other routes, which lead here.
    pub fn device_through(&self, routes: Router, name: &str) -> TestDevice {
        TestDevice::new(routes, &self.app.state().rules.origin, name)
    }

    /// Serves on a free port, as the program does, until it is told to stop.
    ///
    /// # Panics
    /// If there is no free port.
    pub async fn listen(&self) -> Listening {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
        let address = listener.local_addr().expect("it is bound");
        let stop = CancellationToken::new();
        let served = self.app.clone().serve(listener, stop.clone().cancelled_owned());
        Listening { address, stop, served: tokio::spawn(served) }
    }
}
