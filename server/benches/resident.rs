//! What the program costs while nothing happens: from its start until it answers, its memory when idle and with ten
//! thousand pages that wait, and what they write meanwhile. `cargo bench -p countersign-server --bench resident`.
//! Linux only: it reads `/proc`.

#![expect(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a benchmark measures real time and says so"
)]

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use countersign_protocol::{Origin, PersonText};
use countersign_server::Wake;
use countersign_server::domain::{AccountName, BrowserMark, Hashed, Policy};
use countersign_server::keys::ServerKeys;
use countersign_server::rules::Rules;
use countersign_server::storage::{MadeAccount, NewAccount, NewAttempt, Storage};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

const PAGES: u32 = 10_000;
const STARTS: usize = 15;

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let home = Home::new();
        let mut starts = Vec::new();
        for _ in 0..STARTS {
            let began = Instant::now();
            let served = home.serve().await;
            starts.push(began.elapsed());
            drop(served);
        }
        starts.sort();
        println!(
            "from the start of the program until it answers: {:.1?} (median of {STARTS})",
            starts[STARTS / 2]
        );

        let cookies = home.waiting_sign_ins(PAGES).await;
        let served = home.serve().await;
        tokio::time::sleep(Duration::from_secs(2)).await;
        let idle = served.resident_kib();
        println!("idle: {:.1} MB resident", mebibytes(idle));
        let written = home.written();
        let waiting = wait_all(home.address(), &cookies).await;
        tokio::time::sleep(Duration::from_secs(3)).await;
        let with_pages = served.resident_kib();
        let each = mebibytes(with_pages.saturating_sub(idle)) * 1024.0 / f64::from(PAGES);
        println!("{PAGES} waiting pages: {:.1} MB resident, {each:.1} KiB for each", mebibytes(with_pages));
        let now = home.written();
        println!("written to the database while they wait: {} bytes", now.abs_diff(written));
        drop(waiting);
    });
}

struct Home {
    folder: tempfile::TempDir,
    port: u16,
}

impl Home {
    fn new() -> Self {
        let free = std::net::TcpListener::bind(("127.0.0.1", 0)).and_then(|listener| listener.local_addr());
        let home =
            Self { folder: tempfile::tempdir().expect("a folder"), port: free.expect("a free port").port() };
        let lines = format!("mode = \"development\"\nlisten = \"{}\"\ndata = \"data\"\n", home.address());
        fs::write(home.folder.path().join("countersign.toml"), lines).expect("written");
        home
    }

    fn address(&self) -> SocketAddr {
        ([127, 0, 0, 1], self.port).into()
    }

    fn database(&self) -> PathBuf {
        self.folder.path().join("data/countersign.db")
    }

    async fn serve(&self) -> Served {
        let mut command = Command::new(env!("CARGO_BIN_EXE_countersign-server"));
        command.arg("--config").arg(self.folder.path().join("countersign.toml")).arg("serve").env_clear();
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let served = Served(command.spawn().expect("it starts"));
        while !answers(self.address()).await {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        served
    }

    /// Sign-ins whose password was right, each of another person; gives their cookies.
    async fn waiting_sign_ins(&self, count: u32) -> Vec<String> {
        let file = self.database();
        let folder = file.parent().expect("a folder");
        let keys = ServerKeys::load(folder, true).expect("keys");
        let rules = Arc::new(Rules {
            origin: Origin::parse(&format!("http://{}", self.address())).expect("an origin"),
            name: PersonText::parse("Countersign").expect("a name"),
            challenge_seconds: 120,
            approval: Policy::Adaptive,
        });
        let storage = Storage::open(&file, Arc::new(keys), rules, Wake::default()).await.expect("it opens");
        let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_secs();
        let mut attempts = JoinSet::new();
        for number in 0..count {
            let storage = storage.clone();
            attempts.spawn(async move {
                let name = AccountName::parse(&format!("person-{number}")).expect("a name");
                let new = NewAccount { name, password_hash: "$argon2id$".into(), is_admin: false };
                let made = storage.make_account(new, now).await.expect("it works");
                let MadeAccount::Made(account) = made else { panic!("{made:?}") };
                let cookie = format!("{number:022}");
                let mark = BrowserMark {
                    browser: "Firefox".into(),
                    system: "Linux".into(),
                    ip: [127, 0, 0, 1].into(),
                };
                let new = NewAttempt {
                    login: Hashed::of(&cookie),
                    account,
                    mark,
                    known: None,
                    next: "/account".into(),
                    wrong_passwords: 0,
                };
                storage.begin_attempt(new, now).await.expect("it works");
                cookie
            });
        }
        let cookies = attempts.join_all().await;
        storage.close().await;
        cookies
    }

    /// The size of the database and its log; whatever is written makes one of them longer.
    fn written(&self) -> u64 {
        let size = |file: &Path| fs::metadata(file).map_or(0, |data| data.len());
        size(&self.database()) + size(&self.database().with_extension("db-wal"))
    }
}

struct Served(Child);

impl Served {
    fn resident_kib(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.0.id())).expect("Linux tells");
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).expect("its resident memory");
        line.split_whitespace().nth(1).and_then(|size| size.parse().ok()).expect("a number")
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Whether the server is there and well: a listener alone may be bound long before.
async fn answers(at: SocketAddr) -> bool {
    let Ok(mut stream) = TcpStream::connect(at).await else { return false };
    let request = format!("GET /healthz HTTP/1.1\r\nHost: {at}\r\nConnection: close\r\n\r\n");
    let mut head = [0; 12];
    stream.write_all(request.as_bytes()).await.is_ok()
        && stream.read_exact(&mut head).await.is_ok()
        && &head == b"HTTP/1.1 200"
}

/// Opens one stream of events for each cookie, as the waiting pages do.
async fn wait_all(to: SocketAddr, cookies: &[String]) -> Vec<TcpStream> {
    let mut streams = Vec::with_capacity(cookies.len());
    for cookie in cookies {
        let mut stream = TcpStream::connect(to).await.expect("it listens");
        let request = format!(
            "GET /sign-in/wait/events HTTP/1.1\r\nHost: {to}\r\nAccept: text/event-stream\r\nCookie: cs_dev_{}_login={cookie}\r\n\r\n",
            to.port()
        );
        stream.write_all(request.as_bytes()).await.expect("sent");
        let mut head = [0; 12];
        stream.read_exact(&mut head).await.expect("a reply");
        assert_eq!(&head, b"HTTP/1.1 200");
        streams.push(stream);
    }
    streams
}

#[expect(clippy::cast_precision_loss, reason = "some thousands")]
fn mebibytes(kib: u64) -> f64 {
    kib as f64 / 1024.0
}
