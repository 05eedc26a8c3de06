//! A device without a screen: its folder, key store and clocks outlive the app that runs on it.

use std::future::Future;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use countersign_authenticator::{
    Authenticator, CallbackWay, Clock, Disk, Event, Listener, Opener, PaperLanguage, PassphraseCost, Phase,
    PlainHttp, Ports, PushDistributor, Settings, Stay, UnixTime, VapidKey, Wakener, WillNotOpen, WorkFactor,
};
use countersign_keystore::{MemoryBiometrics, MemoryKeyStore};
use tempfile::TempDir;
use tokio::sync::watch;

/// When all tests begin.
pub(crate) const START: u64 = 1_800_000_000;
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// A phone or desktop.
pub(crate) struct Device {
    folder: TempDir,
    pub(crate) key_store: Arc<MemoryKeyStore>,
    pub(crate) biometrics: Arc<MemoryBiometrics>,
    pub(crate) clock: Arc<SetClock>,
    pub(crate) browser: Arc<OpenedPages>,
    pub(crate) ears: Arc<Ears>,
    pub(crate) callback: CallbackWay,
    pub(crate) backup_calm: Duration,
    /// The app and its version.
    pub(crate) version: &'static str,
    pub(crate) stream_silence: Duration,
    /// What wakes the app on it, if anything does.
    pub(crate) phone: Option<Arc<PushPhone>>,
    pub(crate) stay: Stay,
}

impl Device {
    pub(crate) fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            key_store: Arc::default(),
            biometrics: Arc::default(),
            clock: Arc::new(SetClock { wall: AtomicU64::new(START * 1_000), boot: AtomicU64::new(5_000) }),
            browser: Arc::default(),
            ears: Arc::default(),
            callback: CallbackWay::Loopback,
            backup_calm: Duration::from_hours(1),
            version: "countersign/0.1.0",
            stream_silence: Duration::from_secs(45),
            phone: None,
            stay: Stay::Resident,
        }
    }

    /// One that a push service wakes.
    pub(crate) fn with_push_service() -> Self {
        Self { phone: Some(Arc::default()), ..Self::new() }
    }

    /// Another device with a copy of the vault and of all that the key store holds.
    pub(crate) fn copied(&self) -> Self {
        let copy = Self { key_store: Arc::clone(&self.key_store), ..Self::new() };
        for file in ["vault.db", "vault.db-wal"] {
            let file = self.folder.path().join(file);
            if file.exists() {
                std::fs::copy(&file, copy.folder.path().join(file.file_name().unwrap())).unwrap();
            }
        }
        copy
    }

    pub(crate) fn vault(&self) -> PathBuf {
        self.folder.path().join("vault.db")
    }

    /// The app, with nothing opened yet.
    pub(crate) fn app(&self) -> Authenticator {
        self.app_at(self.vault())
    }

    /// The same over a vault that lies elsewhere.
    pub(crate) fn app_at(&self, vault: PathBuf) -> Authenticator {
        let settings = Settings {
            vault,
            platform: "linux".into(),
            device_name: "Test laptop".into(),
            app: self.version.into(),
            plain_http: PlainHttp::OnLoopback,
            callback: self.callback,
            passphrase_cost: PassphraseCost::CHEAP,
            backup_work: WorkFactor::CHEAP,
            backup_calm: self.backup_calm,
            paper: PaperLanguage::En,
            stream_silence: self.stream_silence,
            stay: self.stay,
        };
        let ports = Ports {
            clock: Arc::clone(&self.clock) as _,
            random,
            opener: Arc::clone(&self.browser) as _,
            key_store: Arc::clone(&self.key_store) as _,
            biometrics: Arc::clone(&self.biometrics) as _,
            files: Arc::new(Disk),
            listener: Arc::clone(&self.ears) as _,
            wakener: self.phone.clone().map(|phone| phone as _),
        };
        Authenticator::new(settings, ports)
    }

    /// The app, ready.
    pub(crate) async fn start(&self) -> Authenticator {
        let app = self.app();
        assert_eq!(app.state().await.unwrap().phase, Phase::Ready);
        app
    }

    /// Waits until something is there, looking again whenever the app says that something has happened.
    pub(crate) async fn until<T>(&self, what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
        let mut heard = self.ears.count.subscribe();
        let waiting = async {
            loop {
                heard.borrow_and_update();
                if let Some(found) = look().await {
                    return found;
                }
                heard.changed().await.unwrap();
            }
        };
        tokio::time::timeout(PATIENCE, waiting).await.unwrap_or_else(|_| panic!("never came: {what}"))
    }
}

/// Waits until something is so that no event tells of.
pub(crate) async fn soon(what: &str, mut look: impl AsyncFnMut() -> bool) {
    let waiting = async {
        while !look().await {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, waiting).await.unwrap_or_else(|_| panic!("never came: {what}"));
}

pub(crate) fn random(bytes: &mut [u8]) {
    getrandom::fill(bytes).unwrap();
}

/// Clocks that stand still until they are moved.
pub(crate) struct SetClock {
    wall: AtomicU64,
    boot: AtomicU64,
}

impl SetClock {
    /// Time passes.
    pub(crate) fn advance(&self, by: Duration) {
        let millis = u64::try_from(by.as_millis()).unwrap();
        self.wall.fetch_add(millis, Ordering::SeqCst);
        self.boot.fetch_add(millis, Ordering::SeqCst);
    }

    /// Somebody sets the clock.
    pub(crate) fn set(&self, seconds: u64) {
        self.wall.store(seconds * 1_000, Ordering::SeqCst);
    }
}

impl Clock for SetClock {
    fn now(&self) -> UnixTime {
        UnixTime::from_millis(self.wall.load(Ordering::SeqCst))
    }

    fn since_boot(&self) -> Duration {
        Duration::from_millis(self.boot.load(Ordering::SeqCst))
    }
}

/// A browser that only remembers what it was asked to open.
#[derive(Default)]
pub(crate) struct OpenedPages(Mutex<Vec<String>>);

impl OpenedPages {
    pub(crate) fn last(&self) -> Option<String> {
        self.0.lock().unwrap().last().cloned()
    }
}

impl Opener for OpenedPages {
    fn open(&self, address: &str) -> Result<(), WillNotOpen> {
        self.0.lock().unwrap().push(address.to_owned());
        Ok(())
    }
}

/// A phone with a push service: it only remembers for whom it was asked.
#[derive(Default)]
pub(crate) struct PushPhone {
    pub(crate) asked: Mutex<Vec<(&'static str, VapidKey)>>,
    /// Nobody was chosen who carries messages.
    pub(crate) is_alone: bool,
}

impl Wakener for PushPhone {
    fn service(&self) -> Pin<Box<dyn Future<Output = Option<PushDistributor>> + Send + '_>> {
        Box::pin(async { (!self.is_alone).then(|| PushDistributor::Program("ntfy".into())) })
    }

    fn open(&self, server: &VapidKey) {
        self.asked.lock().unwrap().push(("open", server.clone()));
    }

    fn close(&self, server: &VapidKey) {
        self.asked.lock().unwrap().push(("close", server.clone()));
    }
}

/// Remembers all events.
pub(crate) struct Ears {
    heard: Mutex<Vec<Event>>,
    count: watch::Sender<u64>,
}

impl Default for Ears {
    fn default() -> Self {
        Self { heard: Mutex::default(), count: watch::Sender::new(0) }
    }
}

impl Ears {
    pub(crate) fn has_heard(&self, event: Event) -> bool {
        self.heard.lock().unwrap().contains(&event)
    }
}

impl Listener for Ears {
    fn happened(&self, event: Event) {
        self.heard.lock().unwrap().push(event);
        self.count.send_modify(|count| *count += 1);
    }
}
