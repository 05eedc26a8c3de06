//! `lock`: the running app is told. What runs here is the app's core on the same vault.

use std::sync::Arc;
use std::time::Duration;

use countersign_authenticator::{
    Authenticator, CallbackWay, Clock, Disk, Event, Listener, Opener, PaperLanguage, PassphraseCost, Phase,
    PlainHttp, Ports, Settings, Stay, UnixTime, WillNotOpen, WorkFactor,
};
use countersign_keystore::{Failure, MemoryKeyStore, NoBiometrics};
use zeroize::Zeroizing;

use crate::computer::{Computer, PASSPHRASE, RFC_KEY};

/// Nothing of the system is needed here.
struct Nothing;

impl Clock for Nothing {
    fn now(&self) -> UnixTime {
        UnixTime::from_seconds(1_800_000_000)
    }

    fn since_boot(&self) -> Duration {
        Duration::from_secs(5)
    }
}

impl Opener for Nothing {
    fn open(&self, _address: &str) -> Result<(), WillNotOpen> {
        Err(WillNotOpen)
    }
}

impl Listener for Nothing {
    fn happened(&self, _event: Event) {}
}

fn random(bytes: &mut [u8]) {
    getrandom::fill(bytes).unwrap();
}

async fn app(computer: &Computer) -> Authenticator {
    let key_store = MemoryKeyStore::new();
    key_store.fail_with(Some(Failure::NoStore));
    let settings = Settings {
        vault: computer.path("shared/vault.db"),
        platform: "linux".into(),
        device_name: "Test laptop".into(),
        app: "countersign/0.1.0".into(),
        plain_http: PlainHttp::Refused,
        callback: CallbackWay::Loopback,
        passphrase_cost: PassphraseCost::CHEAP,
        backup_work: WorkFactor::USUAL,
        backup_calm: Duration::from_secs(30),
        paper: PaperLanguage::En,
        stream_silence: Duration::from_secs(45),
        stay: Stay::Resident,
    };
    let ports = Ports {
        clock: Arc::new(Nothing),
        random,
        opener: Arc::new(Nothing),
        key_store: Arc::new(key_store),
        biometrics: Arc::new(NoBiometrics),
        files: Arc::new(Disk),
        listener: Arc::new(Nothing),
        wakener: None,
    };
    let app = Authenticator::new(settings, ports);
    assert_eq!(app.state().await.unwrap().phase, Phase::Locked);
    app.unlock(Zeroizing::new(PASSPHRASE.to_owned())).await.unwrap();
    app
}

#[tokio::test(flavor = "multi_thread")]
async fn the_running_app_is_locked_and_the_vault_is_shared_until_then() {
    let computer = Computer::new();
    let link = format!("otpauth://totp/Harbor:ada?secret={RFC_KEY}&issuer=Harbor");
    computer.run_with(&["add", "--vault", "shared/vault.db"], &link).ended(0);
    let lock = |computer: &Computer| computer.run_bare(&["lock", "--vault", "shared/vault.db", "--json"], "");
    assert_eq!(lock(&computer).ended(3).failure(), "no_app");

    let app = app(&computer).await;
    let hearing = tokio::spawn({
        let app = app.clone();
        async move { app.hear_other_shells().await }
    });
    // Both have the vault open: the account that comes here is seen there.
    let second = "otpauth://totp/Second:bo?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
    computer.run_with(&["add", "-", "--vault", "shared/vault.db"], second).done();
    assert_eq!(app.accounts().await.unwrap().len(), 2);
    let locked = tokio::time::timeout(Duration::from_secs(20), async {
        loop {
            let ran = lock(&computer);
            if ran.exit == 0 {
                return ran;
            }
            tokio::task::yield_now().await;
        }
    });
    assert_eq!(locked.await.unwrap().json()["locked"], true);
    assert_eq!(app.state().await.unwrap().phase, Phase::Locked);
    assert!(app.accounts().await.is_err());
    hearing.abort();
}
